import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App, HostAbilities } from '../../src/main/app/app.ts';
import { AppError } from '../../src/main/errors/app-error.ts';
import { pageHeaders, readPageFile } from '../../src/main/shell/page-files.ts';
import { CALLS, EVENTS } from '../../src/shared/ipc/channels.ts';

export interface BrowserHost {
  /** Opens the app once; the page then carries a cookie. Whoever has this URL while the host runs has the app. */
  readonly url: string;
  readonly app: App;
  /** Ends the host and closes the app. */
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  readonly createApp: (host: HostAbilities) => Promise<App>;
  /** The built page: `out/renderer`. */
  readonly rendererFolder: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
}

const COOKIE = 'holdfast';
const BRIDGE_PATH = '/holdfast-bridge.js';
/** A call carries a form at most; a body beyond this is not read. */
const MAXIMUM_BODY_BYTES = 1_000_000;

/** A browser has neither dialogs for folders nor a file manager of ours: the screens offer to type the path instead. */
const browserAbilities: HostAbilities = {
  kind: 'browser',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  reveal: (folder) => Promise.reject(new AppError('host.unsupported', { detail: folder })),
};

/**
 * Joins the built page to the real app in this process, for a browser on this computer: the demo without Electron, and the tests of the
 * screens. The policy of the page is the desktop app's with one difference: `connect-src 'self'`, because the bridge is HTTP here.
 *
 * Only 127.0.0.1 is listened on. The random token of the URL is exchanged for a cookie that scripts cannot read and other sites cannot
 * send; the Host header is compared (no name can be pointed here) and so is Origin.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const app = await options.createApp(browserAbilities);
  const token = randomBytes(32).toString('base64url');
  const bridge = await readFile(new URL('./browser-bridge.js', import.meta.url));
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500);
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (!comesFromHere(request, port)) return refuse(response, 403);
    if (request.method === 'GET' && pathname === '/' && isToken(searchParams.get('token'), token)) return welcome(response, token, port);
    if (!isToken(cookieOf(request, `${COOKIE}-${port}`), token)) return refuse(response, 401);
    if (request.method === 'POST' && pathname.startsWith('/call/')) return call(app, pathname.slice('/call/'.length), request, response);
    if (request.method !== 'GET') return refuse(response, 405);
    if (pathname === '/events') return stream(request, response);
    if (pathname === '/favicon.ico') return nothing(response);
    if (pathname === BRIDGE_PATH) return send(response, bridge, 'text/javascript; charset=utf-8');
    return page(options.rendererFolder, pathname, response);
  }

  function stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, pageHeaders('text/event-stream', "'self'"));
    response.write(': joined\n\n');
    streams.add(response);
    request.on('close', () => streams.delete(response));
  }

  for (const name of EVENTS) {
    app.on(name, (payload) => {
      const event = `data: ${JSON.stringify({ name, payload })}\n\n`;
      for (const response of streams) response.write(event);
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    app,
    async close() {
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const response of streams) response.destroy();
      server.closeAllConnections();
      await closed;
      await app.close();
    },
  };
}

/** The address bar keeps no token: it could be copied, or kept in the history. */
function welcome(response: ServerResponse, token: string, port: number): void {
  response.writeHead(303, {
    ...pageHeaders('text/plain; charset=utf-8', "'self'"),
    Location: '/',
    // Cookies do not know ports: two hosts on one computer must not overwrite each other's.
    'Set-Cookie': `${COOKIE}-${port}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  });
  response.end();
}

async function page(folder: string, pathname: string, response: ServerResponse): Promise<void> {
  const isStart = pathname === '/' || pathname === '/index.html';
  const file = await readPageFile(folder, isStart ? '/index.html' : pathname);
  if (file === null) return refuse(response, 404);
  send(response, isStart ? withBridge(file.bytes.toString('utf8')) : file.bytes, file.type);
}

/** Module scripts run in the order they stand in: the bridge comes before the page's own. */
function withBridge(html: string): string {
  return html.replace(/<head[^>]*>/, (head) => `${head}<script type="module" src="${BRIDGE_PATH}"></script>`);
}

async function call(app: App, encodedName: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = CALLS.find((known) => known === decodeURIComponent(encodedName));
  if (name === undefined) return refuse(response, 404);
  if (request.headers['content-type'] !== 'application/json') return refuse(response, 415);
  const body = await readBody(request);
  if (body === null) return refuse(response, 413);
  const { input } = JSON.parse(body) as { readonly input?: unknown };
  const reply = await app.call(name, input);
  send(response, JSON.stringify(reply), 'application/json; charset=utf-8');
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAXIMUM_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function comesFromHere(request: IncomingMessage, port: number): boolean {
  const { host, origin } = request.headers;
  if (host !== `127.0.0.1:${port}`) return false;
  // Browsers leave Origin out of plain page loads; where they send it, and for every call, it must be ours.
  if (origin === undefined) return request.method === 'GET';
  return origin === `http://127.0.0.1:${port}`;
}

function isToken(given: string | null, token: string): boolean {
  if (given === null) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

function send(response: ServerResponse, body: Buffer | string, type: string): void {
  response.writeHead(200, pageHeaders(type, "'self'"));
  response.end(body);
}

/** Every browser asks for an icon; the page has none. */
function nothing(response: ServerResponse): void {
  response.writeHead(204, pageHeaders('text/plain; charset=utf-8', "'self'"));
  response.end();
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...pageHeaders('text/plain; charset=utf-8', "'self'"), Connection: 'close' });
  response.end(`${status}\n`);
}
