import { expect, test } from './app-test.ts';
import { makeInfo } from './world/models.ts';
import { fleetWorld } from './world/world.ts';

test('changes the theme at once and remembers the choice', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open(world, '#/settings');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'As the system' }).check();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
});

test('changes the folder of this computer', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open(world, '#/settings');
  const panel = page.getByRole('region', { name: 'Backups on this computer' });
  await panel.getByRole('button', { name: 'Change' }).click();
  await expect(panel.getByRole('button', { name: 'Use this folder' })).toHaveAccessibleDescription('This folder is in use already');
  await panel.getByLabel('Folder on this computer').fill('/mnt/vault/holdfast');
  await panel.getByRole('button', { name: 'Use this folder' }).click();
  await expect(panel.getByText('/mnt/vault/holdfast')).toBeVisible();
  expect(world.info.place?.folder).toBe('/mnt/vault/holdfast');
});

test('rebuilds the catalog and shows the job', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, '#/settings');
  await page.getByRole('button', { name: 'Rebuild the catalog' }).click();
  await expect(page).toHaveURL(/#\/job\//);
  const job = world.jobs[0];
  if (job === undefined) throw new Error('the fake queued a job');
  await fake.emit('job.changed', job);
  await expect(page.getByRole('heading', { level: 1, name: 'Rebuild the catalog' })).toBeVisible();
});

test('says why passwords cannot be kept', async ({ open }) => {
  const { page } = await open(
    { ...fleetWorld(), info: makeInfo({ secretStore: { available: false, reason: 'No keychain answers on this computer.' } }) },
    '#/settings',
  );
  await expect(page.getByRole('region', { name: 'Passwords' })).toContainText('No keychain answers on this computer.');
});
