import { protocol } from 'electron';
import { APP_SCHEME, isAppUrl } from './app-origin.ts';
import { pageHeaders, readPageFile } from './page-files.ts';

/** Answers `app://holdfast/...` from the folder of the built page, and nothing else. */
export function servePage(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const refused = () => new Response('Not found', { status: 404, headers: pageHeaders('text/plain; charset=utf-8') });
    if (request.method !== 'GET' || !isAppUrl(request.url)) return refused();
    const { pathname } = new URL(request.url);
    const file = await readPageFile(folder, pathname === '/' ? '/index.html' : pathname);
    if (file === null) return refused();
    return new Response(new Uint8Array(file.bytes), { headers: pageHeaders(file.type) });
  });
}
