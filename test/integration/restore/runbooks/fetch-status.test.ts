import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchStatus, type Cookies } from '../../../../src/main/restore/runbooks/fetch-status.ts';
import { never } from '../../servers/lab-servers.ts';

let site: Server;
let other: Server;
const seen: { readonly host: string; readonly url: string; readonly cookie: string }[] = [];
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  other = createServer((request, response) => {
    seen.push({ host: 'other', url: request.url ?? '', cookie: request.headers.cookie ?? '' });
    response.end('elsewhere');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  site = createServer((request, response) => {
    const url = request.url ?? '';
    seen.push({ host: 'site', url, cookie: request.headers.cookie ?? '' });
    if (url === '/word') {
      response.writeHead(302, { location: '/', 'set-cookie': ['pass=let me=in; Path=/; HttpOnly', 'lang=de'] }).end();
      return;
    }
    if (url === '/away') {
      response.writeHead(302, { location: `${addressOf(other)}/landed` }).end();
      return;
    }
    if (url === '/round') {
      response.writeHead(301, { location: '/round' }).end();
      return;
    }
    if (url === '/ftp') {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      return;
    }
    if (url === '/silent') return;
    if (url === '/endless') {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 5);
      response.on('close', () => clearInterval(timer));
      return;
    }
    response.writeHead(request.headers.cookie?.includes('pass=let me=in') ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  for (const server of [site, other]) {
    server.closeAllConnections();
    server.close();
  }
});

it('passes a page by the cookie its link gives, and tells nobody else of it', async () => {
  const cookies: Cookies = new Map();
  expect(await fetchStatus(addressOf(site), cookies, never)).toMatchObject({ status: 503 });
  expect(await fetchStatus(`${addressOf(site)}/word`, cookies, never)).toMatchObject({ status: 200, address: `${addressOf(site)}/` });
  expect(await fetchStatus(addressOf(site), cookies, never)).toMatchObject({ status: 200 });
  expect(seen.at(-1)?.cookie).toBe('pass=let me=in; lang=de');
  expect(await fetchStatus(`${addressOf(site)}/away`, cookies, never)).toMatchObject({
    status: 200,
    address: `${addressOf(other)}/landed`,
  });
  expect(seen.at(-1)).toEqual({ host: 'other', url: '/landed', cookie: '' });
});

it('ends with a reason where an address leads round, away from the web, nowhere, or to silence', async () => {
  const reason = async (path: string) => {
    const answer = await fetchStatus(path.startsWith('/') ? `${addressOf(site)}${path}` : path, new Map(), never, 300);
    return answer.status === null ? answer.reason : answer.status;
  };
  expect(await reason('/round')).toContain('leads on and on');
  expect(await reason('/ftp')).toContain('file:');
  expect(await reason('/silent')).toBe('no answer within 0.3 s');
  expect(await reason('http://127.0.0.1:9/')).not.toBe('fetch failed');
  expect(await reason('http://no-such-host.invalid/')).not.toBe('fetch failed');
});

it('does not wait for a page that has no end', async () => {
  expect(await fetchStatus(`${addressOf(site)}/endless`, new Map(), never)).toMatchObject({ status: 200 });
});

it('ends with the reason of its signal', async () => {
  const cancelled = new AbortController();
  const asking = fetchStatus(`${addressOf(site)}/silent`, new Map(), cancelled.signal);
  cancelled.abort(new Error('cancelled'));
  await expect(asking).rejects.toThrow('cancelled');
});
