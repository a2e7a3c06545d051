import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { siteId, sourceId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { BUCKET, DRIVE } from './world/places.ts';
import { problem } from './world/problems.ts';
import { fleetWorld } from './world/world.ts';

const MARKET = `#/site/${siteId(4)}`;
const FOLD = `#/site/${siteId(3)}`;

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

async function add(page: Page, label: string) {
  await region(page, 'Sources').getByRole('button', { name: 'Add', exact: true }).click();
  await region(page, 'Sources').getByRole('button', { name: label }).click();
}

test('lists what is captured of a site, whatever kind it is', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  const items = region(page, 'Sources').getByRole('listitem');
  await expect(items.filter({ hasText: 'storage/app/public, public/uploads' })).toContainText('without cache/, *.tmp, thumbs/**');
  await expect(items.filter({ hasText: 'Settings of the site' })).toContainText('sealed with each backup · .env and 1\u00a0file more');
  await expect(items.filter({ hasText: 'Backups the server makes' })).toContainText('all new ones');
});

test('proposes the folders that were found, and says why media are not packed', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), FOLD);
  await add(page, 'Media: folders of files');
  const editor = region(page, 'Media');
  await expect(editor.getByRole('checkbox', { name: 'storage/app/public' })).toBeChecked();
  await expect(editor.getByRole('checkbox', { name: 'storage/app/tmp' })).not.toBeChecked();
  await expect(editor.getByRole('row').filter({ hasText: 'storage/app/public' })).toContainText('48,213');
  await editor.getByRole('button', { name: 'Count it and try a sample' }).click();
  await expect(editor).toContainText('No packing is proposed. 12 of 16 sampled files are compressed already');
  await expect(editor).toContainText('left out: public/uploads/mail.sock');
  await expectAccessible(page);
  await editor.getByLabel('More folders').fill('  data/exports \n../elsewhere');
  await editor.getByRole('button', { name: 'Add the media' }).click();
  await expect(editor.getByRole('alert')).toHaveText('../elsewhere is no path below the site’s folder.');
  await editor.getByLabel('More folders').fill('data/exports');
  await editor.getByRole('radio', { name: 'Follow' }).check();
  await editor.getByLabel('Packed with').selectOption('zstd');
  await editor.getByRole('button', { name: 'Add the media' }).click();
  await expect(editor).toHaveCount(0);
  await expect(region(page, 'Sources')).toContainText('storage/app/public and 2 more');
  expect(fake.asked.find(({ name }) => name === 'source.put')?.input).toEqual({
    siteId: siteId(3),
    sourceId: null,
    draft: {
      kind: 'media',
      folders: ['storage/app/public', 'public/uploads', 'data/exports'],
      excludes: ['cache/', '*.tmp'],
      symlinks: 'follow',
      compression: 'zstd',
    },
  });
});

test('changes a source where there is room, with what is stored of it in the fields', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page, fake } = await open(fleetWorld(), MARKET);
  const item = region(page, 'Sources').getByRole('listitem').filter({ hasText: 'Backups the server makes' });
  await item.getByRole('button', { name: 'Edit' }).click();
  const editor = region(page, 'Backups the server makes');
  await expect(editor.getByRole('heading')).toBeInViewport();
  await expect(editor.getByLabel('More folders')).toHaveValue('storage/backups/database');
  await editor.getByRole('radio', { name: 'The newest' }).check();
  await editor.getByLabel('Time zone of the names').fill('Europe/Berlim');
  await editor.getByLabel('Password of encrypted zips').fill('tide & moon');
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(editor.getByText('A zone such as Europe/Berlin, or nothing.')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await editor.getByLabel('Time zone of the names').fill('Europe/Berlin');
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(editor).toHaveCount(0);
  expect(fake.asked.find(({ name }) => name === 'source.put')?.input).toMatchObject({
    sourceId: sourceId(13),
    draft: { take: 'newest', zone: 'Europe/Berlin' },
  });
  expect(fake.asked.find(({ name }) => name === 'source.set-archive-password')?.input).toEqual({
    sourceId: sourceId(13),
    password: 'tide & moon',
  });
});

test('tells that sealed settings need a key, makes it, and asks for the recovery kit', async ({ open }) => {
  const { page } = await open(fleetWorld(), FOLD);
  await add(page, 'Settings of the site, sealed');
  const editor = region(page, 'Settings of the site');
  await expect(editor).toContainText('There is no key yet.');
  await editor.getByRole('button', { name: 'Make the key' }).click();
  await expect(editor).toContainText('The key lies on this computer alone.');
  await expectAccessible(page);
  await editor.getByRole('button', { name: 'Save the recovery kit' }).click();
  await expect(editor).toContainText('Saved as /home/ada/holdfast-recovery-kit.html. Print it, then delete the file.');
  await expect(editor).not.toContainText('on this computer alone');
  await editor.getByRole('button', { name: 'Add the settings' }).click();
  await expect(region(page, 'Sources')).toContainText('Settings of the site');
});

test('takes over the key of a recovery kit on a new computer', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), FOLD);
  await add(page, 'Settings of the site, sealed');
  await page.getByRole('button', { name: 'Take over the key of a recovery kit' }).click();
  await page.getByLabel('Secret key of the recovery kit').fill('nonsense');
  await expect(page.getByRole('button', { name: 'Take it over' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Secret key of the recovery kit').fill(' AGE-SECRET-KEY-1QQQ ');
  await page.getByRole('button', { name: 'Take it over' }).click();
  await expect(page.getByText('Sealed with the key of')).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'key.import')?.input).toEqual({ identity: 'AGE-SECRET-KEY-1QQQ' });
});

test('lets a source be typed in when the server does not answer', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), FOLD, (before) => before.fail('source.propose', UNREACHABLE));
  await add(page, 'Media: folders of files');
  const editor = region(page, 'Media');
  await expect(editor).toContainText(UNREACHABLE.title);
  await editor.getByRole('button', { name: 'Add the media' }).click();
  await expect(editor.getByRole('alert')).toHaveText('Choose a folder, or type one.');
  await editor.getByLabel('Folders').fill('media');
  fake.fail('source.put', problem('source.nested', 'One folder lies in another'));
  await editor.getByRole('button', { name: 'Add the media' }).click();
  await expect(page.getByRole('alert')).toContainText('One folder lies in another');
});

test('removes a source after one more press', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  const item = region(page, 'Sources').getByRole('listitem').filter({ hasText: 'storage/app/public' });
  await item.getByRole('button', { name: 'Remove' }).click();
  await expect(item).toContainText('Backups that hold it stay where they are.');
  await item.getByRole('button', { name: /^Remove storage/ }).click();
  await expect(item).toHaveCount(0);
  expect(fake.asked.find(({ name }) => name === 'source.remove')?.input).toEqual({ sourceId: sourceId(11) });
});

test('sets where backups are copied to and when media begin a new chain', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  const policy = region(page, 'Policy');
  await expect(policy).toContainText('Vault-A, s3-main');
  await policy.getByRole('button', { name: 'Edit' }).click();
  await expectAccessible(page);
  await policy.getByRole('checkbox', { name: 'Vault-A' }).uncheck();
  await policy.getByLabel('Longest chain of media, backups').fill('0');
  await expect(policy.getByText('A whole number from 1 to 365.')).toBeVisible();
  await policy.getByLabel('Longest chain of media, backups').fill('7');
  await policy.getByRole('radio', { name: 'From the server' }).check();
  await policy.getByRole('button', { name: 'Save' }).click();
  await expect(policy).toContainText('7\u00a0links at most');
  expect(fake.asked.find(({ name }) => name === 'site.set-policy')?.input).toEqual({
    siteId: siteId(4),
    policy: { copyTo: [BUCKET], chainLength: 7, fullEveryDays: 30, newFullBy: 'transfer' },
  });
});

test('backs up chosen parts as an incremental, to chosen places', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await page.getByRole('button', { name: 'Options' }).click();
  const panel = region(page, 'Back up with options');
  await panel.getByRole('radio', { name: 'Incremental' }).check();
  await expect(panel).toContainText('only what is new or changed since the newest chain');
  await expectAccessible(page);
  await panel.getByRole('checkbox', { name: 'aurora_stats' }).uncheck();
  await panel.getByRole('checkbox', { name: 's3-main' }).uncheck();
  await panel.getByRole('button', { name: 'Back up with these' }).click();
  await expect(panel).toHaveCount(0);
  expect(fake.asked.find(({ name }) => name === 'backup.start')?.input).toEqual({
    siteId: siteId(4),
    kind: 'incremental',
    compression: null,
    verify: true,
    sourceIds: [sourceId(1), sourceId(11), sourceId(12)],
    copyTo: [DRIVE],
  });
});

test('offers no media where only definitions are wanted, and nothing when nothing is chosen', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  await page.getByRole('button', { name: 'Options' }).click();
  const panel = region(page, 'Back up with options');
  await panel.getByRole('radio', { name: 'Structure' }).check();
  await expect(panel.getByRole('checkbox', { name: 'storage/app/public' })).toHaveCount(0);
  await panel.getByRole('checkbox', { name: 'aurora_shop' }).uncheck();
  await panel.getByRole('checkbox', { name: 'aurora_stats' }).uncheck();
  await expect(panel.getByRole('button', { name: 'Back up with these' })).toHaveAccessibleDescription('Nothing is chosen');
});
