import type { Page } from '@playwright/test';
import { DEFAULT_RETENTION } from '../../src/shared/model/retention.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { siteId } from './world/ids.ts';
import { DRIVE, HOME } from './world/places.ts';
import { problem } from './world/problems.ts';
import type { World } from './world/world.ts';
import { fleetWorld } from './world/world.ts';

const MARKET = `#/retention/${siteId(4)}`;

const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name });

/** Retention is on. */
function thrifty(): World {
  return { ...fleetWorld(), retention: { policy: { ...DEFAULT_RETENTION, enabled: true }, setFor: { siteId: null, placeId: null } } };
}

test('deletes nothing by itself before somebody turns it on, and says so', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  await expect(region(page, 'Policy')).toContainText('Off: nothing goes by itself');
  await expect(region(page, 'Preview')).toContainText('Nothing goes now. 0 within 30 days, 6 stay longer.');
  await expect(page.getByRole('button', { name: /^Delete/ })).toHaveCount(0);
});

test('previews a policy while it is typed, with what goes when and why', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await page.getByRole('checkbox', { name: 'Let old backups go' }).check();
  const preview = region(page, 'Preview');
  await expect(preview).toContainText('as if the policy above were saved');
  await expect(preview).toContainText('1\u00a0backup goes now and frees 220\u00a0MB.');
  await expect(region(page, 'Goes now').getByRole('row').filter({ hasText: 'Wed 21 Oct' })).toContainText(
    'No rule keeps it: it is 30 days old.',
  );
  await expect(region(page, /^Goes within 30 days/).getByRole('row')).toHaveCount(4);
  await expect(region(page, 'Stays').getByRole('row').filter({ hasText: 'before Laravel 12' })).toContainText('It is held.');
  expect(fake.asked.findLast(({ name }) => name === 'retention.plan')?.input).toMatchObject({ placeId: HOME, policy: { enabled: true } });
  // Only what holds can be applied.
  await expect(page.getByRole('button', { name: /^Delete 1/ })).toHaveAccessibleDescription(/Save the policy first/);
  expect(fake.asked.some(({ name }) => name === 'retention.apply' || name === 'retention.set')).toBe(false);
});

test('saves a policy for exactly the scope on screen, and goes back to the wider one', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), MARKET);
  await page.getByLabel('Place', { exact: true }).selectOption('Vault-A');
  const policy = region(page, 'Policy');
  await policy.getByRole('checkbox', { name: 'Let old backups go' }).check();
  await policy.getByLabel('one a week, weeks').fill('12');
  await policy.getByLabel('Structure only').fill('x');
  await expect(policy.getByText('A whole number from 1 to 36,500.')).toBeVisible();
  await policy.getByLabel('Structure only').fill('7');
  await policy.getByLabel('At most, GB of a site').fill('1.5');
  await policy.getByRole('button', { name: 'Save the policy' }).click();
  await expect(policy).toContainText('for aurora-market in Vault-A: set for exactly this');
  expect(fake.asked.find(({ name }) => name === 'retention.set')?.input).toEqual({
    scope: { siteId: siteId(4), placeId: DRIVE },
    policy: {
      ...DEFAULT_RETENTION,
      enabled: true,
      generations: { ...DEFAULT_RETENTION.generations, weeklyWeeks: 12 },
      maxAgeDays: { structure: 7 },
      maxBytes: 1_500_000_000,
    },
  });
  await policy.getByRole('button', { name: 'Follow the wider one again' }).click();
  await expect(policy).toContainText('the default');
});

test('deletes only after the name of the place was typed, and only what was looked at', async ({ open }) => {
  const { page, fake } = await open(thrifty(), MARKET);
  const button = page.getByRole('button', { name: 'Delete 1\u00a0backup now' });
  await expect(button).toHaveAccessibleDescription('The typed name does not match yet');
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Type This computer to open the switch').fill('this computer');
  await page.keyboard.press('Enter');
  expect(fake.asked.some(({ name }) => name === 'retention.apply')).toBe(false);
  await expectAccessible(page);
  await page.getByLabel('Type This computer to open the switch').fill('This computer');
  await button.click();
  await expect
    .poll(() => fake.asked.find(({ name }) => name === 'retention.apply')?.input)
    .toEqual({
      placeId: HOME,
      siteId: siteId(4),
      fingerprint: 'plan-0006',
    });
});

test('asks to look again when the plan is another one by now', async ({ open }) => {
  const { page, fake } = await open(thrifty(), MARKET);
  fake.fail('retention.apply', problem('retention.plan-changed', 'The plan is another one by now'));
  await page.getByLabel('Type This computer to open the switch').fill('This computer');
  await page.getByRole('button', { name: /^Delete 1/ }).click();
  await expect(page.getByRole('alert')).toContainText('The plan is another one by now');
  await expect(page.getByRole('button', { name: /^Delete 1/ })).toHaveAccessibleDescription('Look at the plan again first');
  const before = fake.asked.filter(({ name }) => name === 'retention.plan').length;
  await page.getByRole('button', { name: 'Look at the plan again' }).click();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'retention.plan').length).toBeGreaterThan(before);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByLabel('Type This computer to open the switch')).toHaveValue('');
});

test('simulates a site some time ahead and says the finding in words', async ({ open }) => {
  const { page, fake } = await open(thrifty(), MARKET);
  const simulation = region(page, 'Simulation');
  await expect(simulation.getByRole('img')).toHaveAccessibleName(/^After 90 days: 32\u00a0backups, 6.85\u00a0GB, 69\u00a0deleted/);
  await simulation.getByRole('radio', { name: '365 days' }).check();
  await expect(simulation).toContainText('After 365 days');
  await expect(simulation).toContainText('One backup a day of 214\u00a0MB');
  await simulation.getByText('12\u00a0backups left then, newest first').click();
  await expect(simulation.getByRole('listitem')).toHaveCount(12);
  await expect(simulation.getByRole('listitem').first()).toContainText('to be made');
  expect(fake.asked.findLast(({ name }) => name === 'retention.simulate')?.input).toMatchObject({ siteId: siteId(4), days: 365 });
  await page.getByLabel('Site', { exact: true }).selectOption('All sites');
  await expect(simulation).toContainText('A site is simulated at a time');
});

test('takes a deleted copy back from the bin', async ({ open }) => {
  const { page, fake } = await open(thrifty(), '#/retention');
  const deleted = region(page, 'Deleted');
  await expect(deleted.getByRole('row')).toHaveCount(4);
  await expect(deleted).toContainText('until Thu 26 Nov 09:41');
  await deleted.getByRole('button', { name: 'Take back' }).click();
  await expect(deleted.getByRole('button', { name: 'Take back' })).toHaveCount(0);
  expect(fake.asked.some(({ name }) => name === 'retention.take-back')).toBe(true);
});

test('tells why there is no plan', async ({ open }) => {
  const { page } = await open(thrifty(), MARKET, (before) =>
    before.fail('retention.plan', problem('place.absent', 'The drive is not plugged in')),
  );
  await expect(region(page, 'Preview').getByRole('alert')).toContainText('The drive is not plugged in');
});

test('says in words what the numbers keep, as they are typed', async ({ open }) => {
  const { page } = await open(thrifty(), MARKET);
  const policy = region(page, 'Policy');
  await expect(policy).toContainText('follows the one for all sites in every place');
  await expect(policy).toContainText(
    'Everything of the last 7\u00a0days stays, then one a day for 16\u00a0days, one a week for 8\u00a0weeks, one a month for 4\u00a0months and one a year for 2\u00a0years: back to about 2\u00a0years and 7\u00a0months. Never fewer than the newest 3\u00a0backups, whatever their age.',
  );
  await policy.getByLabel('one a year, years').fill('0');
  await policy.getByLabel('one a month, months').fill('0');
  await policy.getByLabel('Structure only').fill('30');
  await policy.getByLabel('At most, GB of a site').fill('2');
  await expect(policy).toContainText('one a day for 16\u00a0days and one a week for 8\u00a0weeks: back to 79\u00a0days.');
  await expect(policy).toContainText('At least these stay: those of the structure for 30\u00a0days.');
  await expect(policy).toContainText('Where the backups of a site take more than 2.00\u00a0GB in a place, the oldest go first');
  await policy.getByRole('checkbox', { name: 'Fewer the older they are' }).uncheck();
  await expect(policy).toContainText('No rule lets go of full backups, incremental ones and those of the data: they stay for ever.');
  await policy.getByRole('checkbox', { name: 'Let old backups go' }).uncheck();
  await expect(policy).toContainText('Off: nothing is deleted by itself. Turned on, it would do this:');
});

test('does not pretend that a wider policy reaches a place that has one of its own', async ({ open }) => {
  const world = thrifty();
  const { page, fake } = await open(world, MARKET, (before) =>
    before.answer('retention.get', ({ siteId: site, placeId: place }) =>
      place === DRIVE ? { ...world.retention, setFor: { siteId: site, placeId: place } } : world.retention,
    ),
  );
  const preview = region(page, 'Preview');
  await page.getByLabel('Everything, days').fill('1');
  await expect(preview).toContainText('as if the policy above were saved');
  await page.getByLabel('Place of the preview').selectOption('Vault-A');
  await expect(preview).toContainText('Vault-A has a policy of its own for this site, and that one holds here');
  await expect
    .poll(() => fake.asked.findLast(({ name }) => name === 'retention.plan')?.input)
    .toEqual({ placeId: DRIVE, siteId: siteId(4), policy: null });
});

test('keeps the longest name inside the window at 200 % zoom', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 640, height: 410 });
  const { page } = await open(thrifty(), `#/retention/${siteId(6)}`);
  await page.getByLabel('Place', { exact: true }).selectOption('Storage box');
  await expect(region(page, 'Policy')).toContainText('for a-very-long-shop-name');
  await expectNoSidewaysScroll(page);
});

test('keeps the scope in its address, so that stepping back from a backup finds it again', async ({ open }) => {
  const { page } = await open(thrifty(), '#/retention');
  await page.getByLabel('Site', { exact: true }).focus();
  await page.getByLabel('Site', { exact: true }).selectOption('aurora-market');
  await expect(region(page, 'Policy')).toContainText('for aurora-market in every place');
  await expect(page.getByLabel('Site', { exact: true })).toBeFocused();
  await page.getByLabel('Place', { exact: true }).selectOption('This computer');
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText('Places');
  await region(page, 'Goes now').getByRole('link').click();
  await page.keyboard.press('Escape');
  await expect(region(page, 'Policy')).toContainText('for aurora-market in This computer');
});
