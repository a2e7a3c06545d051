import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { readTruth } from '../../lab/inventory.ts';
import type { Lab } from '../../lab/lab.ts';
import { addServer, addSite, backUpForTheFirstTime, chooseFolder, openFleet } from '../../flows/operator.ts';
import { expectAccessible } from '../app-test.ts';
import { expect, test } from './live-app.ts';

const SITE = 'aurora-market.example';

test.setTimeout(180_000);

test('walks from deleted orders to the site with its orders, and undoes that again', async ({ live }) => {
  const { page, lab, home } = live;
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  await backUpForTheFirstTime(page, SITE);
  await openFleet(page);
  await expect(page.getByRole('heading', { name: `${SITE} is protected` })).toBeVisible({ timeout: 30_000 });

  const whole = await contents(lab);
  await lab.mariadb.sql('DELETE FROM order_items', { database: lab.site.database });
  await lab.mariadb.sql('DELETE FROM orders', { database: lab.site.database });
  const damaged = await contents(lab);
  expect(damaged).not.toEqual(whole);

  await page.getByRole('main').getByRole('link', { name: SITE }).first().click();
  await page.getByRole('main').getByRole('button', { name: 'Recovery' }).click();
  await page.getByRole('radio', { name: /Data deleted or corrupted today/ }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: /Find a backup/ }).click();
  await expect(page.getByRole('region', { name: 'Recommended backup' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What you would lose' }).getByRole('row', { name: /^orders / })).toContainText('come back');
  await expectAccessible(page);
  await page.getByRole('button', { name: /Show the plan/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Runbook: damaged data/ })).toBeVisible();
  await expect(page.getByText('No data on the site has been changed.')).toBeVisible();
  expect(await contents(lab)).toEqual(damaged);
  await expectAccessible(page);

  await page.getByLabel('Type the site name to open the switch').fill(SITE);
  await page.getByRole('button', { name: 'Run the plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${SITE} is back`) })).toBeVisible({ timeout: 120_000 });
  expect(await contents(lab)).toEqual(whole);
  await expectAccessible(page);

  await undo(page);
  await expect(page.getByRole('heading', { level: 1, name: `The restore of ${SITE} was undone` })).toBeVisible({ timeout: 60_000 });
  expect(await contents(lab)).toEqual(damaged);

  // What happened is on record, with the restore and the way back.
  await page.getByRole('link', { name: 'All of it' }).click();
  await expect(page.getByRole('region', { name: 'Restores', exact: true }).getByRole('row').nth(1)).toContainText('Undone');
  await expectAccessible(page);
});

async function undo(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: 'Undo', exact: true });
  await panel.getByRole('button', { name: 'Undo the restore…' }).click();
  await panel.getByLabel('Type the site name to undo').fill(SITE);
  await panel.getByRole('button', { name: 'Undo the restore', exact: true }).click();
}

/** Rows and checksum of every table of the live database. */
async function contents(lab: Lab): Promise<Readonly<Record<string, unknown>>> {
  const { tables } = await readTruth(lab.mariadb, lab.site.database);
  return Object.fromEntries(Object.entries(tables).map(([name, { rows, checksum }]) => [name, { rows, checksum }]));
}
