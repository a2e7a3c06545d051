import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
}

/** What the built page consists of; nothing else is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Reads the file a URL path names, from the folder of the built page. Null when it is not there, is of no known type, or really lies
 * elsewhere: the path is decoded and resolved through symlinks before it is compared with the folder.
 */
export async function readPageFile(folder: string, urlPath: string): Promise<PageFile | null> {
  const decoded = decodePath(urlPath);
  if (decoded === null || decoded.includes('\0') || decoded.includes('\\')) return null;
  const type = TYPES[extname(decoded).toLowerCase()];
  if (type === undefined) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, decoded));
    if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
    return { bytes: await readFile(file), type };
  } catch {
    return null;
  }
}

function decodePath(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return null;
  }
}

/**
 * The headers of every answer. The page runs its own scripts and styles only; `connect` is 'none' in the desktop app, where everything
 * travels over the preload, and 'self' in the browser host, where it travels over HTTP.
 */
export function pageHeaders(type: string, connect: "'none'" | "'self'" = "'none'"): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src ${connect}`,
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}
