import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addServer, addSite, backUpForTheFirstTime, chooseFolder, openFleet, openFromRail } from '../../flows/operator.ts';
import { expectAccessible } from '../app-test.ts';
import { expect, test } from './live-app.ts';

const SITE = 'aurora-market.example';

test.setTimeout(300_000);

test('a week is looked at, confirmed and kept, and the card beside the copies says whom to call', async ({ live }) => {
  const { page, lab, home, app } = live;
  await chooseFolder(page, join(home, 'backups'));
  await addServer(page, lab.sshd, 'practice');
  await addSite(page, SITE);
  await backUpForTheFirstTime(page, SITE);
  await openFleet(page);
  await expect(page.getByRole('heading', { name: `${SITE} is protected` })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('link', { name: 'First weeks 1 of 6' })).toBeVisible();

  await openFromRail(page, 'Checklist');
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await expect(steps.nth(1)).toContainText('1 of 1 site');
  await steps.nth(1).getByRole('checkbox').click();
  await expect(page.getByRole('main')).toContainText('1 of 7 confirmed');
  await steps.nth(3).getByRole('checkbox').click();
  await page.getByLabel('One line why').fill('the drive is ordered');
  await page.getByLabel('One line why').press('Enter');
  await expect(page.getByRole('main')).toContainText('2 of 7 confirmed');
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('2 of 7');
  await expectAccessible(page);

  await steps.nth(6).getByRole('button', { name: 'Review' }).click();
  await page.getByLabel('Papers of').selectOption(SITE);
  const papers = page.getByRole('form', { name: 'Papers' });
  await expect(page.getByRole('heading', { level: 1, name: `Papers of ${SITE}` })).toBeVisible();
  await papers.getByRole('button', { name: 'Add a contact' }).click();
  await papers.getByLabel('Name', { exact: true }).fill('Hosting support');
  await papers.getByLabel('Telephone').fill('+49 30 1234');
  await papers.getByRole('button', { name: 'Save the papers' }).click();
  await expect(page.getByRole('article')).toContainText('+49 30 1234');
  await expect(page.getByRole('region', { name: 'Where the card lies' })).toContainText('Current');
  expect(await readFile(join(home, 'backups', `EMERGENCY-${SITE}.html`), 'utf8')).toContain('+49 30 1234');

  const kept = await app.call('checklist.show', { list: 'weekly' });
  expect(kept.ok && kept.value.steps.map(({ confirmation }) => confirmation?.note ?? null)).toEqual([
    null,
    '',
    null,
    'the drive is ordered',
    null,
    null,
    null,
  ]);
});
