import { expect, type ElectronApplication } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  await first.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1000, height: 700 }),
  );
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

async function closeWindow(electron: ElectronApplication): Promise<void> {
  const closed = electron.waitForEvent('close');
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}
