import { expect, test } from './app-test.ts';
import { UNREACHABLE, makeInfo, makeServer } from './world/models.ts';
import { emptyWorld, firstRunWorld } from './world/world.ts';

test('asks for the folder first, shows what speaks against it, and goes on to the first server', async ({ open }) => {
  const { page, fake } = await open(firstRunWorld());
  const folder = page.getByLabel('Folder on this computer');
  await expect(folder).toHaveValue('/home/ada/Holdfast');
  await expect(page.getByText('446\u00a0GB free')).toBeVisible();

  await folder.fill('Holdfast');
  await expect(page.getByText('An absolute path is needed.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use this folder' })).toHaveAttribute('aria-disabled', 'true');

  await folder.fill('/home/ada/Dropbox/Holdfast');
  await expect(page.getByText('This folder is synced to a cloud')).toBeVisible();

  await page.getByRole('button', { name: 'Choose…' }).click();
  await expect(folder).toHaveValue('/home/ada/Backups');
  await page.getByRole('button', { name: 'Use this folder' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'No site is protected yet' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'place.set-folder')?.input).toEqual({ folder: '/home/ada/Backups' });
  await expect(page.getByRole('region', { name: 'Practise' })).toContainText('npm run demo');
  await page.keyboard.press('Control+n');
  await expect(page.getByRole('heading', { level: 1, name: 'Add a server' })).toBeFocused();
});

test('tells of backups that lie in the folder already', async ({ open }) => {
  const { page } = await open(firstRunWorld(), '', (fake) =>
    fake.answer('place.inspect-folder', ({ folder }) => ({
      folder,
      usable: true,
      reason: '',
      freeBytes: null,
      warnings: [],
      backupsFound: 12,
    })),
  );
  await expect(page.getByText('12 backups lie here already.')).toBeVisible();
});

test('keeps what was typed when the folder is refused', async ({ open }) => {
  const { page, fake } = await open(firstRunWorld());
  fake.fail('place.set-folder', { ...UNREACHABLE, code: 'place.unusable', title: 'This folder cannot hold backups' });
  await page.getByLabel('Folder on this computer').fill('/mnt/full');
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByRole('alert')).toContainText('This folder cannot hold backups');
  await expect(page.getByLabel('Folder on this computer')).toHaveValue('/mnt/full');
});

test('leads from a server without sites to the first site', async ({ open }) => {
  const world = emptyWorld();
  const { page } = await open({ ...world, fleet: { ...world.fleet, servers: [makeServer(1)] } });
  await page.getByRole('button', { name: 'Add a site' }).click();
  await expect(page).toHaveURL(/#\/add-site\//);
});

test('says why it cannot start, and starts when it can', async ({ open }) => {
  const world = emptyWorld();
  const { page, fake } = await open(world, '', (before) =>
    before.fail('app.info', { ...UNREACHABLE, code: 'catalog.from-newer-app', title: 'The catalog was written by a newer Holdfast' }),
  );
  await expect(page.getByRole('alert')).toContainText('The catalog was written by a newer Holdfast');
  fake.answer('app.info', () => world.info);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'No site is protected yet' })).toBeVisible();
});

test('says so when the page was opened without the app behind it', async ({ page, server }) => {
  await page.goto(server.origin);
  await expect(page.getByRole('heading', { level: 1, name: 'Holdfast is not connected' })).toBeVisible();
});

test('offers no dialog where the host has none', async ({ open }) => {
  const { page } = await open({ ...firstRunWorld(), info: makeInfo({ place: null, host: 'browser' }) });
  await expect(page.getByLabel('Folder on this computer')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose…' })).toHaveCount(0);
});
