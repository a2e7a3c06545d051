import { expect } from '@playwright/test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../lab/lab.ts';
import { answerDialogs, test } from './holdfast-window.ts';
import { call, registerPracticeSite } from './practice-site.ts';

const KEEP_WORKING = 0;
const INTERRUPT_AND_QUIT = 1;

test('asks before it interrupts a backup, and keeps nothing incomplete', async ({ launch, home }) => {
  test.setTimeout(120_000);
  await using lab = await startLab({ site: { media: false } });
  const { electron, page, logLines } = await launch();
  const site = await registerPracticeSite(page, lab, home);
  // The dump has to wait for this table, so the job runs for as long as the test wants it to.
  const [row] = await lab.mariadb.sql(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${lab.site.database}' AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_ROWS DESC LIMIT 1`,
  );
  const holder = await lab.mariadb.connect({ database: lab.site.database });
  await holder.query(`LOCK TABLES \`${String(row?.['name'])}\` WRITE`);
  const job = await call(page, 'backup.start', { siteId: site.id });
  const state = async () => (await call(page, 'job.list', undefined)).find(({ id }) => id === job.id)?.state;
  await expect.poll(state).toBe('running');
  await expect.poll(() => lab.sshd.remoteProcesses().length).toBeGreaterThan(0);

  const staying = await answerDialogs(electron, KEEP_WORKING);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => staying.shown()).toEqual(['A job is waiting or running']);
  expect(await state()).toBe('running');
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);

  await answerDialogs(electron, INTERRUPT_AND_QUIT);
  const closed = electron.waitForEvent('close');
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
  expect((await logLines()).at(-1)).toContain('app.ended');
  await expect.poll(() => lab.sshd.remoteProcesses()).toEqual([]);
  const left = await readdir(join(home, 'backups'), { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => entry.isFile() && /partial|manifest|\.sql/.test(entry.name)).map(({ name }) => name)).toEqual([]);
  await holder.end();

  const again = await launch();
  const interrupted = (await call(again.page, 'job.list', undefined)).find(({ id }) => id === job.id);
  expect(interrupted).toMatchObject({ state: 'interrupted', problem: { code: 'job.interrupted' } });
});
