import type { Page } from '@playwright/test';
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addServer, addSite, chooseFolder, openFromRail } from '../../flows/operator.ts';
import { expectAccessible } from '../app-test.ts';
import { expect, test } from './live-app.ts';

const SITE = 'aurora-market.example';

test.use({ withMedia: true });
test.setTimeout(150_000);

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

const copyIn = (page: Page, place: string) => region(page, 'Copies and proofs').getByRole('listitem').filter({ hasText: place });

test('captures all of a site, copies it to a drive, finds a damaged copy there and heals it', async ({ live }) => {
  const { page, lab, home } = live;
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  await page.getByRole('button', { name: 'Open the site' }).click();
  await addMedia(page);
  await addSettings(page, join(home, 'kit.html'));
  await addDrive(page, join(home, 'drive'));
  await copyEverythingTo(page, 'Vault-A');

  await page.getByRole('button', { name: 'Back up now' }).first().click();
  const drive = region(page, 'Proof board').getByRole('list', { name: 'Places' }).getByRole('listitem').filter({ hasText: 'Vault-A' });
  await expect(drive).toContainText(/intact.*holds 1\u00a0backup/, { timeout: 40_000 });
  await expectAccessible(page);

  await page
    .getByRole('table', { name: /^Backups/ })
    .getByRole('link')
    .first()
    .click();
  await expect(copyIn(page, 'Vault-A')).toContainText('intact');
  await expect(page.getByRole('row', { name: /config\.tar\.age/ })).toBeVisible();
  await page.getByRole('tab', { name: /^Media/ }).click();
  await region(page, 'Files').getByLabel('Find a file').fill('.jpg');
  await expect(
    region(page, 'Files')
      .getByRole('rowheader', { name: /\.jpg$/ })
      .first(),
  ).toBeVisible();
  await expectAccessible(page);

  // A bit rots on the drive.
  await page.getByRole('tab', { name: 'Overview' }).click();
  const [folder = ''] = await readdir(join(home, 'drive', SITE));
  await appendFile(join(home, 'drive', SITE, folder, 'config.tar.age'), 'rot');
  await copyIn(page, 'Vault-A').getByRole('button', { name: 'Re-read' }).click();
  await expect(copyIn(page, 'Vault-A')).toContainText('failed', { timeout: 20_000 });
  await expect(page.getByText('Sound.', { exact: true })).toBeVisible();
  await copyIn(page, 'Vault-A').getByRole('button', { name: 'Heal from another copy' }).click();
  await expect(copyIn(page, 'Vault-A').getByRole('button', { name: 'Re-read' })).toBeVisible({ timeout: 20_000 });
});

test('takes only what changed the next time, and says so file by file', async ({ live }) => {
  const { page, lab, home } = live;
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  await page.getByRole('button', { name: 'Open the site' }).click();
  await addMedia(page);
  await page.getByRole('button', { name: 'Back up now' }).first().click();
  const links = page.getByRole('table', { name: /^Backups/ }).getByRole('link');
  await expect(links).toHaveCount(1, { timeout: 40_000 });

  await writeFile(join(lab.site.root, 'storage', 'app', 'public', 'brand-new.txt'), 'new');
  await page.getByRole('button', { name: 'Options' }).click();
  await page.getByRole('radio', { name: 'Incremental' }).check();
  await page.getByRole('button', { name: 'Back up with these' }).click();
  await expect(links).toHaveCount(2, { timeout: 40_000 });
  await links.first().click();
  await expect(region(page, 'Media chain').getByRole('listitem')).toHaveCount(2);
  await page.getByRole('tab', { name: /^Media/ }).click();
  await region(page, 'Files').getByLabel('Find a file').fill('brand-new');
  await expect(region(page, 'Files').getByRole('row').filter({ hasText: 'brand-new.txt' })).toContainText('new');
  await expect(region(page, 'Files')).toContainText('since the backup before: 1 new');
});

async function addMedia(page: Page): Promise<void> {
  await region(page, 'Sources').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Media: folders of files' }).click();
  await page.getByRole('button', { name: 'Count it and try a sample' }).click();
  await expect(region(page, 'Media')).toContainText('is proposed.');
  await page.getByRole('button', { name: 'Add the media' }).click();
  await expect(region(page, 'Media')).toHaveCount(0);
}

async function addSettings(page: Page, kit: string): Promise<void> {
  await region(page, 'Sources').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Settings of the site, sealed' }).click();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByLabel('File of the recovery kit').fill(kit);
  await page.getByRole('button', { name: 'Save the recovery kit' }).click();
  await expect(page.getByText(`Saved as ${kit}`)).toBeVisible();
  await page.getByRole('button', { name: 'Add the settings' }).click();
  await expect(region(page, 'Sources')).toContainText('sealed with each backup');
}

async function addDrive(page: Page, folder: string): Promise<void> {
  await mkdir(folder);
  await openFromRail(page, 'Places');
  await page.getByRole('button', { name: 'Add a place' }).click();
  await page.getByLabel('Folder on the drive').fill(folder);
  await page.getByLabel('Name', { exact: true }).fill('Vault-A');
  await page.getByRole('button', { name: 'Add the place' }).click();
  await page.getByRole('button', { name: 'Test it' }).click();
  await expect(page.getByRole('table', { name: /^Test of .*: usable$/ })).toBeVisible();
}

async function copyEverythingTo(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: SITE }).click();
  const policy = region(page, 'Policy');
  await policy.getByRole('button', { name: 'Edit' }).click();
  await policy.getByRole('checkbox', { name: place }).check();
  await policy.getByRole('button', { name: 'Save' }).click();
  await expect(policy).toContainText(place);
}
