import { expect, expectAccessible, test } from './app-test.ts';
import { backupId, incidentId, restoreId, siteId } from './world/ids.ts';
import { RECOVERY, RESTORE_JOB, caredWorld, recordWorld, recoveryWorld, restoreWorld } from './world/recovery-worlds.ts';
import { UNREACHABLE } from './world/models.ts';
import { makeSituation } from './world/recovery.ts';
import { makeChoice, makeDoneRestore, makeRestore } from './world/restores.ts';
import { fleetWorld } from './world/world.ts';

const INCIDENT = `#/incident/${incidentId(1)}`;
const SITE = `#/site/${siteId(4)}`;

test('lists incidents with what happened and what is left to do, and narrows the list', async ({ open }) => {
  const { page } = await open(recordWorld(), '#/incidents');
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toContainText('2026-11-20-1');
  await expect(rows.nth(1)).toContainText('The site was hacked');
  await expect(rows.nth(1)).toContainText('Open');
  await expect(rows.nth(1)).toContainText('4');
  await expect(rows).toHaveCount(4);
  await page.getByRole('button', { name: /With tasks left/ }).click();
  await expect(rows).toHaveCount(2);
  await rows.nth(1).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Incident 2026-11-20-1' })).toBeVisible();
});

test('takes a change of an incident into the list without being asked', async ({ open }) => {
  const world = recordWorld();
  const { page, fake } = await open(world, '#/incidents');
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('Open');
  world.recovery = { ...world.recovery, incidents: world.recovery.incidents.map((each) => ({ ...each, closedAt: each.openedAt })) };
  await fake.emit('incident.changed', { incidentId: incidentId(1) });
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('Closed');
});

test('tells the timeline in the order in which it happened, by the day, commands with their answers', async ({ open }) => {
  const { page } = await open(recordWorld(), INCIDENT);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  const lines = timeline.getByRole('listitem');
  await expect(lines.first()).toContainText('Thu 19 Nov');
  await expect(lines.first()).toContainText('new admin account');
  await expect(lines.nth(1)).toContainText('Incident opened.');
  await timeline.getByRole('button', { name: /Commands/ }).click();
  await expect(lines).toHaveCount(1);
  await timeline.getByText('2 lines').click();
  await expect(timeline.getByText('Application is now in maintenance mode')).toBeVisible();
});

test('adds a task with its due time, and says what is missing before it asks', async ({ open }) => {
  const { page, fake } = await open(recordWorld(), INCIDENT);
  const form = page.getByRole('form', { name: 'Add a task' });
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(form).toContainText('Say what is to be done.');
  await form.getByLabel('Another task').fill('Tell the customers');
  await form.getByLabel('Due').fill('2026-11-21T18:00');
  await form.getByLabel('Due').press('Enter');
  await expect(page.getByRole('region', { name: 'After-care' }).getByRole('checkbox', { name: 'Tell the customers' })).toBeVisible();
  await expect(form.getByLabel('Another task')).toHaveValue('');
  expect(fake.asked.filter(({ name }) => name === 'incident.add-task').map(({ input }) => input)).toEqual([
    { incidentId: incidentId(1), title: 'Tell the customers', dueAt: '2026-11-21T17:00:00.000Z' },
  ]);
});

test('keeps what is being typed into the notes when the incident changes meanwhile', async ({ open }) => {
  const world = recordWorld();
  const { page, fake } = await open(world, INCIDENT);
  const notes = page.getByRole('region', { name: 'Notes' });
  await notes.getByLabel('What else matters').fill('The host restarted the server.');
  await fake.emit('incident.changed', { incidentId: incidentId(1) });
  await expect(notes.getByLabel('What else matters')).toHaveValue('The host restarted the server.');
  await notes.getByRole('button', { name: 'Keep the notes' }).click();
  await expect.poll(() => world.recovery.incidents[0]?.note).toBe('The host restarted the server.');
  await expect(notes.getByRole('button', { name: 'Keep the notes' })).toHaveAttribute('aria-disabled', 'true');
});

test('says that tasks are left after the incident was closed, and lets them be ticked off', async ({ open }) => {
  const { page } = await open(recordWorld(), INCIDENT);
  await page.getByRole('button', { name: 'Close the incident' }).click();
  await expect(page.getByText('4 tasks are still open.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close the incident' })).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Rotate the database password' }).check();
  await expect(page.getByText('3 tasks are still open.')).toBeVisible();
});

test('says why an incident could not be closed', async ({ open }) => {
  const { page } = await open(recordWorld(), INCIDENT, (fake) => fake.fail('incident.close', UNREACHABLE));
  await page.getByRole('button', { name: 'Close the incident' }).click();
  await expect(page.getByRole('region', { name: 'Not closed' })).toContainText(UNREACHABLE.title);
});

test('saves the report where the operator says, and names the file', async ({ open }) => {
  const { page, fake } = await open(recordWorld(), INCIDENT);
  const report = page.getByRole('region', { name: 'Report' });
  for (const format of ['PDF', 'HTML', 'JSON']) await report.getByRole('button', { name: `Save ${format}` }).click();
  await expect(report).toContainText('Saved as /home/ada/incident-2026-11-20-1.json');
  expect(fake.asked.filter(({ name }) => name === 'incident.save-report')).toHaveLength(3);
});

test('undoes a restore from the page of its site, with what it takes away and the name of the site', async ({ open }) => {
  const { page, fake } = await open(recordWorld(), SITE);
  const restores = page.getByRole('region', { name: 'Restores', exact: true });
  await expect(restores.getByRole('row').nth(1)).toContainText('armed');
  await restores.getByRole('button', { name: /Undo or let go/ }).click();
  const desk = page.getByRole('region', { name: 'The opened restore' });
  await expect(desk).toBeFocused();
  await expectAccessible(page);
  await desk.getByRole('button', { name: 'Undo the restore…' }).click();
  await expect(desk.getByRole('row', { name: /orders 18,176 18,173 3/ })).toBeVisible();
  await desk.getByLabel('Type the site name to undo').fill('aurora-market');
  await desk.getByRole('button', { name: 'Undo the restore', exact: true }).click();
  await expect(desk.getByLabel('Type the site name to undo')).toHaveCount(0);
  expect(fake.asked.filter(({ name }) => name === 'restore.undo').map(({ input }) => input)).toEqual([
    { restoreId: restoreId(1), confirm: 'aurora-market' },
  ]);
});

test('puts kept rows back from the page of the site, and not while a restore is under way', async ({ open }) => {
  const world = recordWorld();
  const { page } = await open({ ...world, jobs: [RESTORE_JOB, ...world.jobs] }, SITE);
  await page.getByRole('button', { name: /Undo or let go/ }).click();
  const aside = page.getByRole('region', { name: 'Rows kept aside' });
  await aside.getByRole('checkbox', { name: 'orders', exact: true }).check();
  await expect(aside.getByRole('button', { name: /Put back/ })).toHaveAttribute('title', 'Work on a restore of this site is under way');
});

for (const state of ['interrupted', 'stuck'] as const)
  test(`leads from the site to settle a restore that is ${state}`, async ({ open }) => {
    const { page } = await open(restoreWorld(makeRestore(6, { state })), SITE);
    await page.getByRole('region', { name: 'Restores', exact: true }).getByRole('link', { name: 'Go on, or put everything back' }).click();
    await expect(page.getByRole('button', { name: 'Put everything back' })).toBeVisible();
  });

test('shows no list of restores on a site where nothing was restored', async ({ open }) => {
  const { page } = await open(fleetWorld(), SITE);
  await expect(page.getByRole('region', { name: 'Backups' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recovery' })).toContainText('nothing has happened yet');
  await expect(page.getByRole('region', { name: 'Restores', exact: true })).toHaveCount(0);
});

test('leads in one press from the checkpoint to the restore that undoes the update', async ({ open }) => {
  const { page, fake } = await open(recoveryWorld(), SITE);
  await page.getByRole('button', { name: 'Undo the update…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recommended backup' })).toContainText('before Laravel 12');
  expect(fake.asked.filter(({ name }) => name === 'incident.answer').map(({ input }) => input)[0]).toMatchObject({
    situation: { branch: 'update-failed' },
  });
});

test('does not overwrite what was answered about something else', async ({ open }) => {
  const world = recoveryWorld({ situation: makeSituation() });
  const { page, fake } = await open(world, SITE);
  await page.getByRole('button', { name: 'Undo the update…' }).click();
  await expect(page).toHaveURL(new RegExp(`${RECOVERY}/${backupId(2)}$`));
  expect(fake.asked.filter(({ name }) => name === 'incident.answer')).toEqual([]);
  expect(world.recovery.incidents[0]?.situation?.branch).toBe('hacked');
});

test('offers no way back by a checkpoint that is older than a week', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open({ ...world, backups: world.backups.filter(({ trigger }) => trigger !== 'checkpoint') }, SITE);
  await expect(page.getByRole('region', { name: 'Backups' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo the update…' })).toHaveCount(0);
});

test('shows tables that were kept aside with what comparing them found', async ({ open }) => {
  const done = makeDoneRestore();
  const choice = makeChoice({
    databases: done.plan.choice.databases.map((each) => ({ ...each, tables: [{ name: 'orders', action: 'keep-aside' as const }] })),
  });
  const { page } = await open(
    caredWorld({
      plan: { ...done.plan, choice },
      steps: done.steps.map((step) => (step.id === 'compare' ? { ...step, output: 'orders: 31 rows only here, 2 only there' } : step)),
    }),
    RECOVERY,
  );
  const panel = page.getByRole('region', { name: 'Kept aside and compared' });
  await expect(panel).toContainText('orders: 31 rows only here, 2 only there');
  await expectAccessible(page);
});

test('draws the whole decision tree, and prints it without the frame', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/incidents');
  await page.getByRole('button', { name: 'Decision tree' }).click();
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveCount(7);
  await expect(page.getByRole('heading', { level: 3, name: 'Runbook: hacked site' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.locator('nav[data-region="rail"]')).toBeHidden();
  await expect(page.getByRole('heading', { level: 2, name: /Only testing/ })).toBeVisible();
});
