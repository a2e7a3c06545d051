import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { backupId, siteId } from './world/ids.ts';
import { problem } from './world/problems.ts';
import { BUCKET } from './world/places.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';
import type { World } from './world/world.ts';

const found = (page: Page) => page.getByRole('region', { name: 'Found' });
const figures = (page: Page) => page.getByRole('region', { name: 'Figures' });
const tickOf = (page: Page, name: RegExp) => found(page).getByRole('checkbox', { name });

/** As many backups as a site has after some years. */
function longWorld(): World {
  const world = fleetWorld();
  const [one] = world.backups;
  if (one === undefined) throw new Error('one backup');
  const start = Date.parse(one.startedAt);
  const backups = Array.from({ length: 5000 }, (_, at) => ({
    ...one,
    id: backupId(1000 + at),
    startedAt: new Date(start - at * 3_600_000).toISOString(),
    copies: one.copies.map((copy) => ({ ...copy, backupId: backupId(1000 + at) })),
  }));
  return { ...world, backups };
}

test('lists the backups of all sites with parts, places, proof and hold', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/backups');
  await expect(found(page)).toContainText('all 10');
  const held = found(page).getByRole('row', { name: /before Laravel 12/ });
  await expect(held).toContainText('aurora-market');
  await expect(held).toContainText('Held');
  await expect(held).toContainText('s3-main: intact');
  await expect(found(page).getByRole('row', { name: /tidewater-school/ })).toContainText('proven');
});

test('asks for exactly what the fields say, days by the calendar of this computer', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/backups');
  await page.getByLabel('Words', { exact: true }).fill('  aurora ');
  await page.getByLabel('Site', { exact: true }).selectOption('aurora-market');
  await page.getByLabel('Kind', { exact: true }).selectOption('Incremental');
  await page.getByLabel('Made by', { exact: true }).selectOption('Checkpoint');
  await page.getByLabel('Part', { exact: true }).selectOption('Media');
  await page.getByLabel('Place', { exact: true }).selectOption('s3-main');
  await page.getByLabel('Proof', { exact: true }).selectOption('intact or better');
  await page.getByLabel('Hold', { exact: true }).selectOption('held');
  await page.getByLabel('From', { exact: true }).fill('2026-10-25');
  await page.getByLabel('Until', { exact: true }).fill('2026-11-20');
  await expect
    .poll(() => fake.asked.findLast(({ name }) => name === 'backup.search')?.input)
    .toEqual({
      filter: {
        text: 'aurora',
        siteId: siteId(4),
        kind: 'incremental',
        trigger: 'checkpoint',
        part: 'media',
        placeId: BUCKET,
        proof: 'intact',
        held: true,
        from: '2026-10-24T22:00:00.000Z',
        until: '2026-11-20T23:00:00.000Z',
      },
      offset: 0,
      limit: 100,
    });
  await expect(found(page)).toContainText('1\u00a0backup fits');
  await expect(figures(page)).toContainText('aurora-market');
});

test('says that nothing fits, and shows all again', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/backups');
  await page.getByLabel('Words', { exact: true }).fill('no such thing');
  await expect(found(page)).toContainText('No backup is like this');
  await expectAccessible(page);
  await found(page).getByRole('button', { name: 'Show all backups' }).click();
  await expect(found(page)).toContainText('all 10');
  await page.getByLabel('From', { exact: true }).fill('2026-11-20');
  await page.getByLabel('Until', { exact: true }).fill('2026-11-01');
  await expect(page.getByText('Before the first day: nothing lies between.')).toBeVisible();
});

test('walks through five thousand backups a hundred at a time', async ({ open }) => {
  const { page, fake } = await open(longWorld(), '#/backups');
  const pages = page.getByRole('navigation', { name: 'Pages of the backups found' });
  await expect(pages).toContainText('1 to 100 of 5,000');
  await pages.getByRole('button', { name: 'Older' }).click();
  await expect(pages).toContainText('101 to 200 of 5,000');
  await pages.getByRole('button', { name: 'Oldest' }).click();
  await expect(pages).toContainText('4,901 to 5,000 of 5,000');
  await expect(pages.getByRole('button', { name: 'Older' })).toHaveAccessibleDescription('These are the oldest');
  expect(fake.asked.findLast(({ name }) => name === 'backup.search')?.input).toMatchObject({ offset: 4900, limit: 100 });
  await page.getByLabel('Words', { exact: true }).fill('shop');
  await expect(pages).toContainText('1 to 100 of 5,000');
});

test('compares two ticked backups of a site, the older one first', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/backups');
  const compare = found(page).getByRole('button', { name: 'Compare' });
  await expect(compare).toHaveAccessibleDescription('Tick two backups first');
  await tickOf(page, /aurora-market of Thu 19 Nov 07:41/).press('Space');
  await tickOf(page, /tidewater-school/).check();
  await expect(compare).toHaveAccessibleDescription(/aurora-market and tidewater-school are two sites/);
  await found(page).getByRole('button', { name: 'Untick' }).click();
  await tickOf(page, /aurora-market of Thu 19 Nov 07:41/).check();
  await tickOf(page, /aurora-market of Wed 18 Nov 02:41/).check();
  await compare.click();
  await expect(page.getByRole('heading', { level: 1, name: 'What changed in aurora-market' })).toBeFocused();
  expect(page.url()).toContain(`#/diff/${backupId(3)}/${backupId(2)}`);
});

test('counts how many, how large, where, and says in words what the bars show', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/backups');
  await expect(figures(page)).toContainText('all sites');
  await expect(figures(page).getByRole('table', { name: 'By kind' })).toContainText('Incremental');
  await expect(
    figures(page)
      .getByRole('table', { name: 'By place' })
      .getByRole('row', { name: /This computer/ }),
  ).toContainText('1 failed');
  await expect(figures(page)).toContainText(/days with a backup: the last of a day took 205\u00a0MB on 21 Oct 2026/);
});

test('tells whole why the backups could not be read, and leaves the figures', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/backups', (before) =>
    before.fail('backup.search', problem('catalog.busy', 'The catalog did not answer')),
  );
  await expect(found(page)).toContainText('The catalog did not answer');
  await expect(figures(page)).toContainText('By kind');
  await expectAccessible(page);
  fake.answer('backup.search', () => ({ rows: [], total: 0 }));
  await found(page).getByRole('button', { name: 'Search again' }).click();
  await expect(found(page)).toContainText('No backup yet');
});

test('keeps long names inside their columns', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const world = fleetWorld();
  const { page } = await open(
    {
      ...world,
      backups: world.backups.map((backup) => ({ ...backup, siteName: 'a-very-long-shop-name-of-a-client-who-likes-long-names' })),
    },
    '#/backups',
  );
  await expect(found(page)).toContainText('a-very-long-shop-name');
  await expectNoSidewaysScroll(page);
});

test('has nothing to show before the first backup', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/backups');
  await expect(found(page)).toContainText('No backup yet');
  await expect(figures(page)).toContainText('Nothing to count yet');
});
