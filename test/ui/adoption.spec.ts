import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { siteId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { fleetWorld } from './world/world.ts';

const MARKET = `#/site/${siteId(4)}`;
const FOLDER = '/var/www/aurora-market/storage/app/Laravel';

const panel = (page: Page) => page.getByRole('region', { name: 'Adopt what the server made' });

test('asks the server only on request, and says what can be adopted and what not', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await expect(panel(page)).toContainText('Looked for in storage/app/Laravel and storage/backups/database.');
  expect(fake.asked.some(({ name }) => name === 'adopt.list')).toBe(false);
  await panel(page).getByRole('button', { name: 'Look what is there' }).click();
  await expect(panel(page)).toContainText('2 new, 1 adopted already, 1 still growing, 1 refused');
  const row = (name: string) => panel(page).getByRole('row').filter({ hasText: name });
  await expect(row('2026-11-20-09-40-00.zip')).toContainText('It grew by 3.1 MB within two seconds.');
  await expect(row('2026-11-20-09-40-00.zip').getByRole('checkbox')).toHaveCount(0);
  await expect(row('old.rar')).toContainText('Not a dump, a tar or a zip.');
  await expect(row('old.rar')).toContainText('as it was changed last');
  await expectAccessible(page);
  await page.setViewportSize({ width: 640, height: 410 });
  await expectNoSidewaysScroll(page);
});

test('adopts the chosen ones', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await panel(page).getByRole('button', { name: 'Look what is there' }).click();
  await expect(panel(page).getByRole('button', { name: 'Adopt the chosen one' })).toHaveAccessibleDescription(
    'Tick the ones to adopt first',
  );
  await panel(page).getByRole('checkbox', { name: 'All new ones' }).check();
  await panel(page).getByRole('checkbox', { name: 'aurora_shop_20261119_020000.sql.gz' }).uncheck();
  await panel(page).getByRole('button', { name: 'Adopt the chosen one' }).click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'adopt.start')?.input)
    .toEqual({ siteId: siteId(4), paths: [`${FOLDER}/2026-11-20-02-00-00.zip`] });
});

test('leaves the choice to what the source says', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await panel(page).getByRole('button', { name: 'Look what is there' }).click();
  await panel(page).getByRole('button', { name: 'Adopt as the source says' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'adopt.start')?.input).toEqual({ siteId: siteId(4), paths: null });
});

test('tells why the server could not be asked, and that nothing fits', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET, (before) => before.fail('adopt.list', UNREACHABLE));
  await panel(page).getByRole('button', { name: 'Look what is there' }).click();
  await expect(panel(page)).toContainText(UNREACHABLE.title);
  fake.answer('adopt.list', () => []);
  await panel(page).getByRole('button', { name: 'Look what is there' }).click();
  await expect(panel(page)).toContainText('The folders hold no file that fits');
});

test('is not there for a site without such a source', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(3)}`);
  await expect(page.getByRole('region', { name: 'Sources' })).toBeVisible();
  await expect(panel(page)).toHaveCount(0);
});
