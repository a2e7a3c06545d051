import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addServer,
  addSite,
  backUpForTheFirstTime,
  chooseFolder,
  openFleet,
  openFromRail,
  openNewestBackup,
} from '../../flows/operator.ts';
import { expectAccessible } from '../app-test.ts';
import { expect, test } from './live-app.ts';

const SITE = 'aurora-market.example';

test.setTimeout(120_000);

test('leads from the first start to a proven backup, and every screen on the way is accessible', async ({ live }) => {
  const { page, lab, home } = live;
  await expectAccessible(page);
  await chooseFolder(page, join(home, 'backups'));
  await expectAccessible(page);
  await addServer(page, lab.sshd, 'practice');
  await expectAccessible(page);
  await addSite(page, SITE);
  await expectAccessible(page);
  await backUpForTheFirstTime(page, SITE);

  await openFleet(page);
  await expect(page.getByRole('heading', { name: `${SITE} is protected` })).toBeVisible();
  await expectAccessible(page);
  await openNewestBackup(page, SITE);
  await expect(page.getByText('Sound.', { exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: /aurora_market\.sql/ })).toBeVisible();
  await expectAccessible(page);

  const [folder = ''] = await readdir(join(home, 'backups', SITE));
  const files = await readdir(join(home, 'backups', SITE, folder));
  expect(files.toSorted()).toEqual(['RESTORE.txt', 'SHA256SUMS', 'aurora_market.sql.zst', 'manifest.json']);

  // Somebody edits the artifact: the next check says so, and the dashboard stops calling the site protected.
  await writeFile(join(home, 'backups', SITE, folder, 'aurora_market.sql.zst'), 'not a dump');
  await page.getByRole('button', { name: 'Verify intact' }).click();
  await expect(page.getByText('A file of the backup has another length than when it was made').first()).toBeVisible();
  await openFleet(page);
  await expect(page.getByRole('heading', { name: `${SITE} is protected` })).toBeHidden();
  await expect(page.getByRole('main').getByText('Critical').first()).toBeVisible();
});

test('shows a running backup with its progress, and cancels it without a trace', async ({ live }) => {
  const { page, lab, home } = live;
  await lab.mariadb.sql('CREATE TABLE zz_gate (a INT)', { database: lab.site.database });
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  const gate = await lab.mariadb.connect({ database: lab.site.database });
  await gate.query('LOCK TABLES zz_gate WRITE');
  await backUpForTheFirstTime(page, SITE);

  await openFleet(page);
  await expect(page.getByRole('main').getByText('Dumping aurora_market').first()).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('button', { name: /Cancel/ })
    .first()
    .click();
  await openFromRail(page, 'Activity');
  await expect(page.getByRole('main').getByText('Cancelled').first()).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => lab.sshd.remoteProcesses(), { timeout: 10_000 }).toEqual([]);
  gate.destroy();
  expect((await readdir(join(home, 'backups'))).filter((name) => !name.startsWith('.'))).toEqual([]);
});

test('blocks a server whose host key changed, and shows both fingerprints', async ({ live }) => {
  const { page, lab, home, app } = live;
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  const pinned = lab.sshd.fingerprint;
  // The connection made so far is still the recognised one; the next has to be made anew.
  lab.sshd.killConnections();
  await lab.sshd.restartWithNewHostKey();
  await backUpForTheFirstTime(page, SITE);
  await openFromRail(page, 'Activity');
  await expect(page.getByRole('main').getByText('The server answered with a different host key').first()).toBeVisible({ timeout: 20_000 });

  const jobs = await app.call('job.list', undefined);
  const detail = jobs.ok ? (jobs.value[0]?.problem?.detail ?? '') : '';
  expect(detail).toContain(pinned);
  expect(detail).toContain(lab.sshd.fingerprint);
});
