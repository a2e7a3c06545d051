import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { backupId, jobId, siteId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { fleetWorld } from './world/world.ts';

const field = (page: Page) => page.getByRole('combobox', { name: /Find/ });
/** As soon as the page is there. */
async function openFind(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
}
const active = (page: Page) => page.getByRole('option', { selected: true });

test('finds a site with Ctrl K and goes there with Enter, without the pointer', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await openFind(page);
  await expect(field(page)).toBeFocused();
  await expect(page.getByRole('group', { name: 'Sites' }).getByRole('option').first()).toBeVisible();
  await page.keyboard.type('aurora');
  await expect(active(page)).toHaveText(/^aurora-market/);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeFocused();
  await expect(field(page)).toHaveValue('');
  await expect(page.getByRole('listbox')).toHaveCount(0);
});

test('moves with the arrows over the groups and around the ends, and tells which line is chosen', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await openFind(page);
  await page.keyboard.type('laravel');
  const options = page.getByRole('option');
  await expect(options.first()).toContainText('before Laravel 12');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id')) ?? '');
  await page.keyboard.press('ArrowUp');
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /Backup of/ })).toBeFocused();
  expect(new URL(page.url()).hash).toBe(`#/backup/${backupId(2)}`);
});

test('finds a table of a site and leads to the backup that holds it', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await openFind(page);
  await page.keyboard.type('orders market');
  await expect(active(page)).toContainText('18,173 rows');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /Backup of/ })).toBeVisible();
});

test('backs a site up by its name and shows the job', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await openFind(page);
  await page.keyboard.type('back up aurora');
  await expect(active(page)).toContainText('Back up aurora-market');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/job/${jobId(101)}$`));
  expect(fake.asked.filter(({ name }) => name === 'backup.start').map(({ input }) => input)).toEqual([{ siteId: siteId(4) }]);
});

test('reads the newest backup again when it is told to verify', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await openFind(page);
  await page.keyboard.type('verify market');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/job/${jobId(101)}$`));
  expect(fake.asked.filter(({ name }) => name === 'backup.verify').map(({ input }) => input)).toEqual([
    { backupId: backupId(1), level: 'sound' },
  ]);
});

test('starts no recovery by itself: it asks for the site, and only then opens the incident', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await openFind(page);
  await page.keyboard.type('start a recovery');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Which site is it about?' })).toBeVisible();
  expect(fake.asked.some(({ name }) => ['restore.plan', 'restore.run', 'incident.open'].includes(name))).toBe(false);
});

test('offers nothing that deletes, restores or cancels', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await openFind(page);
  for (const word of ['delete', 'remove', 'restore now', 'cancel']) {
    await field(page).fill(word);
    await expect(page.getByText(`Nothing is called “${word}”`)).toBeVisible();
  }
});

test('closes with Esc, gives the focus back and stays on the screen', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  const button = page.getByRole('button', { name: 'Checkpoint before update' });
  await button.focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('harbor');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeVisible();
});

test('changes the theme and nothing else', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await openFind(page);
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('region', { name: 'What matters now' })).toBeVisible();
});

test('says why nothing else was found when the catalog does not answer, and still finds what can be done', async ({ open }) => {
  const { page } = await open(fleetWorld(), '', (fake) => fake.fail('search.find', UNREACHABLE));
  await openFind(page);
  await page.keyboard.type('settings');
  await expect(page.getByRole('alert')).toContainText('The server did not answer in time');
  await expect(active(page)).toContainText('Settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
});

test('says what went wrong when a backup could not be started, and stays open', async ({ open }) => {
  const { page } = await open(fleetWorld(), '', (fake) => fake.fail('backup.start', UNREACHABLE));
  await openFind(page);
  await page.keyboard.type('back up aurora');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The server did not answer in time');
  await expect(field(page)).toBeFocused();
  await expectAccessible(page);
});

test('never shows the answer to older words over a newer one', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await openFind(page);
  const answerFirst = fake.hold('search.find');
  await page.keyboard.type('harbor');
  answerFirst();
  await field(page).fill('aurora');
  await expect(active(page)).toHaveText(/^aurora-market/);
});

for (const [what, size] of [
  ['in the smallest window', { width: 980, height: 640 }],
  ['at 200 % zoom', { width: 640, height: 410 }],
] as const)
  test(`fits ${what}`, async ({ open, page: sized }) => {
    await sized.setViewportSize(size);
    const { page } = await open(fleetWorld());
    await openFind(page);
    await page.keyboard.type('a');
    const pop = page.getByRole('listbox');
    await expect(pop).toBeVisible();
    const box = await pop.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(size.width);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
