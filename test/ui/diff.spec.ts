import type { Page } from '@playwright/test';
import type { BackupDiff } from '../../src/shared/model/diff.ts';
import { expect, expectAccessible, test } from './app-test.ts';
import { diffOf } from './world/diff.ts';
import { backupId } from './world/ids.ts';
import { problem } from './world/problems.ts';
import { fleetWorld } from './world/world.ts';

const BEFORE = backupId(3);
const AFTER = backupId(2);
const ADDRESS = `#/diff/${BEFORE}/${AFTER}`;

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

function sameDiff(): BackupDiff {
  const diff = diffOf(BEFORE, AFTER);
  const [shop] = diff.databases;
  if (shop === undefined) throw new Error('one database');
  return { ...diff, databases: [{ ...shop, tables: [], objectsAdded: [], objectsRemoved: [] }], media: [], config: [] };
}

test('shows which tables came, went and changed their rows, and what is no table', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  const shop = region(page, 'aurora_shop');
  await expect(shop).toContainText('60\u00a0tables are the same');
  await expect(shop.getByRole('row', { name: /audit_log/ })).toContainText('1,608,7261,611,940+3,214');
  await expect(shop.getByRole('row', { name: /orders/ })).toContainText('−28');
  await expect(shop.getByRole('row', { name: /coupon_uses/ })).toContainText('new–12+12');
  await expect(shop.getByRole('row', { name: /legacy_carts/ })).toContainText('gone4,410–−4,410');
  await expect(shop).toContainText('view order_totals_2026');
  await expect(region(page, 'aurora_stats')).toContainText('Only the backup after holds this database');
  await expect(region(page, 'Settings')).toContainText('APP_KEY is another one');
  expect(fake.asked.find(({ name }) => name === 'backup.diff')?.input).toEqual({ beforeId: BEFORE, afterId: AFTER });
});

test('puts scripts among the media before all other files, with a word and not only a colour', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  const media = region(page, 'Media');
  await expect(media.getByRole('table').first()).toContainText('uploads/shell.php');
  await expect(media.getByRole('region', { name: /New or changed scripts/ })).toContainText('1\u00a0script or program new or changed');
  await expect(media.getByRole('row', { name: /shell\.php/ })).toContainText('can be run');
  await expect(media.getByRole('row', { name: /product-000007/ })).toContainText('310\u00a0kB, was 150\u00a0kB');
  await expect(media).toContainText('and 68\u00a0smaller changes more');
});

test('compares the other way round with one press, and keeps the focus on it', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  const swap = page.getByRole('button', { name: 'Swap before and after' });
  await swap.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.asked.findLast(({ name }) => name === 'backup.diff')?.input).toEqual({ beforeId: AFTER, afterId: BEFORE });
  await expect(region(page, 'aurora_shop')).toBeVisible();
  await expect(swap).toBeFocused();
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toHaveText('Backupsaurora-marketComparison');
});

test('says that nothing differs, and what was compared', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS, (fake) => fake.answer('backup.diff', sameDiff));
  await expect(page.getByText('Nothing differs')).toBeVisible();
  await expect(page.getByText(/Compared: aurora_shop and the settings/)).toBeVisible();
  await expectAccessible(page);
});

test('tells whole why the two could not be compared, and tries again', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS, (before) =>
    before.fail('backup.diff', problem('backup.file-list-missing', 'The list of files could not be read')),
  );
  const panel = region(page, 'The two could not be compared');
  await expect(panel).toContainText('backup.file-list-missing');
  await expectAccessible(page);
  fake.answer('backup.diff', ({ beforeId, afterId }) => diffOf(beforeId, afterId));
  await panel.getByRole('button', { name: 'Compare again' }).click();
  await expect(region(page, 'aurora_shop')).toBeVisible();
});
