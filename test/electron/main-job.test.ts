import { expect } from '@playwright/test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addServer, addSite, backUpForTheFirstTime, chooseFolder, openFleet, openNewestBackup } from '../flows/operator.ts';
import { startLab } from '../lab/lab.ts';
import { doMainJob } from '../../scripts/demo/main-job.ts';
import { test } from './holdfast-window.ts';
import { call } from './practice-site.ts';

const SITE = 'aurora-market.example';

test('leads from the first start to a proven backup in the real window, and finds it again at the next start', async ({ launch, home }) => {
  test.setTimeout(120_000);
  await using lab = await startLab({ site: { media: false } });
  const first = await launch();
  await chooseFolder(first.page, join(home, 'backups'));
  await addServer(first.page, lab.sshd, 'practice');
  await addSite(first.page, SITE);
  await backUpForTheFirstTime(first.page, SITE);
  await openFleet(first.page);
  await expect(first.page.getByRole('heading', { name: `${SITE} is protected` })).toBeVisible({ timeout: 30_000 });
  await openNewestBackup(first.page, SITE);
  await expect(first.page.getByText('Sound.', { exact: true })).toBeVisible();

  const [folder = ''] = await readdir(join(home, 'backups', SITE));
  expect((await readdir(join(home, 'backups', SITE, folder))).toSorted()).toEqual(
    expect.arrayContaining(['RESTORE.txt', 'SHA256SUMS', 'manifest.json']),
  );
  await first.electron.close();
  expect((await first.logLines()).at(-1)).toContain('app.ended');

  const second = await launch();
  await expect(second.page.getByRole('heading', { name: `${SITE} is protected` })).toBeVisible();
});

test('says that a dump packed with zstd cannot be opened by a runtime without it, and leaves the proof alone', async ({ launch, home }) => {
  test.setTimeout(120_000);
  await using lab = await startLab({ site: { media: false } });
  const done = await doMainJob(lab, home);
  expect(done.details.backup.artifacts[0]?.compression).toBe('zstd');

  const { electron, page } = await launch();
  const hasZstd = await electron.evaluate(() => 'createZstdDecompress' in process.getBuiltinModule('node:zlib'));
  const job = await call(page, 'backup.verify', { backupId: done.details.backup.id, level: 'sound' });
  const ended = async () => (await call(page, 'job.list', undefined)).find(({ id }) => id === job.id);
  await expect.poll(async () => (await ended())?.endedAt).not.toBeNull();
  expect((await ended())?.problem?.code ?? null).toBe(hasZstd ? null : 'verify.cannot-open-here');
  const { copies } = await call(page, 'backup.details', { backupId: done.details.backup.id });
  expect(copies[0]?.copy.proof).toMatchObject({ level: 'sound', failure: null });
});
