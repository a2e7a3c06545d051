import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerDialogs, electronCommand, test } from './holdfast-window.ts';
import { call } from './practice-site.ts';

const KEEP_RUNNING = 0;

test('asks once whether it stays when the window is closed, and stays in the tray from then on', async ({ launch, home }) => {
  const { electron, page } = await launch();
  const server = await call(page, 'server.add', {
    name: 'web-1',
    address: '127.0.0.1',
    port: 9,
    user: 'deploy',
    authentication: { method: 'agent', socket: null },
    jumpServerId: null,
  });
  await call(page, 'site.add', {
    serverId: server.id,
    name: 'aurora-market',
    root: '/srv/aurora',
    profile: 'plain',
    url: null,
    framework: null,
    databases: [],
  });
  const close = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  const dialogs = await answerDialogs(electron, KEEP_RUNNING);
  await close();
  await expect.poll(isVisible).toBe(false);
  expect(await dialogs.shown()).toEqual(['Keep Holdfast running when the window is closed?']);
  expect((await call(page, 'schedule.settings', undefined)).onClose).toBe('tray');

  // A second start brings the window back.
  const [program, ...args] = electronCommand() ?? [''];
  const second = spawn(program, args, { env: { ...process.env, HOLDFAST_HOME: home, NODE_OPTIONS: '' }, stdio: 'ignore' });
  await once(second, 'exit');
  await expect.poll(isVisible).toBe(true);
  await close();
  await expect.poll(isVisible).toBe(false);
  expect(await dialogs.shown()).toHaveLength(1);
});

test('starts without a window when the system starts it, and opens one when it is started by hand', async ({ home }) => {
  const command = electronCommand();
  test.skip(command === null, 'There is no Electron binary on this computer: set ELECTRON_OVERRIDE_DIST_PATH.');
  const [program, ...args] = command ?? [''];
  const env = { ...process.env, HOLDFAST_HOME: home, NODE_OPTIONS: '' };
  const app = spawn(program, [...args, '--hidden'], { env, stdio: 'ignore' });
  const ended = once(app, 'exit');
  const windowFile = () => readFile(join(home, 'logs', 'holdfast.log'), 'utf8').catch(() => '');
  try {
    await expect.poll(windowFile, { timeout: 20_000 }).toContain('app.started');
    expect(app.exitCode).toBeNull();
    const second = spawn(program, args, { env, stdio: 'ignore' });
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(0);
  } finally {
    app.kill('SIGTERM');
    await ended;
  }
  // Only a window that was open is remembered.
  expect(await windowFile()).toContain('app.ended');
});
