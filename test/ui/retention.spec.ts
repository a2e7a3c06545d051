import type { Page } from '@playwright/test';
import { DEFAULT_RETENTION } from '../../src/shared/model/retention.ts';
import { expect, expectAccessible, test } from './app-test.ts';
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
  await expect(region(page, /^Policy for/)).toContainText('Off: nothing goes by itself');
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
  const policy = region(page, 'Policy for aurora-market in Vault-A');
  await policy.getByRole('checkbox', { name: 'Let old backups go' }).check();
  await policy.getByLabel('one a week, weeks').fill('12');
  await policy.getByLabel('Structure only').fill('x');
  await expect(policy.getByText('A whole number from 1 to 36,500.')).toBeVisible();
  await policy.getByLabel('Structure only').fill('7');
  await policy.getByLabel('At most, GB of a site').fill('1.5');
  await policy.getByRole('button', { name: 'Save for aurora-market in Vault-A' }).click();
  await expect(policy).toContainText('set for exactly this');
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
  const before = fake.asked.filter(({ name }) => name === 'retention.plan').length;
  await page.getByRole('button', { name: 'Look at the plan again' }).click();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'retention.plan').length).toBeGreaterThan(before);
});

test('simulates a site some time ahead and says the finding in words', async ({ open }) => {
  const { page, fake } = await open(thrifty(), MARKET);
  const simulation = region(page, 'Simulation');
  await expect(simulation.getByRole('img')).toHaveAccessibleName(/^After 90 days: 32\u00a0backups, 6.85\u00a0GB, 69\u00a0deleted/);
  await simulation.getByRole('radio', { name: '365 days' }).check();
  await expect(simulation).toContainText('After 365 days');
  await expect(simulation).toContainText('One backup a day of 214\u00a0MB');
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
