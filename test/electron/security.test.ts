import { expect } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from './holdfast-window.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

test('serves the page from its own scheme with the content security policy', async ({ launch }) => {
  const { electron, page } = await launch();
  expect(page.url()).toBe('app://holdfast/index.html');
  const answer = await electron.evaluate(async ({ net }) => {
    const response = await net.fetch('app://holdfast/index.html');
    return { status: response.status, headers: Object.fromEntries(response.headers) };
  });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-security-policy']).toBe(POLICY);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  const outside = await electron.evaluate(async ({ net }) => {
    const paths = ['../main/index.js', '%2e%2e/main/index.js', '%2e%2e%2fmain%2findex.js', '..%5cmain%5cindex.js', 'index.js.map', ''];
    return Promise.all(paths.map(async (path) => (await net.fetch(`app://holdfast/${path}`)).status));
  });
  expect(outside).toEqual([404, 404, 404, 404, 404, 200]);
  expect(await electron.evaluate(async ({ net }) => (await net.fetch('app://other/index.html')).status)).toBe(404);
});

test('lets no script run that is not a file of the page', async ({ launch }) => {
  const { page } = await launch();
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    const image = document.createElement('img');
    const failed = new Promise((resolve) => (image.onerror = resolve));
    image.src = 'https://example.invalid/pixel.png';
    await failed;
    return { seen, injected: 'injected' in window };
  });
  expect(violations.injected).toBe(false);
  expect(violations.seen).toEqual(expect.arrayContaining(['script-src-elem', 'img-src']));
});

test('keeps the page in a sandbox without Node and without Electron', async ({ launch }) => {
  const { electron, page } = await launch();
  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false });
  const reach = await page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
    bridge: Object.keys((window as unknown as { holdfast: object }).holdfast).toSorted(),
  }));
  expect(reach).toEqual({ globals: [], bridge: ['call', 'on'] });
});

test('goes nowhere: no navigation, no second window, no frame, no webview', async ({ launch }) => {
  const { electron, page, logLines } = await launch();
  const opened = await page.evaluate(() => {
    const window1 = window.open('https://example.invalid/window');
    const link = document.createElement('a');
    link.href = 'https://example.invalid/link';
    document.body.append(link);
    link.click();
    location.assign('https://example.invalid/assigned');
    return window1 === null;
  });
  expect(opened).toBe(true);
  await expect.poll(async () => (await logLines()).filter((line) => line.includes('shell.refused')).length).toBeGreaterThanOrEqual(3);
  expect(page.url()).toBe('app://holdfast/index.html');
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const refused = (await logLines()).join('\n');
  expect(refused).toContain('example.invalid/window');
  expect(refused).toContain('example.invalid/assigned');
  const inner = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
    });
    const frame = document.createElement('iframe');
    frame.src = 'app://holdfast/index.html';
    document.body.append(frame);
    const webview = document.createElement('webview');
    document.body.append(webview);
    return { violation: await violation, webviewIsKnown: 'getWebContentsId' in webview };
  });
  expect(inner).toEqual({ violation: 'frame-src', webviewIsKnown: false });
});

test('sends no request of the page to the network', async ({ launch }) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { electron, logLines } = await launch();
    const { port } = server.address() as AddressInfo;
    // Even a page without any policy of its own is held back by the session.
    const outcome = await electron.evaluate(async ({ BrowserWindow }, url) => {
      const bare = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
      await bare.loadURL('data:text/html,<title>bare</title>').catch(() => {});
      const loaded = await bare.loadURL(url).then(
        () => 'loaded',
        (error: Error) => error.message,
      );
      bare.destroy();
      return loaded;
    }, `http://127.0.0.1:${port}/page`);
    expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT');
    expect(asked).toEqual([]);
    expect((await logLines()).some((line) => line.includes('"what":"request"') && line.includes(`127.0.0.1:${port}`))).toBe(true);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test('grants no permission but writing to the clipboard', async ({ launch }) => {
  const { page } = await launch();
  const states = await page.evaluate(async () => {
    const ask = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
    const notification = await Notification.requestPermission();
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      (error: Error) => error.name,
    );
    return { geolocation: await ask('geolocation'), microphone: await ask('microphone'), midi: await ask('midi'), notification, camera };
  });
  expect(states.geolocation).toBe('denied');
  expect(states.microphone).toBe('denied');
  expect(states.midi).toBe('denied');
  expect(states.notification).toBe('denied');
  expect(states.camera).not.toBe('granted');
  await page.bringToFront();
  await page.evaluate(() => navigator.clipboard.writeText('SHA256:copied by hand'));
  const read = await page.evaluate(() =>
    navigator.clipboard.readText().then(
      () => 'read',
      (error: Error) => error.name,
    ),
  );
  expect(read).toBe('NotAllowedError');
});

test('refuses a call it does not know, from the page and behind its back', async ({ launch }) => {
  const { page } = await launch();
  const refused = await page.evaluate(async () => {
    const bridge = (window as unknown as { holdfast: { call(name: string, input: unknown): Promise<unknown>; on(name: string): void } })
      .holdfast;
    const call = await bridge.call('files.delete', {}).then(
      () => 'answered',
      (error: Error) => error.message,
    );
    let event = 'subscribed';
    try {
      bridge.on('everything');
    } catch (error) {
      event = (error as Error).message;
    }
    return { call, event };
  });
  expect(refused).toEqual({ call: 'unknown call: files.delete', event: 'unknown event: everything' });
});

test('answers only the main frame of its own window', async ({ launch }) => {
  const { electron, logLines, home } = await launch();
  // A second window with the very same preload, on the very same page: still not the app's window.
  const answer = await electron.evaluate(async ({ BrowserWindow, app }) => {
    const preload = `${app.getAppPath()}/out/preload/index.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true, preload } });
    await other.loadURL('app://holdfast/index.html');
    const reply: unknown = await other.webContents.executeJavaScript(
      `window.holdfast.call('app.info', undefined).then((reply) => JSON.stringify(reply), (error) => error.message)`,
    );
    other.destroy();
    return reply;
  });
  expect(answer).toContain('refused');
  expect(answer).not.toContain(home);
  expect((await logLines()).some((line) => line.includes('"what":"call"'))).toBe(true);
});
