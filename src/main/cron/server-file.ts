import { createHash } from 'node:crypto';
import { serverFileParts } from '../remote/server-file-programs.ts';

/** What is put on a server to make its own backups: one readable sh file, known by its version and its SHA-256. */
export interface ServerFile {
  readonly name: 'holdfast-server.sh';
  /** `1.0.0`, as the file itself says it. */
  readonly version: string;
  readonly text: string;
  /** Of the text as UTF-8, lower-case hex. */
  readonly sha256: string;
}

/** Every installation gets the same bytes: what differs between sites stands in their `site.conf`. */
export const serverFile: ServerFile = assemble(serverFileParts);

function assemble(parts: readonly string[]): ServerFile {
  const text = parts.join('\n');
  const version = versionOf(text);
  if (version === null) throw new Error('The server file does not say its version.');
  return { name: 'holdfast-server.sh', version, text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** The version a server file says it has; null for anything else. Pure. */
export function versionOf(text: string): string | null {
  return /^HOLDFAST_SERVER_VERSION='(\d+\.\d+\.\d+)'$/m.exec(text)?.[1] ?? null;
}
