import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pageHeaders, readPageFile } from '../../src/main/shell/page-files.ts';

/** Where the built page lies; another folder for work on the page alone. */
const FOLDER = process.env['HOLDFAST_RENDERER'] ?? join(import.meta.dirname, '..', '..', 'out', 'renderer');

export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the built page exactly as the app does: the same files, the same headers, the same content security policy. */
export async function servePage(): Promise<PageServer> {
  if (!existsSync(join(FOLDER, 'index.html'))) throw new Error(`There is no built page in ${FOLDER}: run "npm run build" first.`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page.invalid');
    void readPageFile(FOLDER, pathname === '/' ? '/index.html' : pathname).then((file) => {
      if (file === null) response.writeHead(404, pageHeaders('text/plain')).end();
      else response.writeHead(200, pageHeaders(file.type)).end(file.bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
