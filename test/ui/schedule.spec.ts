import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './app-test.ts';
import { siteId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { runsAloneWorld } from './world/running-alone.ts';
import { fleetWorld } from './world/world.ts';

const SITE = `#/schedule/${siteId(4)}`;
const week = (page: Page) => page.getByRole('region', { name: 'Week' });
const asked = (fake: { readonly asked: readonly { readonly name: string; readonly input: unknown }[] }, name: string) =>
  fake.asked.filter((each) => each.name === name).map(({ input }) => input);

test('shows the week of a site: server, this computer and by hand, with what ran, what did not and what will', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), SITE);
  await expect(week(page)).toContainText('Mon 16 Nov to Sun 22 Nov');
  await expect(week(page)).toContainText('now 09:41');
  await expect(week(page)).toContainText('On the server vps-fra-1, by cron');
  const pull = week(page).getByRole('row', { name: /^Pull / });
  await expect(pull.getByRole('button', { name: 'Failed 09:41 Pull, Wed 18 Nov' })).toBeVisible();
  await expect(pull.getByRole('button', { name: 'Waits 09:41 Pull, Fri 20 Nov' })).toBeVisible();
  await expect(pull.getByRole('button', { name: '09:41 Pull, Sat 21 Nov, planned' })).toBeVisible();
  await expect(week(page).getByRole('row', { name: /^Database / })).toContainText('02:41');
  await expect(week(page).getByRole('row', { name: /^Checkpoint / })).toContainText('07:41');
});

test('says for every one why it did not run, with the keyboard alone', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), SITE);
  const missed = week(page).getByRole('button', { name: 'Missed 09:41 Pull, Mon 16 Nov' });
  await missed.focus();
  await page.keyboard.press('Enter');
  const why = page.getByRole('region', { name: 'Pull, Mon 16 Nov 09:41' });
  await expect(why).toContainText('Holdfast was closed or the computer asleep. Made up for by the run of Tue 17 Nov 09:41.');
  await expectAccessible(page);
  await page.keyboard.press('ArrowRight');
  await expect(week(page).getByRole('button', { name: 'Done 09:41 Pull, Tue 17 Nov' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(week(page).getByRole('button', { name: '09:41 Pull, Sun 22 Nov, planned' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(week(page).getByRole('button', { name: /Copies, Sun 22 Nov, planned/ })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: /^Copies, Thu 19 Nov/ })).toContainText('Every place has its copies.');
});

test('has one tab stop for the whole week', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), SITE);
  await expect(week(page).getByRole('button', { name: 'Missed 09:41 Pull, Mon 16 Nov' })).toBeVisible();
  expect(await week(page).locator('button[data-row][tabindex="0"]').count()).toBe(1);
});

test('tells the runs of all sites together by day, the worst first, and opens them', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), '#/schedule');
  const cell = week(page)
    .getByRole('button', { name: /1 of 4 incomplete This computer, Thu 19 Nov/ })
    .first();
  await cell.click();
  const list = page.getByRole('region', { name: '4 on Thu 19 Nov' });
  await expect(list.getByRole('row', { name: /Retention/ })).toContainText('The next one came first.');
  await expect(page.getByRole('region', { name: 'This computer' }).getByRole('row', { name: /aurora-market/ })).toContainText(
    'Waits: Pull',
  );
});

test('looks at the week before and comes back to this one', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await week(page).getByRole('button', { name: 'The week before' }).click();
  await expect(week(page)).toContainText('Mon 9 Nov to Sun 15 Nov');
  await week(page).getByRole('button', { name: 'This week' }).click();
  await expect(week(page)).toContainText('Mon 16 Nov to Sun 22 Nov');
  expect(asked(fake, 'schedule.slots')).toContainEqual({
    siteId: siteId(4),
    from: '2026-11-08T23:00:00.000Z',
    until: '2026-11-15T23:00:00.000Z',
  });
});

test('changes a schedule in plain choices and shows the next five runs while it is chosen', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await page.getByRole('button', { name: 'Change Pull' }).click();
  const form = page.getByRole('form', { name: 'Schedule: Pull' });
  await form.getByRole('radio', { name: 'Weekly' }).check();
  await form.getByLabel('Day').selectOption('Friday');
  await form.getByLabel('At').fill('7:00');
  await expect(form).toContainText('A time such as 02:00.');
  await form.getByLabel('At').fill('07:00');
  await form.getByLabel('Time zone').fill('Mars/Olympus');
  await expect(form).toContainText('A time zone, such as Europe/Berlin.');
  await form.getByLabel('Time zone').fill('America/New_York');
  await expect(form).toContainText('Fridays at 07:00');
  await expect(form.getByRole('list', { name: 'Next five runs' }).getByRole('listitem')).toHaveCount(5);
  await expect(form.getByRole('list', { name: 'Next five runs' })).toContainText('here)');
  await form.getByRole('group', { name: 'On a metered connection' }).getByRole('radio', { name: 'Wait' }).check();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await expect(page.getByRole('row', { name: /^Pull brings here/ })).toContainText('Fridays at 07:00');
  await expect(page.getByRole('row', { name: /^Pull brings here/ })).toContainText('set by you, America/New_York');
  expect(asked(fake, 'schedule.set')).toEqual([
    {
      siteId: siteId(4),
      work: 'pull',
      schedule: {
        rhythm: { kind: 'weekly', weekday: 5, at: '07:00' },
        zone: 'America/New_York',
        capture: { kind: 'full', sourceIds: null },
        onBattery: null,
        metered: 'wait',
      },
    },
  ]);
});

test('turns work off, and goes back to what is proposed', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await page.getByRole('button', { name: 'Change Verification' }).click();
  const form = page.getByRole('form', { name: 'Schedule: Verification' });
  await form.getByRole('radio', { name: 'Off' }).check();
  await expect(form).toContainText('None: it does not run by itself.');
  await form.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row', { name: /^Verification re-reads/ });
  await expect(row).toContainText('Off');
  await page.getByRole('button', { name: 'Change Verification' }).click();
  await page.getByRole('button', { name: 'Back to what is proposed' }).click();
  await expect(row).toContainText('every day at 12:00');
  expect(asked(fake, 'schedule.set').at(-1)).toEqual({ siteId: siteId(4), work: 'verify', schedule: null });
});

test('keeps the form and what was typed when a schedule could not be saved', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), SITE, (fake) => fake.fail('schedule.set', UNREACHABLE));
  await page.getByRole('button', { name: 'Change Pull' }).click();
  const form = page.getByRole('form', { name: 'Schedule: Pull' });
  await form.getByLabel('At').fill('05:55');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('The server did not answer in time');
  await expect(form.getByLabel('At')).toHaveValue('05:55');
});

test('runs one work now, or everything that is due', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await page.getByRole('button', { name: 'Run now: Pull' }).click();
  await page.getByRole('button', { name: 'Run what is due' }).click();
  await expect.poll(() => asked(fake, 'schedule.run-due')).toEqual([{ siteId: siteId(4) }]);
  expect(asked(fake, 'schedule.run-now')).toEqual([{ siteId: siteId(4), work: 'pull' }]);
});

test('pauses until a time of its own, says so, and goes on again', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), '#/schedule');
  await page.getByRole('button', { name: 'Pause…' }).click();
  await page.getByRole('button', { name: 'Until tomorrow, 08:00' }).click();
  await expect(page.getByText('Paused until Sat 21 Nov 08:00.')).toBeVisible();
  await page.getByRole('button', { name: 'Go on now' }).click();
  await expect(page.getByText('Paused until')).toHaveCount(0);
  expect(asked(fake, 'schedule.set-settings').map((input) => (input as { readonly pausedUntil: string | null }).pausedUntil)).toEqual([
    '2026-11-21T07:00:00.000Z',
    null,
  ]);
});

test('shows what it has when a part of the week could not be read', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), SITE, (fake) => fake.fail('cron.list', UNREACHABLE));
  await expect(page.getByRole('region', { name: 'A part of the week could not be read' })).toContainText(
    'The server did not answer in time',
  );
  await expect(week(page).getByRole('row', { name: /^Pull / })).toBeVisible();
});

test('asks again when the other side says that a slot changed', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await expect(week(page)).toContainText('Pull');
  fake.answer('schedule.slots', () => ({ slots: [], planned: [] }));
  await fake.emit('schedule.changed', undefined);
  await expect(week(page).getByRole('row', { name: /^Pull / })).toHaveCount(0);
});

test('says on the page of a site what its server and this computer do by themselves', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), `#/site/${siteId(1)}`);
  const panel = page.getByRole('region', { name: 'Schedule' });
  await expect(panel.getByRole('listitem').filter({ hasText: 'Server cron: database' })).toContainText('Silent');
  await expect(panel.getByRole('listitem').filter({ hasText: 'Pull' })).toContainText('The server does not answer.');
  await panel.getByRole('link', { name: 'Server cron' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cron of saltmarsh-clinic' })).toBeVisible();
});

test('keeps in the settings what holds work back and whether it starts with the computer', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/settings');
  const panel = page.getByRole('region', { name: 'Running by itself' });
  await panel.getByRole('checkbox', { name: 'Start when somebody signs in' }).check();
  await panel.getByRole('group', { name: 'When the window is closed' }).getByRole('radio', { name: 'Go on in the tray' }).check();
  await panel.getByRole('group', { name: 'On battery' }).getByRole('radio', { name: 'Wait' }).check();
  await expect
    .poll(() => asked(fake, 'schedule.set-settings').at(-1))
    .toEqual({
      startAtLogin: true,
      loginQuestion: 'not-yet',
      onClose: 'tray',
      onBattery: 'wait',
      metered: 'wait',
      pausedUntil: null,
    });
  await expectAccessible(page);
});

test('leaves the way to a recovery in sight in the smallest window', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page } = await open(runsAloneWorld(), '#/schedule');
  const button = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Recovery' });
  await expect(button).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('link', { name: 'Schedule' })).toHaveAttribute('aria-current', 'page');
});

test('asks once, when the first schedule is set, whether Holdfast starts when somebody signs in', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/schedule/${siteId(4)}`);
  const question = page.getByRole('region', { name: 'Start when you sign in' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(question).toHaveCount(0);
  await page.getByRole('button', { name: 'Change' }).first().click();
  await page
    .getByRole('form', { name: /^Schedule: / })
    .getByRole('button', { name: 'Save' })
    .click();
  await fake.emit('schedule.changed', undefined);
  await expect(question).toContainText('Holdfast can start hidden when you sign in to this computer, so that what is due runs.');
  await expect(question.getByRole('button')).toHaveCount(3);
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Start when I sign in' }).click();
  await expect(question).toHaveCount(0);
  expect(asked(fake, 'schedule.set-settings').at(-1)).toMatchObject({ startAtLogin: true, loginQuestion: 'answered' });
  await page.getByRole('button', { name: 'Change' }).first().click();
  await page
    .getByRole('form', { name: /^Schedule: / })
    .getByRole('button', { name: 'Save' })
    .click();
  await fake.emit('schedule.changed', undefined);
  await expect(question).toHaveCount(0);
});
