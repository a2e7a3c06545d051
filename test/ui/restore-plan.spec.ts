import { expect, expectAccessible, test } from './app-test.ts';
import { restoreId, siteId } from './world/ids.ts';
import { ago } from './world/models.ts';
import { problem } from './world/problems.ts';
import { RECOVERY, plannedWorld } from './world/recovery-worlds.ts';
import { makeChoice, makePlan, makeSteps } from './world/restores.ts';

const run = { name: 'Run the plan' } as const;

test('lists every step with its commands, what it changes and how it is undone, and where the live site begins to change', async ({
  open,
}) => {
  const { page } = await open(plannedWorld(), RECOVERY);
  const runbook = page.getByRole('region', { name: 'Runbook' });
  await expect(runbook.getByRole('listitem')).toHaveCount(9);
  await expect(runbook).toContainText('Steps 1 to 4: the live site is not touched.');
  await expect(runbook).toContainText('From here the live site changes.');
  const lists = runbook.getByRole('list');
  await expect(lists.first().getByRole('listitem')).toHaveCount(4);
  await expect(lists.nth(1)).toHaveAttribute('start', '5');
  await expect(lists.nth(1).getByRole('listitem').first()).toContainText('php artisan down --retry=60');
  await expect(runbook).toContainText('Undo: The new database is dropped.');
  await expect(runbook).toContainText('time not known');
  await expectAccessible(page);
});

test('copies all commands, each below the step it belongs to', async ({ open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page } = await open(plannedWorld(), RECOVERY);
  await page.getByRole('button', { name: 'Copy all commands' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('# 3. Import into a new database beside the live one\ngunzip -c aurora_shop.sql.gz | mysql aurora_shop__hf_r1');
  expect(copied).not.toContain('# 4.');
});

test('opens the switch only when the name of the site was typed, and says what is missing', async ({ open }) => {
  const { page, fake } = await open(plannedWorld(), RECOVERY);
  const target = page.getByRole('region', { name: 'Target' });
  const field = target.getByLabel('Type the site name to open the switch');
  const button = target.getByRole('button', run);
  await expect(button).toHaveAccessibleDescription('Type aurora-market first: nothing is typed yet');
  await field.fill('aurora');
  await expect(target).toContainText('6 of 13 characters, matching so far: aurora-market');
  await expect(button).toHaveAccessibleDescription('Type aurora-market first: 6 of 13 characters');
  await field.fill('auroRa-market');
  await expect(target).toContainText('different from character 5 on');
  await button.click({ force: true });
  await field.fill('aurora-market ');
  await button.click({ force: true });
  await field.fill('aurora-market');
  await field.press('Enter');
  await expect(target).toContainText('matches, all 13 characters');
  expect(fake.asked.some(({ name }) => name === 'restore.run')).toBe(false);
  await button.click();
  await expect(page.getByRole('heading', { level: 1, name: 'The restore waits for its turn' })).toBeFocused();
  expect(fake.asked.filter(({ name }) => name === 'restore.run').map(({ input }) => input)).toEqual([
    { restoreId: restoreId(1), confirm: 'aurora-market' },
  ]);
});

test('says why the restore was refused, and stays on the plan', async ({ open }) => {
  const { page } = await open(plannedWorld(), RECOVERY, (fake) =>
    fake.fail('restore.run', problem('restore.target-differs', 'The target is not the one of the plan')),
  );
  await page.getByLabel('Type the site name to open the switch').fill('aurora-market');
  await page.getByRole('button', run).click();
  await expect(page.getByText('The target is not the one of the plan')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: /^Runbook/ })).toBeVisible();
});

const plan = makePlan();
for (const [what, change, words] of [
  [
    'another server answers',
    { identity: { ...plan.identity, hostKey: 'SHA256:AAAAVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TEb2' } },
    'Host key differs',
  ],
  [
    'another site lies in the folder',
    { identity: { ...plan.identity, marker: 'another-site' } },
    'Marker file differs: found another-site',
  ],
  [
    'the site calls itself otherwise',
    { identity: { ...plan.identity, appUrl: 'https://staging.aurora-market.example' } },
    'APP_URL differs: found https://staging.aurora-market.example, registered is aurora-market.example',
  ],
  [
    'a check says that it cannot run',
    {
      checks: [{ id: 'disk', label: 'Room on the server', found: '0.9 GB free', verdict: 'stop', why: 'The new database would not fit.' }],
    },
    'Room on the server: The new database would not fit.',
  ],
] as const)
  test(`offers no field to type in when ${what}`, async ({ open }) => {
    const { page, fake } = await open(
      plannedWorld({ plan: { ...plan, ...change, checks: [...('checks' in change ? change.checks : plan.checks)] } }),
      RECOVERY,
    );
    const target = page.getByRole('region', { name: 'Target' });
    await expect(target.getByRole('alert')).toContainText(words);
    await expect(page.getByLabel('Type the site name to open the switch')).toHaveCount(0);
    await expect(page.getByRole('button', run)).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Next step' })).toContainText('This plan cannot run');
    await expectAccessible(page);
    await target.getByRole('button', { name: 'Check again' }).click();
    await expect.poll(() => fake.asked.filter(({ name }) => name === 'restore.plan').length).toBe(1);
  });

test('warns when the plan writes to another site than the one it happened to', async ({ open }) => {
  const { page } = await open(
    plannedWorld({ plan: makePlan({ confirmWith: 'harbor-books', choice: makeChoice({ targetSiteId: siteId(2) }) }) }),
    RECOVERY,
  );
  await expect(page.getByText('This plan writes to harbor-books, not to aurora-market.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Target' })).toContainText('Marker file differs');
});

test('tells http from https, a first marker and an unknown address from another site', async ({ open }) => {
  const identity = { ...plan.identity, marker: null, appUrl: 'http://aurora-market.example/' };
  const { page } = await open(plannedWorld({ plan: { ...plan, identity } }), RECOVERY);
  const target = page.getByRole('region', { name: 'Target' });
  await expect(target).toContainText('the first step writes it');
  await expect(target.getByLabel('Type the site name to open the switch')).toBeVisible();
});

test('lists checks and fix-ups, the worst first', async ({ open }) => {
  const { page } = await open(plannedWorld(), RECOVERY);
  const checks = page.getByRole('region', { name: 'Checks and fix-ups' });
  await expect(checks.getByRole('row').first()).toContainText('Definers');
  await expect(checks.getByRole('row').first()).toContainText('Put right');
  await expect(page.getByRole('region', { name: 'If something goes wrong' })).toContainText('Before step 5');
});

test('counts again when the plan is old', async ({ open }) => {
  const { page, fake } = await open(plannedWorld({ plan: makePlan({ createdAt: ago(3) }) }), RECOVERY);
  await expect(page.getByText('Counted 3 h ago.')).toBeVisible();
  await page.getByRole('button', { name: 'Count again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeAttached();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'restore.plan').length).toBe(1);
});

test('says that no step touches the live site where none does', async ({ open }) => {
  const choice = makeChoice({ media: [] });
  const steps = makeSteps().slice(0, 4);
  const { page } = await open(plannedWorld({ plan: makePlan({ steps, choice }) }), RECOVERY);
  const runbook = page.getByRole('region', { name: 'Runbook' });
  await expect(runbook).toContainText('The live site is not touched by any step.');
  await expect(runbook).not.toContainText('From here the live site changes');
});

test('prints the plan in black on white without the frame around it', async ({ open }) => {
  const { page } = await open(plannedWorld(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: /^Runbook/ })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(/incident 2026-11-20-1, planned/)).toBeVisible();
  await expect(page.getByRole('button', run)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.getByRole('region', { name: 'Next step' })).toBeHidden();
  await expect(page.getByText('php artisan up', { exact: true })).toBeVisible();
});
