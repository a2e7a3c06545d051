import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLockHome } from '../../src/main/catalog/home-lock.ts';
import { electronCommand, test } from './holdfast-window.ts';

test('does not work in a data folder that a terminal is working in, and says so', async ({ home }) => {
  const command = electronCommand();
  test.skip(command === null, 'There is no Electron binary on this computer: set ELECTRON_OVERRIDE_DIST_PATH.');
  await mkdir(home, { recursive: true });
  const lock = tryLockHome(home);
  expect(lock).not.toBeNull();
  const [program, ...args] = command ?? [''];
  const app = spawn(program, args, { env: { ...process.env, HOLDFAST_HOME: home, NODE_OPTIONS: '' }, stdio: 'ignore' });
  const ended = once(app, 'exit');
  try {
    const log = () => readFile(join(home, 'logs', 'holdfast.log'), 'utf8').catch(() => '');
    await expect.poll(log, { timeout: 20_000 }).toContain('app.start-failed');
    expect(await log()).toContain('home.in-use');
    // The question stays on the screen until somebody reads it.
    expect(app.exitCode).toBeNull();
  } finally {
    app.kill('SIGKILL');
    await ended;
    lock?.release();
  }
});
