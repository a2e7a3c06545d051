import type { Page } from '@playwright/test';
import { expect, test } from './app-test.ts';
import { jobId, siteId } from './world/ids.ts';
import { UNREACHABLE, makeJob } from './world/models.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

const rows = (page: Page) => page.getByRole('table', { name: 'Sites, worst first' }).locator('tbody').getByRole('row');

const rowOf = (page: Page, name: string) => rows(page).filter({ hasText: name });

test('names the worst site first, what is safe and what to do next', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open({ ...world, fleet: { ...world.fleet, sites: world.fleet.sites.slice(1) } });
  const statement = page.getByRole('region', { name: 'What matters now' });
  await expect(statement.getByRole('heading', { level: 1 })).toHaveText('The last backup of saltmarsh-clinic failed');
  await expect(statement).toContainText('Safe: the backup of Tue 17 Nov 02:41, sound, on this computer; intact, in Vault-A.');
  await expect(rows(page).getByRole('rowheader')).toContainText([
    'saltmarsh-clinic',
    'harbor-books',
    'fern-and-fold',
    'aurora-market',
    'tidewater-school',
  ]);
  await statement.getByRole('button', { name: 'See the problem' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'saltmarsh-clinic' })).toBeFocused();
});

test('says that all is well only when every site is protected', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open({
    ...world,
    fleet: { ...world.fleet, sites: world.fleet.sites.filter(({ verdict }) => verdict === 'protected') },
  });
  const statement = page.getByRole('region', { name: 'What matters now' });
  await expect(statement.getByRole('heading', { level: 1 })).toHaveText('All 3 sites are protected');
  await expect(statement).toContainText('fern-and-fold, 31\u00a0h ago');
  await expect(statement.getByRole('button')).toHaveCount(0);
});

test('follows a running job and asks for its end', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world);
  const row = rowOf(page, 'fern-and-fold');
  const bar = row.getByRole('progressbar', { name: 'Back up fern-and-fold' });
  await expect(bar).toHaveAttribute('value', '412');
  await expect(row).toContainText('41\u00a0% · 4\u00a0min 30\u00a0s left');

  const running = world.jobs.find((job) => job.id === jobId(13));
  if (running === undefined || running.progress === null) throw new Error('the world has a running job');
  await fake.emit('job.changed', { ...running, progress: { ...running.progress, doneBytes: 2_205_000_000, remainingMs: 61_000 } });
  await expect(bar).toHaveAttribute('value', '750');
  await expect(row).toContainText('2.21 of 2.94\u00a0GB');

  await fake.emit('job.changed', { ...running, progress: { ...running.progress, totalBytes: null, remainingMs: null } });
  await expect(bar).not.toHaveAttribute('value');

  await row.getByRole('button', { name: 'Cancel: Back up fern-and-fold' }).click();
  expect(fake.asked).toContainEqual({ name: 'job.cancel', input: { jobId: jobId(13) } });
  await fake.emit('job.changed', { ...running, cancelRequested: true });
  await expect(row).toContainText('Stopping');
});

test('starts a backup from the row, and shows it as soon as it is announced', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world);
  const row = rowOf(page, 'harbor-books');
  await row.getByRole('button', { name: 'Back up now' }).click();
  expect(fake.asked).toContainEqual({ name: 'backup.start', input: { siteId: siteId(2) } });
  const queued = world.jobs[0];
  if (queued === undefined) throw new Error('the fake queued a job');
  await fake.emit('job.changed', queued);
  await expect(row).toContainText('Waiting');
});

test('tells a refused start whole, beside the facts', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  fake.fail('backup.start', UNREACHABLE);
  await rowOf(page, 'harbor-books').getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByRole('alert')).toContainText(UNREACHABLE.title);
  await expect(page.getByRole('alert')).toContainText(UNREACHABLE.hint);
  await expect(page.getByRole('alert')).toContainText(`Code ${UNREACHABLE.code}`);
  await expect(rowOf(page, 'aurora-market')).toBeVisible();
});

test('shows only the sites of the chosen verdict', async ({ open }) => {
  const { page } = await open(fleetWorld());
  const filters = page.getByRole('group', { name: 'Show' });
  await filters.getByRole('button', { name: 'Protected 3' }).click();
  await expect(rows(page)).toHaveCount(3);
  await filters.getByRole('button', { name: 'Running 1' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(filters.getByRole('button', { name: 'Running 1' })).toHaveAttribute('aria-pressed', 'true');
  await filters.getByRole('button', { name: 'All 6' }).click();
  await expect(rows(page)).toHaveCount(6);
});

test('moves between sites with the arrow keys and opens the chosen one', async ({ open }) => {
  const { page } = await open(fleetWorld());
  const table = page.getByRole('table', { name: 'Sites, worst first' });
  await table.getByRole('link', { name: 'saltmarsh-clinic' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(table.getByRole('link', { name: 'harbor-books' })).toBeFocused();
  await expect(page.getByRole('region', { name: 'Status of harbor-books' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(table.getByRole('link', { name: 'tidewater-school' })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /a-very-long-shop-name/ })).toBeFocused();
});

test('backs up the chosen site with Ctrl B', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await page.getByRole('table', { name: 'Sites, worst first' }).getByRole('link', { name: 'aurora-market' }).focus();
  await page.keyboard.press('Control+b');
  await expect.poll(() => fake.asked).toContainEqual({ name: 'backup.start', input: { siteId: siteId(4) } });
});

test('keeps the last known facts when a refresh fails, and says so', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await expect(rows(page)).toHaveCount(6);
  fake.fail('fleet.status', UNREACHABLE);
  await fake.emit('fleet.changed', undefined);
  await expect(page.getByText('These are the last known facts')).toBeVisible();
  await expect(rows(page)).toHaveCount(6);
});

test('tells why there is no list, and reads it on request', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, '', (before) => before.fail('fleet.status', UNREACHABLE));
  await expect(page.getByRole('alert')).toContainText(UNREACHABLE.title);
  fake.answer('fleet.status', () => world.fleet);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(rows(page)).toHaveCount(6);
});

test('shows changes as soon as they are announced', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world);
  await expect(rows(page)).toHaveCount(6);
  world.fleet = { ...world.fleet, sites: world.fleet.sites.slice(0, 2) };
  await fake.emit('fleet.changed', undefined);
  await expect(rows(page)).toHaveCount(2);
});

test('says how a job ended to those who listen', async ({ open }) => {
  const world = emptyWorld();
  const { page, fake } = await open(world);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await fake.emit(
    'job.changed',
    makeJob(40, null, {
      state: 'running',
      endedAt: null,
      progress: { step: 'Reading manifests', doneBytes: null, totalBytes: null, bytesPerSecond: null, remainingMs: null },
    }),
  );
  await expect(page.locator('[aria-live="polite"]').filter({ hasText: 'Rebuild the catalog: Reading manifests' })).toHaveCount(1);
  await fake.emit('job.changed', makeJob(40, null, { endedAt: '2099-01-01T00:00:00.000Z' }));
  await expect(page.locator('[aria-live="polite"]').filter({ hasText: 'Rebuild the catalog: Succeeded' })).toHaveCount(1);
});

for (const [what, change, title] of [
  [
    'a copy that was never re-read',
    { verdict: 'at-risk', nextAction: 'verify' },
    'The newest copy of saltmarsh-clinic has not been read again since it was written',
  ],
  ['a host key that nobody accepted', { verdict: 'at-risk', nextAction: 'pin-host-key' }, 'No new backup of saltmarsh-clinic can be made'],
  ['an old backup', { verdict: 'critical', nextAction: 'back-up', lastJob: null }, 'saltmarsh-clinic has had no good backup for 3\u00a0d'],
  [
    'no copy that holds',
    { verdict: 'critical', nextAction: 'back-up', newestGoodAt: null },
    'saltmarsh-clinic has no backup that can be relied on',
  ],
] as const) {
  test(`finds the words for ${what}`, async ({ open }) => {
    const world = fleetWorld();
    const clinic = world.fleet.sites.find(({ site }) => site.id === siteId(1));
    if (clinic === undefined) throw new Error('the world has this site');
    const { page } = await open({ ...world, fleet: { ...world.fleet, sites: [{ ...clinic, ...change }] } });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  });
}

test('shows names of sites whole in a small window, in two lines where one is too short', async ({ open }) => {
  const names = ['saltmarsh-clinic-vet', 'tidewater-primary-school', 'harborbooksandstationery'];
  const world = fleetWorld();
  const sites = world.fleet.sites.map((status, index) => ({ ...status, site: { ...status.site, name: names[index] ?? status.site.name } }));
  const { page } = await open({ ...world, fleet: { ...world.fleet, sites } });
  for (const size of [
    { width: 980, height: 640 },
    { width: 1280, height: 820 },
  ]) {
    await page.setViewportSize(size);
    for (const name of names) {
      const link = rows(page).getByRole('link', { name });
      await expect(link).toBeVisible();
      const cut = await link.evaluate(
        (element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth,
      );
      expect([name, size.width, cut]).toEqual([name, size.width, false]);
    }
  }
});

test('counts what is folded into one alert, and names where the alerts are that have no room', async ({ open }) => {
  const world = fleetWorld();
  const found = (code: string, text: string) =>
    ({ code, severity: 'at-risk', text, at: '2026-11-17T01:00:00.000Z', backupId: null, placeId: null, serverId: null }) as const;
  const twice = [found('copy-overdue', 'Vault-A lacks backups.'), found('copy-overdue', 'Vault-B lacks backups.')];
  const others = Array.from({ length: 7 }, (_, index) => found(`too-large-${index}`, `Finding ${index}.`));
  const findings = [twice, [...twice, ...others], twice];
  const sites = world.fleet.sites.slice(0, 3).map((site, index) => ({ ...site, findings: findings[index] ?? [] }));
  const { page } = await open({ ...world, fleet: { ...world.fleet, sites, findings: [] } });
  const column = page.getByRole('region', { name: 'Alerts' });
  const [first = '', second = ''] = sites.map(({ site }) => site.name);
  await expect(column.getByRole('listitem').filter({ hasText: 'Vault-A lacks' })).toContainText(
    `${first}, ${second} and 1 more: 6 findings`,
  );
  await expect(column).toContainText(`2 more: ${second}, ${second}.`);
  await column.getByText('2 more:').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: second })).toBeFocused();
});
