import { expect, type Page } from '@playwright/test';
import type { Sshd } from '../lab/sshd.ts';

// What an operator does on the screens, step by step; joined to the real app, in a browser and in the window alike.

/** First run: chooses the folder for backups. */
export async function chooseFolder(page: Page, folder: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Where on this computer do backups go?' })).toBeVisible();
  await page.getByLabel('Folder on this computer').fill(folder);
  await expect(page.getByText('Usable')).toBeVisible();
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByRole('heading', { name: 'No site is protected yet' })).toBeVisible();
}

/** Adds the server, compares the fingerprint with what its console shows, pins it, and waits for the preflight. */
export async function addServer(page: Page, sshd: Sshd, name: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Add a server' }).click();
  await page.getByLabel('Server address').fill(sshd.host);
  await page.getByLabel('Port').fill(String(sshd.port));
  await page.getByLabel('User').fill(sshd.user);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Key file' }).fill(sshd.keyFile);
  await page.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByRole('heading', { name: 'Is this your server?' })).toBeVisible();
  await page.getByLabel('Or paste what your host shows').fill(sshd.fingerprint);
  await expect(page.getByText('the same, all 43 characters')).toBeVisible();
  await page.getByRole('button', { name: 'It is the same, pin this key' }).click();
  await expect(page.getByRole('row', { name: /Dump tool/ })).toContainText('Found');
}

/** Finds the site on the server and adds it with the database its settings file names. */
export async function addSite(page: Page, found: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose what to protect' }).click();
  await page.getByRole('button', { name: 'Look for sites' }).click();
  await page.getByRole('radio', { name: found }).click();
  await page.getByRole('button', { name: 'Add this site' }).click();
  await expect(page.getByText('Signed in, everything readable')).toBeVisible();
}

/** The first backup of a site just added; the site's screen follows. */
export async function backUpForTheFirstTime(page: Page, site: string): Promise<void> {
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByRole('heading', { name: site, level: 1 })).toBeVisible();
}

export async function openFromRail(
  page: Page,
  entry: 'Fleet' | 'Checklist' | 'Backups' | 'Activity' | 'Servers' | 'Places' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: entry }).click();
}

export async function openFleet(page: Page): Promise<void> {
  await openFromRail(page, 'Fleet');
}

/** From the fleet to the newest backup of a site. */
export async function openNewestBackup(page: Page, site: string): Promise<void> {
  await openFleet(page);
  await page.getByRole('main').getByRole('link', { name: site }).first().click();
  await page.getByRole('table').first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: /^Backup of/ })).toBeVisible();
}
