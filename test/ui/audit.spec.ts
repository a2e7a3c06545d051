import { expect, expectAccessible, test } from './app-test.ts';
import { backupId, siteId } from './world/ids.ts';
import { fleetWorld } from './world/world.ts';

test('the record is reached from the activity, by keyboard alone, and says that its chain is whole', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/activity');
  await page.getByRole('link', { name: 'Audit: who changed or read what' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible();
  await expect(page.getByText('Whole: 128 entries')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Entries of the record, newest first' }).getByRole('row')).toHaveCount(51);
});

test('it is filtered by result and words, paged, and exported as it is filtered', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/audit');
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(page.getByText('51 to 100 of 128')).toBeVisible();
  await page.getByRole('combobox', { name: 'Result' }).selectOption('trouble');
  await expect(page.getByText('48 entries fit')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Words' }).fill('restore.plan');
  await expect(page.getByText('16 entries fit')).toBeVisible();
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText(/entries in .*\.csv/)).toBeVisible();
  expect(fake.asked.findLast(({ name }) => name === 'audit.export')?.input).toMatchObject({
    filter: { text: 'restore.plan', outcome: 'trouble' },
    format: 'csv',
  });
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByText('all 128')).toBeVisible();
});

test('a chain that is broken says where, what is not affected and what to do', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/audit', (fake) => {
    fake.answer('audit.verify', () => ({
      checkedAt: '2026-11-20T08:41:00.000Z',
      entries: 41,
      firstSeq: 1,
      lastSeq: 128,
      head: 'ab'.repeat(32),
      prunedTo: 0,
      copy: 'differs',
      broken: { seq: 42, kind: 'missing', text: 'Entry 42 is missing.' },
    }));
  });
  await expect(page.getByText('Broken at entry 42')).toBeVisible();
  await expect(page.getByText(/Entry 42 is missing\. Backups and sites are not affected/)).toBeVisible();
});

test('how long it is kept is changed with a number that is possible', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/audit');
  const field = page.getByRole('textbox', { name: 'Keep entries for, in days' });
  await field.fill('10');
  await expect(page.getByRole('alert').filter({ hasText: 'A whole number from 90 to 36,500.' })).toBeVisible();
  await field.fill('2000');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(field).toHaveValue('2000');
});

test('an anomaly shows its numbers on the page of the site and is acknowledged with a word and a note', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  const panel = page.getByRole('region', { name: 'Far off what is usual' });
  await expect(panel.getByText(/31\.2 MB, usually 289 to 312 MB on a Friday/)).toBeVisible();
  await panel.getByRole('button', { name: 'Acknowledge' }).click();
  await panel.getByRole('radio', { name: /A one-off/ }).check();
  await panel.getByRole('textbox', { name: 'What you found' }).fill('The dump was cut by a full disk.');
  await panel.getByRole('button', { name: /Acknowledge 1 anomaly/ }).click();
  await expect(panel.getByText('nothing is open')).toBeVisible();
  await panel.getByText('2 were acknowledged before').click();
  await expect(panel.getByText(/The dump was cut by a full disk/)).toBeVisible();
});

test('another application key stays to be seen when it is acknowledged, on the site and on its backup', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  const panel = page.getByRole('region', { name: 'Application key' });
  await expect(panel).toContainText('APP_KEY is another one since');
  await panel.getByRole('button', { name: 'Acknowledge' }).click();
  await panel.getByRole('textbox', { name: 'Who changed it, and why' }).fill('Rotated with release 12.');
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Acknowledge the new key' }).click();
  await expect(panel).toContainText('Acknowledged by ada on');
  await expect(panel).toContainText('Rotated with release 12.');
  await expect(panel.getByRole('button')).toHaveCount(0);
  const input = { backupId: backupId(2), note: 'Rotated with release 12.' };
  expect(fake.asked).toContainEqual({ name: 'anomaly.acknowledge-key', input });
  await panel.getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'Application key' })).toContainText('Rotated with release 12.');
});

test('the trend says in words what it draws, of the figure that is chosen', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  const panel = page.getByRole('region', { name: '30 nights' });
  await expect(panel.getByText(/Rows of aurora_shop\.orders\. Expected next: .* No night was far off\./)).toBeVisible();
  await panel.getByRole('combobox').selectOption({ label: 'Size of aurora_shop' });
  await expect(panel.getByText(/Size of aurora_shop\. .*1 of these nights was far off\./)).toBeVisible();
});
