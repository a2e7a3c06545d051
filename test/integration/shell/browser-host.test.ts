import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { App, HostAbilities } from '../../../src/main/app/app.ts';
import { startBrowserHost, type BrowserHost } from '../../lab/browser-host.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The host's own rules are on trial here, so the app behind it only repeats what reached it. */
function repeatingApp(): { readonly app: App; emit(name: string, payload: unknown): void; readonly closed: () => boolean } {
  const listeners = new Map<string, (payload: never) => void>();
  let closed = false;
  const app = {
    call: (name: string, input: unknown) => Promise.resolve({ ok: true, value: { name, input } }),
    on: (name: string, listener: (payload: never) => void) => {
      listeners.set(name, listener);
      return () => void listeners.delete(name);
    },
    activeJobCount: () => 0,
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  } as unknown as App;
  return { app, emit: (name, payload) => listeners.get(name)?.(payload as never), closed: () => closed };
}

describe('the browser host', () => {
  let folder: string;
  let host: BrowserHost;
  let behind: ReturnType<typeof repeatingApp>;
  let abilities: HostAbilities;
  let origin: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-host-'));
    const rendererFolder = join(folder, 'renderer');
    await mkdir(rendererFolder);
    await writeFile(join(folder, 'secret.js'), 'outside');
    await symlink(join(folder, 'secret.js'), join(rendererFolder, 'link.js'));
    await writeFile(join(rendererFolder, 'page.js'), 'inside');
    await writeFile(
      join(rendererFolder, 'index.html'),
      '<!doctype html><html><head><script type="module" src="./page.js"></script></head></html>',
    );
    behind = repeatingApp();
    host = await startBrowserHost({
      rendererFolder,
      createApp: (given) => {
        abilities = given;
        return Promise.resolve(behind.app);
      },
    });
    origin = new URL(host.url).origin;
  });

  afterEach(async () => {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  });

  function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(`${origin}${path}`, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(options.body);
    });
  }

  async function signIn(): Promise<string> {
    const { status, headers } = await ask(`/${new URL(host.url).search}`);
    expect(status).toBe(303);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    return cookie.split(';')[0] ?? '';
  }

  const call = (cookie: string, extra: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { cookie, origin, 'content-type': 'application/json', ...extra },
    body: JSON.stringify({ input: { theme: 'dark' } }),
  });

  test('serves nothing without the token of its URL', async () => {
    const paths = ['/', '/index.html', '/page.js', '/events', '/holdfast-bridge.js', '/?token=guessed'];
    expect(await Promise.all(paths.map(async (path) => `${path} ${(await ask(path)).status}`))).toEqual(paths.map((path) => `${path} 401`));
    expect((await ask('/call/app.info', call('holdfast-1=guessed'))).status).toBe(401);
  });

  test('puts the bridge before the page and keeps the policy of the desktop app, connections to itself aside', async () => {
    const cookie = await signIn();
    const page = await ask('/', { headers: { cookie } });
    expect(page.body).toContain('<head><script type="module" src="/holdfast-bridge.js"></script><script type="module" src="./page.js">');
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect((await ask('/holdfast-bridge.js', { headers: { cookie } })).body).toContain('holdfast');
  });

  test('serves no file from outside the built page', async () => {
    const cookie = await signIn();
    expect((await ask('/page.js', { headers: { cookie } })).body).toBe('inside');
    const paths = ['/link.js', '/%2e%2e/secret.js', '/%2e%2e%2fsecret.js', '/..%5csecret.js', '/nothing.js', '/%00.js', '/%zz.js'];
    const answers = await Promise.all(paths.map(async (path) => `${path} ${(await ask(path, { headers: { cookie } })).status}`));
    expect(answers).toEqual(paths.map((path) => `${path} 404`));
  });

  test('hands a call to the app and its answer back', async () => {
    const cookie = await signIn();
    const answer = await ask('/call/app.set-theme', call(cookie));
    expect(JSON.parse(answer.body)).toEqual({ ok: true, value: { name: 'app.set-theme', input: { theme: 'dark' } } });
    expect((await ask('/call/files.delete', call(cookie))).status).toBe(404);
  });

  test('refuses another site, another name for this computer, and a form', async () => {
    const cookie = await signIn();
    expect((await ask('/call/app.info', call(cookie, { origin: 'https://example.invalid' }))).status).toBe(403);
    expect((await ask('/call/app.info', call(cookie, { host: `example.invalid:${new URL(origin).port}` }))).status).toBe(403);
    expect((await ask('/', { headers: { cookie, host: `localhost:${new URL(origin).port}` } })).status).toBe(403);
    expect((await ask('/call/app.info', call(cookie, { 'content-type': 'text/plain' }))).status).toBe(415);
    const withoutOrigin = call(cookie);
    expect((await ask('/call/app.info', { ...withoutOrigin, headers: { cookie, 'content-type': 'application/json' } })).status).toBe(403);
  });

  test('tells every open page what the app announces', async () => {
    const cookie = await signIn();
    const response = await fetch(`${origin}/events`, { headers: { cookie } });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => Buffer.from((await reader.read()).value ?? []).toString('utf8');
    expect(await next()).toBe(': joined\n\n');
    behind.emit('job.changed', { id: 'job-1' });
    expect(await next()).toBe('data: {"name":"job.changed","payload":{"id":"job-1"}}\n\n');
    await reader.cancel();
  });

  test('has no dialogs: it answers null, and names the folder it cannot show', async () => {
    expect(abilities.kind).toBe('browser');
    expect(await abilities.chooseFolder()).toBeNull();
    expect(await abilities.chooseFile('/root')).toBeNull();
    await expect(abilities.reveal('/srv/backups')).rejects.toMatchObject({ code: 'host.unsupported', detail: '/srv/backups' });
  });

  test('closes the app with itself', async () => {
    const other = repeatingApp();
    const second = await startBrowserHost({ rendererFolder: join(folder, 'renderer'), createApp: () => Promise.resolve(other.app) });
    await second.close();
    expect(other.closed()).toBe(true);
    await expect(fetch(second.url)).rejects.toThrow('fetch failed');
  });
});
