import { expect, type ElectronApplication, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bridge } from '../../src/shared/ipc/bridge.ts';
import { answerDialogs, electronCommand, test } from './holdfast-window.ts';

test('says at every start what the runtime has', async ({ launch }) => {
  const { logLines } = await launch();
  const started = (await logLines()).find((line) => line.includes('app.started'));
  expect(started).toMatch(/"electron":"\d+\./);
  expect(started).toMatch(/"ciphers":\d+/);
  expect(started).toMatch(/"zstd":(true|false)/);
});

test('shows the open window instead of starting a second time', async ({ launch, home }) => {
  const first = await launch();
  const [program, ...args] = electronCommand() ?? [''];
  const second = spawn(program, args, { env: { ...process.env, HOLDFAST_HOME: home, NODE_OPTIONS: '' }, stdio: 'ignore' });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  expect(await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect((await first.logLines()).filter((line) => line.includes('app.started'))).toHaveLength(1);
});

test('opens again where and as large as it was closed', async ({ launch, home }) => {
  const first = await launch();
  // The page may be there before the window is; one that is not shown yet is placed by the system when it is.
  await expect.poll(() => first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
  await expect
    .poll(() =>
      first.electron.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        const before = window?.getNormalBounds();
        window?.setBounds({ x: 40, y: 30, width: 1000, height: 700 });
        return before;
      }),
    )
    .toEqual({ x: 40, y: 30, width: 1000, height: 700 });
  await closeWindow(first.electron);
  const stored: unknown = JSON.parse(await readFile(join(home, 'window.json'), 'utf8'));
  expect(stored).toEqual({ x: 40, y: 30, width: 1000, height: 700, maximised: false });
  const again = await launch();
  expect(await again.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toMatchObject({
    x: 40,
    y: 30,
    width: 1000,
    height: 700,
  });
});

test('closes the app in order when the window is closed', async ({ launch }) => {
  const { electron, logLines } = await launch();
  await closeWindow(electron);
  expect((await logLines()).at(-1)).toContain('app.ended');
});

test('closes the app in order when the system ends it', async ({ launch }) => {
  const { electron, logLines } = await launch();
  const exited = once(electron.process(), 'exit');
  electron.process().kill('SIGTERM');
  await exited;
  expect((await logLines()).at(-1)).toContain('app.ended');
});

test('loads the page again when its process dies, and says so', async ({ launch }) => {
  const { electron, page, logLines } = await launch();
  const dialogs = await answerDialogs(electron, 0);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await expect.poll(async () => (await logLines()).filter((line) => line.includes('shell.page-gone')).length).toBe(1);
  expect(await dialogs.shown()).toEqual(['The window stopped working and was loaded again']);
  await expect
    .poll(() =>
      electron.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (contents === undefined || contents.isLoading() || contents.isCrashed()) return 'loading';
        return (await contents.executeJavaScript('typeof window.holdfast.call')) as string;
      }),
    )
    .toBe('function');
  expect(page.isClosed()).toBe(false);
});

test('follows the theme the operator chose, window and page alike', async ({ launch }) => {
  const { electron, page } = await launch();
  const look = async () => ({
    system: await electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource),
    window: await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase()),
    pageIsDark: await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches),
  });
  await setTheme(page, 'dark');
  await expect.poll(look).toEqual({ system: 'dark', window: '#0d1312', pageIsDark: true });
  await setTheme(page, 'light');
  await expect.poll(look).toEqual({ system: 'light', window: '#eceeea', pageIsDark: false });
});

test('opens in the theme that was chosen last', async ({ launch }) => {
  const first = await launch();
  await setTheme(first.page, 'dark');
  await closeWindow(first.electron);
  const again = await launch();
  expect(await again.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
});

test('leaves the window buttons of the system their corner of the title bar', async ({ launch }) => {
  const { page } = await launch();
  const overlay = await page.evaluate(() => {
    const { windowControlsOverlay } = navigator as unknown as {
      windowControlsOverlay: { visible: boolean; getTitlebarAreaRect(): DOMRect };
    };
    const { width, height } = windowControlsOverlay.getTitlebarAreaRect();
    return { visible: windowControlsOverlay.visible, height, roomForButtons: window.innerWidth - width };
  });
  expect(overlay.visible).toBe(true);
  expect(overlay.height).toBe(39);
  expect(overlay.roomForButtons).toBeGreaterThan(60);
});

function setTheme(page: Page, theme: 'dark' | 'light'): Promise<unknown> {
  return page.evaluate((chosen) => (window as unknown as { holdfast: Bridge }).holdfast.call('app.set-theme', { theme: chosen }), theme);
}

async function closeWindow(electron: ElectronApplication): Promise<void> {
  const closed = electron.waitForEvent('close');
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}
