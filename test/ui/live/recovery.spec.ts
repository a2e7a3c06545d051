import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { readTruth } from '../../lab/inventory.ts';
import type { Lab } from '../../lab/lab.ts';
import { addServer, addSite, backUpForTheFirstTime, chooseFolder, openFleet } from '../../flows/operator.ts';
import { expectAccessible } from '../app-test.ts';
import { expect, test, type LiveApp } from './live-app.ts';

const SITE = 'aurora-market.example';

test.setTimeout(180_000);

test('walks from deleted orders to the site with its orders, and undoes that again', async ({ live }) => {
  const { page, lab } = live;
  await protectSite(live);

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

test('looks at a table on both sides first, then adds only its missing rows, and undoes that', async ({ live }) => {
  const { page, lab } = live;
  await protectSite(live);
  const whole = await contents(lab);
  await lab.mariadb.sql(
    `DELETE FROM activity_log WHERE id MOD 2 = 0; INSERT INTO activity_log (id, message, logged_at) VALUES (900001, 'new', '2026-11-26 14:00:00')`,
    { database: lab.site.database },
  );
  const damaged = await contents(lab);

  await page.getByRole('main').getByRole('link', { name: SITE }).first().click();
  await page.getByRole('main').getByRole('button', { name: 'Recovery' }).click();
  await page.getByRole('radio', { name: /Data deleted or corrupted today/ }).check();
  await page.getByRole('button', { name: /Find a backup/ }).click();
  await page.getByLabel('Only some tables of aurora_market').check();
  await page
    .getByRole('group', { name: 'Tables of aurora_market' })
    .getByRole('checkbox', { name: /^activity_log/ })
    .check();
  await page.getByLabel('What becomes of activity_log').selectOption({ label: 'Look first, then choose' });
  await page.getByRole('button', { name: /Show the plan/ }).click();
  await expect(page.getByText('The live site is not touched by any step.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Target' })).toContainText('nothing before you have looked and chosen');
  await page.getByLabel('Type the site name to open the switch').fill(SITE);
  await page.getByRole('button', { name: 'Run the plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Look at both sides, then choose' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('row', { name: /^activity_log/ })).toContainText('id 2; id 4');
  expect(await contents(lab)).toEqual(damaged);
  await expectAccessible(page);

  // It waits wherever the operator goes meanwhile.
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Fleet' }).click();
  await page.getByRole('link', { name: 'Choose what becomes of them' }).click();
  await page.getByLabel('What becomes of activity_log').selectOption('merge');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await expect(page.getByRole('region', { name: 'What would happen then' })).toContainText('INSERT INTO');
  await page.getByLabel('Type the site name to open the switch').fill(SITE);
  await page.getByRole('button', { name: 'Run the plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${SITE} is back`) })).toBeVisible({ timeout: 120_000 });
  const rows = async (): Promise<number> =>
    Number((await lab.mariadb.sql('SELECT COUNT(*) AS n FROM activity_log', { database: lab.site.database }))[0]?.['n']);
  expect(await rows()).toBe((whole['activity_log']?.rows ?? 0) + 1);
  await undo(page);
  await expect(page.getByRole('heading', { level: 1, name: `The restore of ${SITE} was undone` })).toBeVisible({ timeout: 60_000 });
  expect(await contents(lab)).toEqual(damaged);
});

/** From the first start to a site that is backed up. */
async function protectSite({ page, lab, home }: LiveApp): Promise<void> {
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  await backUpForTheFirstTime(page, SITE);
  await openFleet(page);
  await expect(page.getByRole('heading', { name: `${SITE} is protected` })).toBeVisible({ timeout: 30_000 });
}

async function undo(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: 'Undo', exact: true });
  await panel.getByRole('button', { name: 'Undo the restore…' }).click();
  await panel.getByLabel('Type the site name to undo').fill(SITE);
  await panel.getByRole('button', { name: 'Undo the restore', exact: true }).click();
}

/** Rows and checksum of every table of the live database. */
async function contents(lab: Lab): Promise<Readonly<Record<string, { readonly rows: number; readonly checksum: string }>>> {
  const { tables } = await readTruth(lab.mariadb, lab.site.database);
  return Object.fromEntries(Object.entries(tables).map(([name, { rows, checksum }]) => [name, { rows, checksum }]));
}
