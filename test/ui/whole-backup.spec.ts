import type { Page } from '@playwright/test';
import type { BackupDetails } from '../../src/shared/model/backup.ts';
import { expect, expectAccessible, test } from './app-test.ts';
import { artifactId, backupId, sourceId } from './world/ids.ts';
import { BOX, BUCKET, DRIVE, placeStatuses } from './world/places.ts';
import { problem } from './world/problems.ts';
import { ago } from './world/times.ts';
import type { World } from './world/world.ts';
import { fleetWorld } from './world/world.ts';

const ADDRESS = `#/backup/${backupId(2)}`;

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

const copyIn = (page: Page, name: string) => region(page, 'Copies and proofs').getByRole('listitem').filter({ hasText: name });

/** The drive is plugged in. */
function pluggedIn(): World {
  const places = placeStatuses().map((status) =>
    status.place.id === DRIVE ? { ...status, presence: { state: 'there', freeBytes: null, totalBytes: null } as const } : status,
  );
  return { ...fleetWorld(), places };
}

function worldWith(change: (details: BackupDetails) => BackupDetails): World {
  const world = fleetWorld();
  return { ...world, details: world.details.map((details) => (details.backup.id === backupId(2) ? change(details) : details)) };
}

test('lists the files of all parts with their hashes, lists of files included', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  const table = page.getByRole('table', { name: 'Artifacts with size and SHA-256' });
  await expect(table.getByRole('rowheader')).toHaveText([
    'aurora_shop.sql.gz',
    'media-public.inc.tar',
    'media-public.files.jsonl.gz',
    'config.tar.age',
  ]);
  await expect(table.getByRole('row').filter({ hasText: 'media-public.inc.tar' })).toContainText('link 2 of its chain');
});

test('names every backup a restore of the media needs, in order, and those that need this one', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  const chain = region(page, 'Media chain');
  await expect(chain.getByRole('listitem')).toContainText([/^Wed 18 Nov 02:41full/, /this one/]);
  await expect(chain).toContainText('One later backup needs this one: Fri 20 Nov 01:57');
  await chain.getByRole('button', { name: 'Build a full from it' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'backup.synthesize')?.input).toEqual({ backupId: backupId(2) });
});

test('says loudly when a link of the chain is not in the catalog', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open({ ...world, backups: world.backups.filter(({ id }) => id !== backupId(3)) }, ADDRESS);
  await expect(region(page, 'Media chain')).toContainText('Not in the catalog: without it this state of the media cannot be restored');
  await expectAccessible(page);
});

test('says how sealed settings are opened without Holdfast, and never shows a secret', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  const settings = region(page, 'Settings of the site');
  await expect(settings).toContainText('age -d -i key.txt config.tar.age | tar -xf -');
  await expect(settings).toContainText('APP_KEY ac41e2d09b7f9e07');
  await expect(settings.getByRole('rowheader')).toHaveText(['.env', 'composer.lock', 'holdfast/crontab.txt']);
});

test('heals a failed copy from another place once its drive is there', async ({ open }) => {
  const { page, fake } = await open(pluggedIn(), ADDRESS);
  await expect(copyIn(page, 'Vault-A')).toContainText('failed Wed 18 Nov 18:05: config.tar.age was changed since it was made');
  await copyIn(page, 'Vault-A').getByRole('button', { name: 'Heal from another copy' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'copy.heal')?.input).toEqual({ backupId: backupId(2), placeId: DRIVE });
});

test('asks for the drive instead of failing at it', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await expect(copyIn(page, 'Vault-A').getByRole('button', { name: 'Heal from another copy' })).toHaveAccessibleDescription(
    'Plug the drive in first',
  );
});

test('verifies the copy of one place, and copies to a place that has none', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  await copyIn(page, 's3-main').getByRole('button', { name: 'Re-read' }).click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'backup.verify')?.input)
    .toEqual({ backupId: backupId(2), level: 'intact', placeId: BUCKET });
  await copyIn(page, 'Storage box').getByRole('button', { name: 'Copy it there' }).click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'copy.push')?.input)
    .toEqual({ placeId: BOX, siteId: null, backupIds: [backupId(2)] });
});

test('brings a copy to this computer where it holds none', async ({ open }) => {
  const world = worldWith((details) => ({ ...details, copies: details.copies.filter(({ place }) => place.kind === 's3') }));
  const { page, fake } = await open(world, ADDRESS);
  await copyIn(page, 's3-main').getByRole('button', { name: 'Copy to this computer' }).click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'copy.pull')?.input)
    .toEqual({ backupIds: [backupId(2)], fromPlaceId: BUCKET });
});

test('tells why a copy could not be started, beside the copies', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  fake.fail('copy.push', problem('job.already-running', 'The same work is already waiting or running'));
  await copyIn(page, 'Storage box').getByRole('button', { name: 'Copy it there' }).click();
  await expect(region(page, 'Copies and proofs').getByRole('alert')).toContainText('The same work is already waiting or running');
});

test('holds a backup and lets it go', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Held');
  await page.getByRole('button', { name: 'Release' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('Held');
  await page.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Held');
  expect(fake.asked.flatMap(({ name, input }) => (name === 'backup.annotate' ? [input] : []))).toEqual([
    { backupId: backupId(2), held: false },
    { backupId: backupId(2), held: true },
  ]);
});

test('keeps the words of the operator, and the name of a checkpoint', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  const panel = region(page, 'Label and note');
  await expect(panel).toContainText('go back to this one when the queue stalls.');
  await panel.getByRole('button', { name: 'Edit' }).click();
  await panel.getByLabel('Label').fill(' ');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByRole('alert')).toHaveText('A checkpoint keeps a name.');
  await panel.getByLabel('Label').fill('before Laravel 12, second try');
  await panel.getByLabel('Note').fill('Two lines\nof words');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('of words');
  await expect(page.getByText('“before Laravel 12, second try”')).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'backup.annotate')?.input).toEqual({
    backupId: backupId(2),
    label: 'before Laravel 12, second try',
    note: 'Two lines\nof words',
  });
});

test('shows what a zip of the server holds, and where it came from', async ({ open }) => {
  const world = worldWith((details) => {
    const [dump] = details.backup.artifacts;
    if (dump === undefined || dump.part !== 'database') throw new Error('the world has a dump');
    const { id: _id, part: _part, ...common } = dump;
    return {
      ...details,
      backup: {
        ...details.backup,
        trigger: 'adopted',
        kind: 'full',
        adoptedFrom: { path: '/var/www/aurora/storage/app/Laravel/2026-11-20-02-00-00.zip', modifiedAt: ago(26), timeFrom: 'name' },
        artifacts: [
          {
            ...common,
            id: artifactId(31),
            sourceId: sourceId(13),
            part: 'bundle',
            kind: 'full',
            format: 'zip',
            encrypted: true,
            file: '2026-11-20-02-00-00.zip',
            dumps: [{ ...dump, id: artifactId(32), path: 'db-dumps/mysql-aurora_shop.sql', kind: 'full', compression: 'none', bytes: 1 }],
            fileList: { file: 'bundle.files.jsonl.gz', bytes: 10, sha256: dump.sha256 },
            counts: { files: 7, bytes: 10, folders: 1, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: 0 },
          },
        ],
      },
    };
  });
  const { page } = await open(world, ADDRESS);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Adopted');
  await expect(page.getByText('adopted from /var/www/aurora/storage/app/Laravel/2026-11-20-02-00-00.zip')).toBeVisible();
  await expect(page.getByRole('row', { name: /^aurora_shop 6 / })).toBeVisible();
  await expect(page.getByText('encrypted by the server')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Media, 7\u00a0files' })).toBeVisible();
  await expectAccessible(page);
});
