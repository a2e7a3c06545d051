import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { backupId } from './world/ids.ts';
import { problem } from './world/problems.ts';
import { fleetWorld } from './world/world.ts';

const ADDRESS = `#/backup/${backupId(2)}`;

const openMedia = (page: Page) => page.getByRole('tab', { name: /^Media/ }).click();

const files = (page: Page) => page.getByRole('region', { name: 'Files' });

/** More rows in the page than this, and a folder of 100,000 files would be slow. */
const ROWS_IN_SIGHT = 80;

test('shows the files of a backup as a tree, with what changed since the backup before', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await openMedia(page);
  const row = (name: string) => files(page).getByRole('row').filter({ hasText: name });
  await expect(row('products').first()).toContainText('18.2\u00a0GB');
  await expect(row('current')).toContainText('→ products/2026');
  await expect(row('.gitignore')).toContainText('touched');
  await expect(files(page)).toContainText('57 new, 4 changed, 11 gone, 9 touched');
  await expectAccessible(page);
  await row('uploads').getByRole('button').click();
  await expect(row('shell.php')).toContainText('new');
  await expect(page.getByRole('navigation', { name: 'Folder on screen' })).toContainText('uploads');
  await page.getByRole('button', { name: 'All folders' }).click();
  await expect(row('products').first()).toBeVisible();
});

test('draws only the rows in sight of a folder with 100,000 files, and asks only for those', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  await openMedia(page);
  await files(page).getByRole('button', { name: 'products' }).click();
  const table = files(page).getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', '100001');
  const frame = files(page).getByRole('group', { name: '100,000 entries' });
  await expect(table.getByRole('rowheader', { name: 'product-000000.jpg' })).toBeVisible();
  expect(await table.locator('tr').count()).toBeLessThan(ROWS_IN_SIGHT);

  await frame.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(table.getByRole('rowheader', { name: 'product-099999.jpg' })).toBeVisible();
  expect(await table.locator('tr').count()).toBeLessThan(ROWS_IN_SIGHT);
  await frame.evaluate((element) => {
    element.scrollTop = 50_000 * 28;
  });
  await expect(table.getByRole('rowheader', { name: 'product-050003.jpg' })).toBeVisible();
  const rows = fake.asked.flatMap(({ name, input }) => (name === 'backup.files' ? [(input as { limit: number }).limit] : []));
  expect(rows.reduce((sum, limit) => sum + limit, 0)).toBeLessThan(2_000);
  await expectAccessible(page);
});

test('can be scrolled through with the keys alone', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await page.getByRole('tab', { name: 'Overview' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /^Media/ })).toBeFocused();
  await files(page).getByRole('button', { name: 'products' }).press('Enter');
  await files(page).getByRole('group', { name: '100,000 entries' }).focus();
  await page.keyboard.press('End');
  await expect(files(page).getByRole('rowheader', { name: 'product-099999.jpg' })).toBeVisible();
});

test('shows names that are no text escaped, and never as something else', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await openMedia(page);
  await files(page).getByRole('button', { name: 'uploads' }).click();
  await expect(files(page).getByRole('rowheader', { name: 'caf\\xe9.jpg' })).toBeVisible();
  await expect(files(page).getByRole('rowheader', { name: 'invoice\\n2026.pdf' })).toBeVisible();
  await expect(files(page).getByRole('rowheader', { name: '"quoted" name.png' })).toBeVisible();
  await page.setViewportSize({ width: 640, height: 410 });
  await expectNoSidewaysScroll(page);
});

test('finds a file by a part of its name, and says when there is none', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  await openMedia(page);
  await files(page).getByLabel('Find a file').fill('shell');
  await expect(files(page)).toContainText('1\u00a0name has “shell”');
  await expect(files(page).getByRole('rowheader', { name: 'shell.php' })).toBeVisible();
  await files(page).getByLabel('Find a file').fill('nothing like it');
  await expect(files(page)).toContainText('No name holds these letters');
  expect(fake.asked.at(-1)?.input).toMatchObject({ search: 'nothing like it', offset: 0 });
});

test('tells why the files could not be read', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS, (before) =>
    before.fail('backup.files', problem('archive.no-list', 'The list of files lies in no place that can be reached')),
  );
  await openMedia(page);
  await expect(page.getByRole('alert')).toContainText('The list of files lies in no place that can be reached');
  await expectAccessible(page);
});
