import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { buildProgram } from '../lab/built-program.ts';

const TOOLS = join(import.meta.dirname, '../../.tools');
const HOUR = 3_600_000;

/** As a test run leaves it that was killed so many hours ago. */
function leftBehind(hours: number): string {
  mkdirSync(TOOLS, { recursive: true });
  const folder = mkdtempSync(join(TOOLS, 'built-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'program.js'), '');
  const at = new Date(Date.now() - hours * HOUR);
  utimesSync(folder, at, at);
  return folder;
}

it('removes what killed runs left a day ago when it builds, and leaves what a run of today may be using', async () => {
  const old = leftBehind(25);
  const used = leftBehind(23);
  await using program = await buildProgram('src/main/app/version.ts');
  expect([old, used, program.script].map((path) => existsSync(path))).toEqual([false, true, true]);
});
