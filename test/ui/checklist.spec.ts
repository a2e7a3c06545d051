import { expect, expectAccessible, test } from './app-test.ts';
import { siteId } from './world/ids.ts';
import { ritualOf, withHistory } from './world/ritual.ts';
import { recoveryWorld, RECOVERY } from './world/recovery-worlds.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

test('shows each step with what was found now, and where the week stands', async ({ open }) => {
  const { page } = await open(withHistory(fleetWorld()), '#/checklist');
  const main = page.getByRole('main');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('week 47, due Fri 20 Nov 09:00');
  await expect(main).toContainText('4 of 7 confirmed');
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Checklist/ })).toContainText('4 of 7');
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await expect(steps).toHaveCount(7);
  await expect(steps.nth(3)).toContainText('Vault-A is unplugged');
  await expect(steps.nth(3)).toContainText('Could not be checked:');
  await expect(steps.nth(5)).toContainText('shared-07 is full');
  await expect(steps.nth(6)).toContainText('moved from PHP 8.2 to PHP 8.3');
  const history = page.getByRole('region', { name: '26 weeks' });
  await expect(history.getByRole('img')).toHaveAccessibleName('26 weeks: 22 complete, 2 partly done, 1 missed, this week 4 of 7');
  await expect(history).toContainText('15 complete in a row');
  await expect(history).toContainText('week 28');
  await expect(main).toContainText('Reminder every Friday 09:00. If the week stays unconfirmed, one message goes out on Monday.');
  await expect(page.getByRole('region', { name: 'Notes from last week' })).toContainText('“room is made with the client”');
});

test('keeps the unfinished week and the new one apart, and a tick in the week on the screen', async ({ open }) => {
  const world = fleetWorld();
  // The week before this one was due on Saturday, and is open until the next.
  ritualOf(world).settings = { ...ritualOf(world).settings, weekday: 6 };
  const { page, fake } = await open(world, '#/checklist');
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toContainText('week 46, due Sat 14 Nov 09:00');
  const both = page.getByRole('navigation', { name: 'Lists that can be confirmed' }).getByRole('link');
  await expect(both).toHaveCount(2);
  await expect(both.nth(0)).toContainText('Week 460 of 7 confirmed');
  await expect(both.nth(0)).toContainText('can be finished until Sat 21 Nov 09:00');
  await expect(both.nth(0)).toHaveAttribute('aria-current', 'page');
  await expectAccessible(page);
  await both.nth(1).click();
  await expect(title).toContainText('week 47, due Sat 21 Nov 09:00');
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await steps.nth(2).getByRole('checkbox').press('Space');
  await steps.nth(2).getByLabel('One line why').fill('begun in week 47');
  await both.nth(0).click();
  await expect(title).toContainText('week 46');
  // What was begun in one week is not carried into the other.
  await expect(steps.nth(2).getByLabel('One line why')).toHaveCount(0);
  await steps.nth(2).getByRole('checkbox').press('Space');
  await steps.nth(2).getByLabel('One line why').fill('for week 46');
  await steps.nth(2).getByLabel('One line why').press('Enter');
  await expect(both.nth(0)).toContainText('1 of 7 confirmed');
  const asked = fake.asked.filter(({ name }) => name === 'checklist.confirm').map(({ input }) => input);
  expect(asked).toMatchObject([{ period: '2026-W46', note: 'for week 46' }]);
  await expect(both.nth(1)).toContainText('0 of 7 confirmed');
});

test('asks for one line why where the evidence is not in order, keeps it, and takes a confirmation back', async ({ open }) => {
  const { page, fake } = await open(withHistory(fleetWorld()), '#/checklist');
  const step = page.getByRole('region', { name: 'Steps' }).getByRole('listitem').nth(2);
  await page.getByRole('button', { name: 'Next step: download the latest backup' }).click();
  await expect(step).toBeFocused();
  await step.getByRole('checkbox').press('Space');
  const line = step.getByLabel('One line why');
  await expect(line).toBeFocused();
  await expectAccessible(page);
  await line.press('Enter');
  await expect(step).toContainText('What is known of it, and what is done about it.');
  expect(fake.asked.filter(({ name }) => name === 'checklist.confirm')).toEqual([]);
  await line.fill('the rest comes tonight');
  await line.press('Enter');
  await expect(step).toContainText('“the rest comes tonight”');
  await expect(page.getByRole('main')).toContainText('5 of 7 confirmed');
  await step.getByRole('checkbox').click();
  await expect(page.getByRole('main')).toContainText('4 of 7 confirmed');
});

test('does what would mend it with the button beside the finding', async ({ open }) => {
  const { page, fake } = await open(withHistory(fleetWorld()), '#/checklist');
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await steps.nth(1).getByRole('button', { name: 'Back them up now' }).click();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'backup.start').length).toBe(4);
  await steps.nth(2).getByRole('button', { name: 'Pull it now' }).click();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'copy.pull').length).toBe(1);
  await steps.nth(4).getByRole('button', { name: 'Open the 3' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
});

test('has a monthly and a quarterly list, and steps of the operator’s own', async ({ open }) => {
  const { page } = await open(withHistory(fleetWorld()), '#/checklist');
  await page.getByRole('tab', { name: 'Weekly' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Monthly checklist November 2026');
  await expect(page.getByRole('tab', { name: 'Monthly' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText('The recovery key is on paper');
  await page.getByText('Day, reminder and own steps').click();
  const form = page.getByRole('form', { name: 'An own step' });
  await form.getByLabel('Own step for the quarterly list').fill('Ask the client who decides');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Add the step' }).click();
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText('Ask the client who decides');
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Weekly checklist');
});

test('moves the day of the ritual', async ({ open }) => {
  const world = withHistory(fleetWorld());
  const { page } = await open(world, '#/checklist');
  await page.getByText('Day, reminder and own steps').click();
  const form = page.getByRole('form', { name: 'When lists are due' });
  await form.getByLabel('Weekly, on').selectOption('Thursday');
  await form.getByLabel('At').fill('7');
  await expect(form).toContainText('Hours and minutes: 09:00.');
  await form.getByLabel('At').fill('16:30');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('main')).toContainText('Reminder every Thursday 16:30.');
  expect(ritualOf(world).settings).toMatchObject({ weekday: 4, at: '16:30' });
});

test('keeps papers, and shows the card that is made of them', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, `#/documents/${siteId(4)}`);
  const papers = page.getByRole('form', { name: 'Papers' });
  await papers.getByRole('button', { name: 'Add a contact' }).click();
  await papers.getByLabel('Name', { exact: true }).fill('Hosting support');
  await papers.getByLabel('Telephone').fill('+49 30 1234');
  await papers.getByLabel('Who decides').fill('Ada, then Grace');
  await expectAccessible(page);
  await papers.getByRole('button', { name: 'Save the papers' }).click();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'documents.write-cards').length).toBe(1);
  expect(ritualOf(world).documents.get(siteId(4))?.document).toMatchObject({ whoDecides: 'Ada, then Grace' });
  await page.reload();
  const card = page.getByRole('article', { name: 'Emergency card of aurora-market' });
  await expect(card).toContainText('+49 30 1234');
  await expect(card).toContainText('sha256sum -c SHA256SUMS');
  const places = page.getByRole('region', { name: 'Where the card lies' });
  await expect(places).toContainText('EMERGENCY-aurora-market.html');
  await expect(places).toContainText('Never printed');
  // How much of it others may read there is chosen for each place.
  await places.getByRole('combobox', { name: 'How much of the card lies in This computer' }).selectOption({ label: 'Short' });
  await expect.poll(() => fake.asked.find(({ name }) => name === 'documents.set-card-kind')?.input).toMatchObject({ kind: 'short' });
  await expect(places.getByRole('combobox')).toHaveValue('short');
  await page.getByRole('button', { name: 'It is on paper' }).click();
  await expect(places).not.toContainText('Never printed');
});

test('stands beside a recovery: whom to call, who decides, where the key lies', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('region', { name: 'Whom to call, where things are' })).toContainText(
    'No emergency contact was written down.',
  );
});

test('leads to the first protected day from the fleet, until it is put away', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  const line = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'First weeks 1 of 6' });
  await expect(line).toHaveAttribute('title', 'First weeks. Next: Understand the three commands');
  await line.click();
  await expect(page.getByRole('heading', { level: 1, name: 'The first weeks' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Restore once' })).toContainText('holdfast drill run SITE');
  await page.getByRole('button', { name: 'Put it away' }).click();
  await expect(page.getByRole('button', { name: 'Show it again' })).toBeVisible();
  await fake.emit('fleet.changed', undefined);
  await expect(line).toHaveCount(0);
});

test('calls nothing in order where there is no site', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/checklist');
  await expect(page.getByRole('region', { name: 'Steps' }).getByText('No site is registered')).toHaveCount(5);
});
