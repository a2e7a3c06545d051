import { isDatabase } from '../../src/shared/model/artifact.ts';
import type { BackupDetails } from '../../src/shared/model/backup.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { problem } from './world/problems.ts';
import { artifactId, backupId, jobId, siteId, sourceId } from './world/ids.ts';
import { ago, makeJob, makeProof, makeSite } from './world/models.ts';
import type { World } from './world/world.ts';
import { fleetWorld } from './world/world.ts';

const ADDRESS = `#/backup/${backupId(1)}`;

/** The world with its one known backup changed. */
function worldWith(change: (details: BackupDetails) => BackupDetails): World {
  const world = fleetWorld();
  return { ...world, details: world.details.map(change) };
}

function withProof(proof: BackupDetails['copies'][number]['copy']['proof']): World {
  return worldWith((details) => ({ ...details, copies: details.copies.map(({ copy, place }) => ({ copy: { ...copy, proof }, place })) }));
}

test('says how far the backup is proved and when, what it holds and how it was made', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await expect(page.getByText('Sound.', { exact: true })).toBeVisible();
  await expect(page.getByText(/its tables and rows are those of the inventory, .* 7\u00a0h ago/)).toBeVisible();
  const artifacts = page.getByRole('region', { name: 'Artifacts', exact: true });
  await expect(artifacts.getByText('3f9a1c07 e2d4885b … 1f06b7d9')).toBeVisible();
  await expect(artifacts.getByText('gzip, 820\u00a0MB unpacked')).toBeVisible();
  await expect(page.getByRole('row', { name: 'aurora_shop 6 1,704,540 1 2 1 1' })).toBeVisible();
  const dump = page.getByRole('region', { name: 'How it was dumped' });
  await expect(dump).toContainText('10.11.14-MariaDB');
  await expect(dump).toContainText('--single-transaction --quick --hex-blob --routines');
  await expect(page.getByRole('region', { name: 'RESTORE.txt' })).toContainText('sha256sum -c SHA256SUMS');
  await expect(page.getByRole('region', { name: 'Copies and proofs' })).toContainText('/home/ada/Holdfast/aurora-market/');
});

test('keeps the name of a file in one line beside its icon, however long the note is', async ({ open }) => {
  const world = worldWith((details) => ({
    ...details,
    backup: {
      ...details.backup,
      artifacts: details.backup.artifacts.flatMap((artifact) => {
        const big = { ...artifact, compression: 'bzip2' as const, bytes: 212_400_000_000, uncompressedBytes: 1_048_400_000_000 };
        return [
          { ...big, file: 'aurora-market.sql.zst' },
          { ...big, id: artifactId(2), file: 'a_schema_with_quite_a_long_name_as_shared_hosts_like_to_give.sql.zst' },
        ];
      }),
    },
  }));
  const { page } = await open(world, ADDRESS);
  const cell = page.getByRole('rowheader', { name: 'aurora-market.sql.zst' });
  const name = await cell.getByText('aurora-market.sql.zst').boundingBox();
  const icon = await cell.locator('svg').boundingBox();
  if (name === null || icon === null) throw new Error('the cell is not drawn');
  expect(name.height).toBeLessThan(20);
  expect(icon.x + icon.width).toBeLessThanOrEqual(name.x);
  expect(Math.abs(icon.y + icon.height / 2 - (name.y + name.height / 2))).toBeLessThan(3);
  const table = page.getByRole('table', { name: 'Artifacts with size and SHA-256' });
  expect(await table.evaluate((element) => element.scrollWidth - (element.parentElement?.clientWidth ?? 0))).toBeLessThanOrEqual(0);
});

test('copies a whole hash', async ({ open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page } = await open(fleetWorld(), ADDRESS);
  await page.getByRole('button', { name: 'Copy SHA-256 of aurora_shop.sql.gz' }).click();
  await expect(page.getByText('Copied', { exact: true })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    '3f9a1c07e2d4885b5d1c7a88a3c85e14947fa35cb81e60d21ba8f4901f06b7d9',
  );
});

test('opens all tables and objects by name, and finds one among many', async ({ open }) => {
  const world = worldWith((details) => ({
    ...details,
    backup: {
      ...details.backup,
      artifacts: details.backup.artifacts.filter(isDatabase).map((artifact) => ({
        ...artifact,
        nonTransactionalTables: ['legacy_log', 'search_index'],
        inventory: {
          ...artifact.inventory,
          tables: [
            ...artifact.inventory.tables,
            ...Array.from({ length: 70 }, (_, index) => ({ name: `part_${index}`, rows: index, definition: null, data: null })),
          ],
        },
      })),
    },
  }));
  const { page } = await open(world, ADDRESS);
  await expect(page.getByText('part_69')).toHaveCount(0);
  await page.getByRole('button', { name: 'All 76\u00a0tables' }).click();
  await expect(page.getByText('procedure close_day')).toBeVisible();
  await page.getByLabel('Find a table').fill('part_69');
  await expect(page.getByRole('row', { name: 'part_69 69' })).toBeVisible();
  await expect(page.getByRole('row', { name: /audit_log/ })).toHaveCount(0);
  await expect(page.getByText('2\u00a0tables have no transactions:')).toBeVisible();
  await expect(page.getByText('legacy_log, search_index. Each is consistent for itself, not with the rest.')).toBeVisible();
  await expectAccessible(page);
});

for (const theme of ['light', 'dark'] as const) {
  test(`shows a failed check in red with what to do, and every warning whole, ${theme}`, async ({ open }) => {
    const failed = withProof(
      makeProof('present', ago(48), {
        at: ago(3),
        step: 'intact',
        code: 'verify.hash-differs',
        text: 'aurora_shop.sql.gz was changed since it was made',
      }),
    );
    const warning = `3 triggers were left out: TRIGGER is not granted to shop@127.0.0.1. ${'a_table_with_a_very_long_name_'.repeat(8)}`;
    const { page } = await open(
      {
        ...failed,
        info: { ...failed.info, theme },
        details: failed.details.map((details) => ({
          ...details,
          siteName: 'a-very-long-shop-name-of-a-client-who-likes-long-names',
          backup: {
            ...details.backup,
            trigger: 'checkpoint',
            label: 'before the update to Laravel 12 that everybody was waiting for since the summer holidays of 2025',
            kind: 'structure',
            warnings: [{ code: 'capture.incomplete', text: warning }],
            artifacts: details.backup.artifacts.filter(isDatabase).flatMap((artifact) => [
              { ...artifact, kind: 'structure' as const },
              {
                ...artifact,
                id: artifactId(2),
                sourceId: sourceId(2),
                database: 'a_schema_with_quite_a_long_name_as_shared_hosts_like_to_give_them',
                file: 'a_schema_with_quite_a_long_name_as_shared_hosts_like_to_give_them.sql.zst',
                compression: 'zstd' as const,
                inventory: {
                  tables: [{ name: 'one', rows: null, definition: null, data: null }],
                  views: [],
                  routines: [],
                  triggers: [],
                  events: [],
                },
              },
            ]),
          },
        })),
      },
      ADDRESS,
    );
    await expect(page.getByText('Failed: not intact.')).toBeVisible();
    await expect(
      page.getByText(/aurora_shop.sql.gz was changed since it was made\. Shown .*Do not rely on this copy: make a new backup now/),
    ).toBeVisible();
    await expect(page.getByText(warning)).toBeVisible();
    await expect(page.getByText('“before the update', { exact: false })).toBeVisible();
    await expect(page.getByRole('row', { name: /^a_schema_with.* no data/ })).toBeVisible();
    await expectAccessible(page);
    for (const size of [
      { width: 980, height: 640 },
      { width: 640, height: 410 },
    ]) {
      await page.setViewportSize(size);
      await expectNoSidewaysScroll(page);
    }
  });
}

test('offers a new backup where the check of this one failed, and nowhere else', async ({ open }) => {
  const failure = { at: ago(3), step: 'sound', code: 'verify.unreadable', text: 'The dump can be read only in part.' } as const;
  const { page, fake } = await open(withProof(makeProof('intact', ago(48), failure)), ADDRESS);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'backup.start')?.input).toEqual({ siteId: siteId(4) });

  const sound = fleetWorld();
  fake.answer('backup.details', () => sound.details[0] ?? Promise.reject(new Error('the world has no backup')));
  await page.goBack();
  await expect(page.getByText('Sound.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Back up now' })).toHaveCount(0);
});

test('does not call a backup proved that nobody has read back, nor one without a copy', async ({ open }) => {
  const { page, fake } = await open(withProof(makeProof('present', ago(2))), ADDRESS);
  await expect(page.getByText('Present, not read back yet.')).toBeVisible();
  const lost = worldWith((details) => ({ ...details, copies: [] }));
  fake.answer('backup.details', () => lost.details[0] ?? Promise.reject(new Error('the world has no backup')));
  await fake.emit('fleet.changed', undefined);
  await expect(page.getByText('No copy is known.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Verify intact' })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
});

test('verifies, shows how far the check is, and the new proof when it has ended', async ({ open }) => {
  const { page, fake } = await open(withProof(makeProof('present', ago(2))), ADDRESS);
  const market = makeSite(4, 'aurora-market');
  const running = makeJob(80, market, {
    kind: 'verify',
    title: 'Verify a backup',
    backupId: backupId(1),
    state: 'running',
    endedAt: null,
    progress: {
      step: 'Reading aurora_shop.sql.gz',
      doneBytes: 106_200_000,
      totalBytes: 212_400_000,
      bytesPerSecond: 90_000_000,
      remainingMs: 1200,
    },
  });
  fake.answer('backup.verify', () => running);
  await page.getByRole('button', { name: 'Verify sound' }).click();
  await fake.emit('job.changed', running);
  const copies = page.getByRole('region', { name: 'Copies and proofs' });
  await expect(copies.getByText(/^50\u00a0%/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Verify intact' })).toHaveAttribute('aria-disabled', 'true');
  await copies.getByRole('button', { name: /Cancel/ }).click();
  expect(fake.asked.find(({ name }) => name === 'job.cancel')?.input).toEqual({ jobId: jobId(80) });
  expect(fake.asked.find(({ name }) => name === 'backup.verify')?.input).toEqual({ backupId: backupId(1), level: 'sound' });

  const proved = withProof(makeProof('sound', ago(0)));
  fake.answer('backup.details', () => proved.details[0] ?? Promise.reject(new Error('the world has no backup')));
  await fake.emit('job.changed', { ...running, state: 'succeeded', endedAt: ago(0), progress: null });
  await fake.emit('fleet.changed', undefined);
  await expect(page.getByText('Sound.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Verify intact' })).not.toHaveAttribute('aria-disabled', 'true');
});

test('shows why a check or the folder cannot be opened', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS, (before) => {
    before.fail('backup.reveal', problem('host.unsupported', 'This host cannot do that', { detail: '/home/ada/Holdfast/aurora-market' }));
    before.fail('backup.verify', problem('job.already-running', 'The same work is already waiting or running'));
  });
  await page.getByRole('button', { name: 'Show in folder' }).click();
  await expect(page.getByRole('alert')).toContainText('This host cannot do that');
  await page.getByRole('button', { name: 'Verify intact' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The same work' })).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'backup.reveal')).toHaveLength(1);
});

test('says that a backup is not in the catalog, and reads it again', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open({ ...world, details: [] }, ADDRESS);
  await expect(page.getByRole('alert')).toContainText('This backup is not in the catalog');
  await expectAccessible(page);
  fake.answer('backup.details', () => world.details[0] ?? Promise.reject(new Error('the world has no backup')));
  await page.getByRole('button', { name: 'Read it again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Backup of/ })).toBeVisible();
});

test('prints the way to restore by hand and nothing else, black on white', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open({ ...world, info: { ...world.info, theme: 'dark' } }, ADDRESS);
  await expect(page.getByText('Sound.', { exact: true })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('sha256sum -c SHA256SUMS', { exact: false })).toBeVisible();
  await expect(page.getByText('Holdfast, aurora-market, 2026-11-20T010000Z-full')).toBeVisible();
  for (const hidden of ['Artifacts', 'Dump inventory', 'How it was dumped', 'Copies and proofs'])
    await expect(page.getByRole('heading', { name: hidden, exact: true })).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  const ink = await page
    .getByRole('region', { name: 'RESTORE.txt' })
    .locator('pre')
    .evaluate((element) => getComputedStyle(element).color);
  expect(ink).toBe('rgb(21, 29, 27)');
});
