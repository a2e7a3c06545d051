import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { electronCommand, test } from './holdfast-window.ts';

/** The installed program with words behind `--cli`. */
async function run(home: string, ...words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [program = '', ...args] = electronCommand() ?? [];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(program, [...args, '--cli', ...words], { env: { ...env, HOLDFAST_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

test('is a command line as well: answers, exit codes, and no window', async ({ home }) => {
  test.skip(electronCommand() === null, 'There is no Electron binary on this computer: set ELECTRON_OVERRIDE_DIST_PATH.');
  expect(await run(home, 'status')).toMatchObject({ code: 0, stdout: 'No site is protected yet.\n' });
  expect(await run(home, 'place', 'set', `${home}/backups`, '--json')).toMatchObject({ code: 0 });
  const list = await run(home, 'server', 'list', '--json');
  expect({ code: list.code, answer: JSON.parse(list.stdout) }).toEqual({ code: 0, answer: [] });
  expect((await run(home, 'no', 'such')).code).toBe(2);
  expect((await run(home, 'backup', 'run', 'nobody')).code).toBe(1);
});
