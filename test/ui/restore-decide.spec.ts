import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { artifactId, restoreId } from './world/ids.ts';
import { ago } from './world/models.ts';
import { problem } from './world/problems.ts';
import { RECOVERY, restoreWorld } from './world/recovery-worlds.ts';
import { makeDecidingRestore } from './world/restores.ts';

const waiting = () => restoreWorld(makeDecidingRestore());

test('shows both sides with the keys that make the difference, and plans nothing before every table has its choice', async ({ open }) => {
  const { page, fake } = await open(waiting(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'Look at both sides, then choose' })).toBeFocused();
  const orders = page.getByRole('row', { name: /^orders/ });
  await expect(orders).toContainText('18,154');
  await expect(orders).toContainText('270id 103900; id 103901; id 103902; id 103903; id 103904; …');
  await expect(orders).toContainText('3id 101877; id 102004; id 103311');
  await expect(page.getByRole('region', { name: 'Side by side' })).toContainText(/both sides counted .*\d\d:\d\d/);
  await expect(page.getByRole('row', { name: /^coupons/ })).toContainText('not there');
  await expect(page.getByLabel('What becomes of coupons').getByRole('option')).toHaveText(['Choose…', 'Replace it', 'Keep aside']);
  await expect(page.getByRole('row', { name: /^order_items/ })).toContainText('Add missing rows');
  const next = page.getByRole('region', { name: 'Next step' });
  await expect(next).toContainText('The live site was not touched.');
  await page.getByLabel('What becomes of orders').selectOption('merge');
  await expect(orders).toContainText('270\u00a0rows come back; no row of today changes.');
  const show = page.getByRole('button', { name: 'Show the plan' });
  await expect(show).toHaveAttribute('aria-disabled', 'true');
  await expect(show).toHaveAccessibleDescription('Choose first what becomes of coupons');
  await show.click({ force: true });
  expect(fake.asked.filter(({ name }) => name === 'restore.plan-decision')).toEqual([]);
  await expect(page.getByRole('region', { name: 'Target' })).toHaveCount(0);
});

test('shows the plan of the choice, and runs it with the name of the site typed', async ({ open }) => {
  const { page, fake } = await open(waiting(), RECOVERY);
  await page.getByLabel('What becomes of orders').selectOption('merge');
  await page.getByLabel('What becomes of coupons').selectOption('replace');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  const then = page.getByRole('region', { name: 'What would happen then' });
  await expect(then.getByRole('listitem').first()).toContainText('Done: ');
  await expect(then).toContainText('From here the live site changes.');
  await expect(then).toBeFocused();
  const tables = [
    { artifactId: artifactId(1), table: 'orders', action: 'merge' },
    { artifactId: artifactId(1), table: 'coupons', action: 'replace' },
  ];
  expect(fake.asked.filter(({ name }) => name === 'restore.plan-decision').map(({ input }) => input)).toEqual([
    { restoreId: restoreId(1), tables },
  ]);
  await expectAccessible(page);
  // Another choice has another plan.
  await page.getByLabel('What becomes of coupons').selectOption('keep-aside');
  await expect(then).toHaveCount(0);
  await page.getByLabel('What becomes of coupons').selectOption('replace');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  const target = page.getByRole('region', { name: 'Target' });
  await target.getByLabel('Type the site name to open the switch').fill('aurora-market');
  await target.getByRole('button', { name: 'Run the plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Restoring/ })).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'restore.decide').map(({ input }) => input)).toEqual([
    { restoreId: restoreId(1), tables, confirm: 'aurora-market' },
  ]);
});

test('never shows the plan of an earlier choice, also when it comes in late', async ({ open }) => {
  let answer = () => {};
  const { page, fake } = await open(waiting(), RECOVERY, (bridge) => {
    answer = bridge.hold('restore.plan-decision');
  });
  await page.getByLabel('What becomes of orders').selectOption('merge');
  await page.getByLabel('What becomes of coupons').selectOption('replace');
  const show = page.getByRole('button', { name: 'Show the plan' });
  await show.click();
  await page.getByLabel('What becomes of orders').selectOption('replace');
  answer();
  await expect(page.getByRole('button', { name: /Show the plan|Count again/ })).not.toHaveAttribute('aria-busy', 'true');
  await expect(page.getByRole('region', { name: 'Target' })).toHaveCount(0);
  await show.click();
  await expect(page.getByRole('region', { name: 'What would happen then' })).toBeVisible();
  const asked = fake.asked.flatMap((call) => (call.name === 'restore.plan-decision' ? [call.input] : []));
  expect(asked).toHaveLength(2);
});

test('removes what lies beside where none of it is wanted', async ({ open }) => {
  const { page, fake } = await open(waiting(), RECOVERY);
  await page.getByRole('button', { name: 'Want none of them' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Restoring/ })).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'restore.settle').map(({ input }) => input)).toEqual([
    { restoreId: restoreId(1), how: 'roll-back' },
  ]);
});

test('says why what lies beside could not be removed, and still shows both sides', async ({ open }) => {
  const { page } = await open(waiting(), RECOVERY, (bridge) =>
    bridge.fail('restore.settle', problem('ssh.timeout', 'The server did not answer in time')),
  );
  await page.getByRole('button', { name: 'Want none of them' }).click();
  await expect(page.getByRole('region', { name: 'Not possible now' })).toContainText('The server did not answer in time');
  await expect(page.getByRole('row', { name: /^orders/ })).toBeVisible();
});

test('says what keeps a choice from being carried out, and runs nothing', async ({ open }) => {
  const { page } = await open(waiting(), RECOVERY, (bridge) =>
    bridge.fail('restore.plan-decision', problem('database.refused', 'The database server refused')),
  );
  await page.getByLabel('What becomes of orders').selectOption('merge');
  await page.getByLabel('What becomes of coupons').selectOption('replace');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await expect(page.getByRole('region', { name: 'Not possible now' })).toContainText('The database server refused');
  await expect(page.getByRole('region', { name: 'Target' })).toHaveCount(0);
});

test('fits the smallest window with the plan open', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page } = await open(waiting(), RECOVERY);
  await page.getByLabel('What becomes of orders').selectOption('replace');
  await page.getByLabel('What becomes of coupons').selectOption('replace');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await expect(page.getByRole('region', { name: 'Target' })).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test('shows what stopped the last attempt, names a few of many tables, and says that the page is up meanwhile', async ({ open }) => {
  const { comparisons, plan } = makeDecidingRestore();
  const [first] = comparisons;
  if (first === undefined) throw new Error('the sample compares no table');
  const many = ['coupons', 'orders', 'order_items', 'customers', 'products'].map((table) => ({ ...first, table }));
  const world = restoreWorld(
    makeDecidingRestore({ plan, comparisons: many, problem: problem('restore.no-copy', 'No copy of this backup can be read now') }),
    {
      maintenanceSince: ago(1),
    },
  );
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('region', { name: 'Not possible now' })).toContainText('No copy of this backup can be read now');
  await expect(page.getByRole('button', { name: 'Show the plan' })).toHaveAccessibleDescription(
    'Choose first what becomes of coupons, orders, order_items and 2\u00a0other tables',
  );
  await expect(page.getByRole('region', { name: 'Next step' })).toContainText('The maintenance page is up meanwhile.');
});
