import type { Page } from '@playwright/test';
import { expect, test } from './app-test.ts';
import { jobId, siteId, sourceId } from './world/ids.ts';
import { DUMP_STOPPED, UNREACHABLE } from './world/models.ts';
import { problem } from './world/problems.ts';
import { fleetWorld } from './world/world.ts';

const CRON_INSTALLED = problem('site.cron-installed', 'The server of this site makes backups by itself');

const MARKET = `#/site/${siteId(4)}`;

const group = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('groups the backups by week, newest first, and narrows them', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  const table = page.getByRole('table', { name: 'Backups, newest first' });
  await expect(table.getByRole('columnheader').filter({ hasText: /week/i })).toHaveText(['This week', 'Last week', 'Week of 19 Oct']);
  await expect(table.getByRole('rowheader')).toHaveText([
    'Fri 20 Nov 02:00',
    'Thu 19 Nov 07:41',
    'Wed 18 Nov 02:41',
    'Sat 14 Nov 09:41',
    'Thu 12 Nov 09:41',
    'Wed 21 Oct 10:41',
  ]);
  await page.getByRole('button', { name: 'Checkpoints 1' }).click();
  await expect(table.getByRole('rowheader')).toHaveText(['Thu 19 Nov 07:41']);
  await expect(table).toContainText('before Laravel 12');
  await page.getByRole('button', { name: 'Failed proof 1' }).click();
  await expect(table.getByRole('row').filter({ hasText: 'Thu 12 Nov' })).toContainText('failed');
});

test('backs up at one press, and with options when asked for', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await page.getByRole('button', { name: 'Back up now' }).click();
  expect(fake.asked.at(-1)).toEqual({ name: 'backup.start', input: { siteId: siteId(4) } });

  await page.getByRole('button', { name: 'Options' }).click();
  const panel = group(page, 'Back up with options');
  await panel.getByRole('radio', { name: 'Structure' }).check();
  await expect(panel).toContainText('It cannot bring data back.');
  await panel.getByLabel('Packed on the server with').selectOption('zstd');
  await panel.getByLabel('Read the copy back when it is written').uncheck();
  await panel.getByRole('button', { name: 'Back up with these' }).click();
  await expect(panel).toHaveCount(0);
  expect(fake.asked.find(({ name, input }) => name === 'backup.start' && 'kind' in (input as object))?.input).toEqual({
    siteId: siteId(4),
    kind: 'structure',
    compression: 'zstd',
    verify: false,
  });
});

test('does not offer a second backup while one runs or waits, and says why', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, `#/site/${siteId(3)}`);
  const button = page.getByRole('button', { name: 'Back up now' });
  await expect(button).toHaveAccessibleDescription('“Back up fern-and-fold” is running');
  await button.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+b');
  const job = world.jobs.find(({ id }) => id === jobId(13));
  if (job === undefined) throw new Error('the world has no running job');
  await fake.emit('job.changed', { ...job, state: 'queued' });
  await expect(button).toHaveAccessibleDescription('“Back up fern-and-fold” waits for its turn');
  await page.keyboard.press('Control+b');
  // A check of the site does not stand in the way of a backup.
  await fake.emit('job.changed', { ...job, kind: 'verify' });
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  expect(fake.asked.filter(({ name }) => name === 'backup.start')).toEqual([]);
  await page.keyboard.press('Control+b');
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'backup.start').length).toBe(1);
});

test('takes a checkpoint only with a name', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await page.getByRole('button', { name: 'Checkpoint before update' }).click();
  const panel = group(page, 'Checkpoint before update');
  await expect(panel.getByLabel('Name')).toBeFocused();
  await expect(panel.getByRole('button', { name: 'Take the checkpoint' })).toHaveAttribute('aria-disabled', 'true');
  await panel.getByLabel('Name').fill('  before Laravel 12 ');
  await page.keyboard.press('Enter');
  await expect(panel).toHaveCount(0);
  expect(fake.asked.find(({ name }) => name === 'backup.start')?.input).toEqual({ siteId: siteId(4), label: 'before Laravel 12' });
});

test('tells the last problem whole and does the work again', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/site/${siteId(1)}`);
  const panel = group(page, 'Back up saltmarsh-clinic');
  for (const words of [DUMP_STOPPED.title, DUMP_STOPPED.hint, DUMP_STOPPED.detail, `Code ${DUMP_STOPPED.code} · Fri 20 Nov`])
    await expect(panel).toContainText(words);
  await panel.getByRole('button', { name: 'Back up again' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'job.again')?.input).toEqual({ jobId: jobId(11) });
});

test('says why nothing can be backed up while the site has no source', async ({ open }) => {
  const world = fleetWorld();
  const sites = world.fleet.sites.map((status) => (status.site.id === siteId(4) ? { ...status, sources: [] } : status));
  const { page, fake } = await open({ ...world, fleet: { ...world.fleet, sites } }, MARKET);
  const button = page.getByRole('button', { name: 'Back up now' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toHaveAccessibleDescription('Add a source first');
  await button.focus();
  await page.keyboard.press('Enter');
  expect(fake.asked.filter(({ name }) => name === 'backup.start')).toEqual([]);
});

test('signs in to a database on request and names what a backup would leave out', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  const databases = group(page, 'Sources');
  await databases.getByRole('button', { name: 'Check' }).first().click();
  await expect(databases).toContainText('A backup would leave out: 3 triggers.');
  await expect(databases).toContainText('GRANT TRIGGER ON');
  fake.fail('source.check', UNREACHABLE);
  await databases.getByRole('button', { name: 'Check' }).first().click();
  await expect(databases).toContainText(UNREACHABLE.title);
});

test('adds a database that was typed in, and refuses what cannot be right', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, MARKET);
  const databases = group(page, 'Sources');
  await databases.getByRole('button', { name: 'Add', exact: true }).click();
  await databases.getByRole('button', { name: 'Database', exact: true }).click();
  await databases.getByRole('radio', { name: 'Typed in' }).check();
  await databases.getByLabel('Database').fill('aurora_logs');
  await databases.getByLabel('Port').fill('22o');
  await databases.getByLabel('User').fill('logs');
  await databases.getByLabel('Password').fill('tide & moon');
  await databases.getByRole('button', { name: 'Add', exact: true }).last().click();
  await expect(databases.getByText('A port is a number from 1 to 65535.')).toBeVisible();
  await databases.getByLabel('Port').fill('3307');
  await databases.getByRole('button', { name: 'Add', exact: true }).last().click();
  await expect(databases.getByLabel('Password')).toHaveCount(0);
  expect(fake.asked.find(({ name }) => name === 'source.add')?.input).toEqual({
    siteId: siteId(4),
    draft: {
      database: 'aurora_logs',
      address: { host: '127.0.0.1', port: 3307, socket: null },
      user: 'logs',
      access: { from: 'keychain' },
      password: 'tide & moon',
    },
  });
  await fake.emit('fleet.changed', undefined);
  await expect(databases).toContainText('aurora_logs');
});

test('adds what the settings of the site name', async ({ open }) => {
  const world = fleetWorld();
  const sites = world.fleet.sites.map((status) =>
    status.site.id === siteId(4) ? { ...status, sources: status.sources.slice(1) } : status,
  );
  const { page, fake } = await open({ ...world, fleet: { ...world.fleet, sites } }, MARKET);
  const databases = group(page, 'Sources');
  await databases.getByRole('button', { name: 'Add', exact: true }).click();
  await databases.getByRole('button', { name: 'Database', exact: true }).click();
  await databases.getByRole('button', { name: 'Read the settings of the site' }).click();
  await databases.getByRole('button', { name: 'Add aurora_shop' }).click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'source.add')?.input)
    .toMatchObject({ siteId: siteId(4), draft: { database: 'aurora_shop', access: { from: 'site-env' } } });
});

test('takes a database away after one more press', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  const databases = group(page, 'Sources');
  await databases.getByRole('button', { name: 'Remove' }).first().click();
  await expect(databases).toContainText('Backups that hold it stay where they are.');
  expect(fake.asked.some(({ name }) => name === 'source.remove')).toBe(false);
  await databases.getByRole('button', { name: 'Remove aurora_shop' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'source.remove')?.input).toEqual({ sourceId: sourceId(1) });
});

test('removes a site only when its name was typed', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  const settings = group(page, 'Site');
  await settings.getByRole('button', { name: 'Remove' }).click();
  await expect(settings).toContainText('its 6 backups stay where they are');
  await settings.getByRole('button', { name: 'Remove the site' }).focus();
  await page.keyboard.press('Enter');
  expect(fake.asked.some(({ name }) => name === 'site.remove')).toBe(false);
  await settings.getByLabel('Type aurora-market to open the switch').fill('aurora-market');
  await settings.getByRole('button', { name: 'Remove the site' }).click();
  await expect(page.getByRole('region', { name: 'What matters now' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'site.remove')?.input).toEqual({ siteId: siteId(4), leaveCron: false });
});

test('removes a site whose server makes backups by itself only when they are left on purpose', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET, (world) => world.fail('site.remove', CRON_INSTALLED));
  const settings = group(page, 'Site');
  await settings.getByRole('button', { name: 'Remove' }).click();
  await settings.getByLabel('Type aurora-market to open the switch').fill('aurora-market');
  await settings.getByRole('button', { name: 'Remove the site' }).click();
  await expect(settings.getByRole('alert')).toContainText('makes backups by itself');
  await settings.getByRole('button', { name: 'Remove the site and leave them' }).click();
  await expect
    .poll(() => fake.asked.filter(({ name }) => name === 'site.remove').at(-1)?.input)
    .toEqual({ siteId: siteId(4), leaveCron: true });
  await settings.getByRole('button', { name: 'Open its cron' }).click();
  await expect(page).toHaveURL(/#\/cron\//);
});

test('says so when the site is no longer registered', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(77)}`);
  await expect(page.getByRole('alert')).toContainText('This site is not registered');
});
