import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { problem } from './world/problems.ts';
import { serverId, siteId } from './world/ids.ts';
import { makeServer } from './world/models.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

const ADDRESS = `#/add-site/${serverId(1)}`;

async function expectSound(page: Page): Promise<void> {
  await expectAccessible(page);
  for (const size of [
    { width: 980, height: 640 },
    { width: 640, height: 410 },
  ]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 1280, height: 820 });
}

for (const theme of ['light', 'dark'] as const) {
  test(`leads from the proposals to the first backup, ${theme}`, async ({ open }) => {
    const world = fleetWorld();
    const { page, fake } = await open({ ...world, info: { ...world.info, theme } }, ADDRESS);
    await page.getByRole('button', { name: 'Look for sites' }).click();
    await expect(page.getByText('1 site found')).toBeVisible();
    await expect(page.getByText('Laravel 11.31 in /var/www/aurora')).toBeVisible();
    await expectSound(page);
    expect(fake.asked.find(({ name }) => name === 'site.detect')?.input).toEqual({ serverId: serverId(1), root: null });

    await page.getByRole('radio', { name: /aurora-market.example/ }).check();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('aurora-market.example');
    await expect(page.getByText('the password stays on the server')).toBeVisible();
    await page.getByLabel('Name', { exact: true }).fill('kiln');
    await expectSound(page);
    await page.getByRole('button', { name: 'Add this site' }).click();

    await expect(page.getByText('10.11.14-MariaDB')).toBeVisible();
    await expect(page.getByText('A backup would leave out: 3 triggers.')).toBeVisible();
    await expect(page.getByText('GRANT TRIGGER ON')).toBeVisible();
    await expectSound(page);
    expect(fake.asked.find(({ name }) => name === 'site.add')?.input).toEqual({
      serverId: serverId(1),
      name: 'kiln',
      root: '/var/www/aurora',
      profile: 'laravel',
      url: 'https://aurora-market.example',
      framework: 'Laravel 11.31',
      databases: [
        {
          database: 'aurora_shop',
          address: { host: '127.0.0.1', port: 3306, socket: null },
          user: 'shop',
          access: { from: 'site-env', envFile: '/var/www/aurora/.env' },
        },
      ],
    });

    await expect(
      page.getByText(
        'By itself from now on, while Holdfast runs: Pull every day at 06:30; Backup Sundays at 06:00; Copies every day at 07:30; ' +
          'Verification every day at 12:00; Retention every day at 13:00.',
      ),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'kiln' })).toBeVisible();
    expect(fake.asked.find(({ name }) => name === 'backup.start')?.input).toEqual({ siteId: siteId(60) });
  });
}

test('leads from what runs by itself to where it is changed', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await page.getByRole('radio', { name: /aurora-market.example/ }).check();
  await page.getByRole('button', { name: 'Add this site' }).click();
  await page.getByRole('link', { name: 'Change the schedule' }).click();
  await expect(page).toHaveURL(new RegExp(`#/schedule/${siteId(60)}`));
  await expect(page.getByText('by itself, for aurora-market.example')).toBeVisible();
});

test('adds the site at Enter, and takes a database whose user has no password', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  await page.getByRole('button', { name: 'Enter it by hand' }).click();
  await page.getByRole('button', { name: 'Enter a database by hand' }).click();
  await page.getByLabel('Database', { exact: true }).fill('local');
  await page.getByLabel('User', { exact: true }).fill('root');
  await expect(page.getByText('Empty: the user has no password.')).toBeVisible();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('local shop');
  await page.getByLabel('Folder on the server').fill('/srv/local');
  // While a database is being entered, Enter does no more than the button.
  await name.press('Enter');
  await page.getByLabel('User', { exact: true }).press('Enter');
  await expect(page.getByRole('checkbox', { name: 'local' })).toBeChecked();
  expect(fake.asked.filter(({ name: asked }) => asked === 'site.add')).toEqual([]);
  await name.press('Enter');
  await expect(page.getByText('Added', { exact: true })).toBeVisible();
  const added = fake.asked.filter(({ name: asked }) => asked === 'site.add').map(({ input }) => input);
  expect(added).toMatchObject([
    { name: 'local shop', databases: [{ database: 'local', user: 'root', access: { from: 'keychain' }, password: '' }] },
  ]);
});

test('chooses with the number keys', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS);
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: /None of these/ })).toBeChecked();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
  await page.keyboard.press('1');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('aurora-market.example');
});

test('looks in the folder that is named, and asks for an absolute one', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS);
  await page.getByLabel('Folder', { exact: true }).fill('www/shop');
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await expect(page.getByText('Enter an absolute path on the server, or leave it empty.')).toBeVisible();
  await page.getByLabel('Folder', { exact: true }).fill('/srv/shop');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 site found')).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'site.detect').map(({ input }) => input)).toEqual([
    { serverId: serverId(1), root: '/srv/shop' },
  ]);
});

test('does not offer a site twice, and tells what could not be read', async ({ open }) => {
  const { page } = await open(fleetWorld(), ADDRESS, (before) =>
    before.answer('site.detect', () => [
      {
        root: '/var/www/aurora-market',
        profile: 'laravel',
        framework: 'Laravel 11.31',
        url: null,
        name: 'aurora-market',
        databases: [],
        notes: [],
      },
      {
        root: '/home/deploy/a-folder-with-a-long-name/releases/2026-11-20-very-long-release-name-of-a-deployment-tool/current',
        profile: 'django',
        framework: null,
        url: null,
        name: 'current',
        databases: [],
        notes: ['.env could not be read: permission denied.'],
      },
    ]),
  );
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await expect(page.getByText('Registered already as aurora-market')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^1? ?aurora-market/ })).toBeDisabled();
  await page.getByRole('radio', { name: /current/ }).check();
  await expect(page.getByText('.env could not be read: permission denied.').first()).toBeVisible();
  await expect(page.getByText('No database yet.')).toBeVisible();
  await expectSound(page);
});

test('takes a site and a database that are entered by hand', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS, (before) => before.answer('site.detect', () => []));
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await expect(page.getByText('No site was found in these folders.')).toBeVisible();
  await page.getByRole('radio', { name: /Enter it by hand/ }).check();
  await page.getByRole('button', { name: 'Add this site' }).click();
  await expect(page.getByText('Enter a name.')).toBeVisible();
  await expect(page.getByText('Enter an absolute path on the server.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Aurora-Market');
  await expect(page.getByText('Another site already has this name.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('old shop');
  await page.getByLabel('Folder on the server').fill('/srv/old');

  await page.getByRole('button', { name: 'Enter a database by hand' }).click();
  await expect(page.getByRole('button', { name: 'Add this site' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Database', { exact: true }).fill('old_shop');
  await page.getByLabel('User', { exact: true }).fill('reader');
  await page.getByLabel('Password', { exact: true }).fill('s3cret');
  await page.getByRole('button', { name: 'Add to the list' }).click();
  await expect(page.getByRole('checkbox', { name: 'old_shop' })).toBeChecked();
  await expectSound(page);
  await page.getByRole('button', { name: 'Add this site' }).click();
  await expect(page.getByRole('button', { name: 'Back up now' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'site.add')?.input).toMatchObject({
    name: 'old shop',
    root: '/srv/old',
    url: null,
    databases: [{ database: 'old_shop', user: 'reader', password: 's3cret', access: { from: 'keychain' } }],
  });
});

test('keeps everything typed when the server cannot be reached or the site is refused', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS, (before) =>
    before.fail('site.detect', problem('ssh.unreachable', 'The server did not answer', { retryable: true })),
  );
  await page.getByLabel('Folder', { exact: true }).fill('/srv/shop');
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await expect(page.getByText('The server did not answer', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Folder', { exact: true })).toHaveValue('/srv/shop');
  await page.getByRole('button', { name: 'Enter it by hand' }).click();
  fake.fail('site.add', problem('site.root-missing', 'The folder of the site is not there'));
  await page.getByLabel('Name', { exact: true }).fill('shop');
  await page.getByLabel('Folder on the server').fill('/srv/shop');
  await page.getByRole('button', { name: 'Add this site' }).click();
  await expect(page.getByRole('alert')).toContainText('The folder of the site is not there');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('shop');
});

test('shows why a database does not answer, and checks it again', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), ADDRESS, (before) =>
    before.fail('source.check', problem('database.access-denied', 'The database refused the sign-in')),
  );
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await page.getByRole('radio', { name: /aurora-market.example/ }).check();
  await page.getByRole('button', { name: 'Add this site' }).click();
  await expect(page.getByText('The database refused the sign-in', { exact: true })).toBeVisible();
  await expectAccessible(page);
  fake.answer('source.check', () => ({
    serverVersion: '8.0.39',
    tables: 1,
    approximateRows: 1,
    approximateBytes: 16_384,
    missing: [],
    grantStatement: null,
  }));
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('Signed in, everything readable')).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'source.check')).toHaveLength(2);
});

test('does not look on a server that nobody has recognised', async ({ open }) => {
  const world = fleetWorld();
  const waiting = makeServer(4, { name: 'kiln', hostKey: null });
  const { page, fake } = await open({ ...world, fleet: { ...world.fleet, servers: [...world.fleet.servers, waiting] } }, '#/add-site');
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await expect(page.getByText('Choose the server first.')).toBeVisible();
  await page.getByLabel('Server', { exact: true }).selectOption('kiln (host key not accepted)');
  await expect(page.getByRole('button', { name: 'Look for sites' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('link', { name: 'Recognise the server' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'kiln' })).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'site.detect')).toBe(false);
});

test('leads to the first server where there is none', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/add-site');
  await expect(page.getByText('A site lives on a server. Add the server first.')).toBeVisible();
  await expectAccessible(page);
});
