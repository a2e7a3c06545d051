import { MAIN_SCREENS } from '../../src/main/shell/menu-template.ts';
import { expect, test } from './app-test.ts';
import { siteId } from './world/ids.ts';
import { fleetWorld } from './world/world.ts';

test('reaches every rail entry with Ctrl and its number, and puts the focus on the heading', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const [key, heading] of [
    ['3', 'Backups'],
    ['4', 'Activity'],
    ['5', 'Schedule'],
    ['6', 'Incidents'],
    ['7', 'Drills'],
    ['8', 'Servers'],
    ['9', 'Places'],
    [',', 'Settings'],
  ] as const) {
    await page.keyboard.press(`Control+${key}`);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeFocused();
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: heading })).toHaveAttribute(
      'aria-current',
      'page',
    );
  }
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('steps back with Esc, and never cancels a job by it', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /fern-and-fold/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'fern-and-fold' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'What matters now' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'What matters now' })).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'job.cancel')).toBe(false);
});

test('walks through the regions with F6', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const region = () => page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region'));
  const visited: unknown[] = [];
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('F6');
    visited.push(await region());
  }
  expect(visited).toEqual(['status bar', 'title bar', 'rail', 'main']);
  await page.keyboard.press('Shift+F6');
  expect(await region()).toBe('rail');
});

test('shows the map of keys with ? and gives the focus back', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('?');
  const map = page.getByRole('dialog', { name: 'Keys' });
  await expect(map).toContainText('Back up now');
  await page.keyboard.press('Escape');
  await expect(map).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('does not take a letter for a command while somebody types', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  await page.getByRole('button', { name: 'Checkpoint before update' }).click();
  await page.getByLabel('Name').pressSequentially('why?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByLabel('Name')).toHaveValue('why?');
});

test('goes back and forward as any page does, and survives a reload', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Control+,');
  await page.keyboard.press('Control+4');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
});

test('names every site in the rail with its state, and gives every site a flag of its own', async ({ open }) => {
  const { page } = await open(fleetWorld());
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail.getByRole('link', { name: 'saltmarsh-clinic Critical' })).toBeVisible();
  await expect(rail.getByRole('link', { name: 'fern-and-fold Job running' })).toBeVisible();
  const flags = await rail
    .getByRole('listitem')
    .locator('svg')
    .evaluateAll((drawings) => drawings.filter((svg) => svg.getAttribute('viewBox') === '0 0 20 20').map((svg) => svg.outerHTML));
  expect(flags).toHaveLength(6);
  expect(new Set(flags).size).toBe(6);
});

test('says that this computer has no network', async ({ open, context }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByText('Network up')).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText('No network on this computer')).toBeVisible();
});

test('folds the rail to icons that keep their names in a small window', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page } = await open(fleetWorld());
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail.getByRole('link', { name: 'Activity' })).toBeVisible();
  expect(await rail.evaluate((element) => element.getBoundingClientRect().width)).toBe(56);
});

test('the menu of the system names what the rail names, in its order', async ({ open }) => {
  const { page } = await open(fleetWorld());
  const links = page.getByRole('navigation', { name: 'Main' }).locator(':scope > a');
  await expect(links).toHaveCount(MAIN_SCREENS.length);
  expect(await links.evaluateAll((all) => all.map((link) => [link.getAttribute('title'), link.getAttribute('href')]))).toEqual(
    MAIN_SCREENS.map(([label, address]) => [label, address]),
  );
});

test('keeps every entry and the recovery in sight in a small window, without scrolling the rail', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page } = await open(fleetWorld());
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail.getByRole('link', { name: /First weeks/ })).toBeInViewport();
  expect(await rail.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
  await expect(rail.getByRole('button', { name: 'Recovery' })).toBeInViewport();
});

test('says in the title of the window where one is', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page).toHaveTitle('Fleet - Holdfast');
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /aurora-market/ })
    .click();
  await expect(page).toHaveTitle('aurora-market - Holdfast');
});

test('says in the status bar what runs next by itself, or until when nothing does', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  const bar = page.getByRole('contentinfo', { name: 'Status' });
  await expect(bar).toContainText('Next: Fri 20 Nov 17:41, 6\u00a0sites');
  await bar.getByRole('link', { name: /17:41/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Schedule' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause…' }).click();
  await page.getByRole('button', { name: 'Until tomorrow, 08:00' }).click();
  await fake.emit('schedule.changed', undefined);
  await expect(bar).toContainText('Next: paused until Sat 21 Nov 08:00');
});

test('shows the room of everything without scrolling at the usual size', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(page.getByRole('list', { name: 'Room' }).getByRole('listitem').last()).toBeInViewport({ ratio: 1 });
});
