import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { restoreId } from './world/ids.ts';
import { ago } from './world/models.ts';
import { problem } from './world/problems.ts';
import { RECOVERY, RESTORE_JOB, restoreWorld, runningWorld } from './world/recovery-worlds.ts';
import { makeDoneRestore, makeRestore, makeSteps } from './world/restores.ts';

test('shows what is done, what runs and what is next, with bytes, rate and time left', async ({ open }) => {
  const { page } = await open(runningWorld(), RECOVERY);
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(page.getByRole('heading', { level: 1, name: 'Restoring, step 3 of 9' })).toBeFocused();
  const active = progress.locator('li[aria-current="step"]');
  await expect(active).toContainText('Import into a new database beside the live one');
  await expect(active).toContainText('63\u00a0% · 40\u00a0s left');
  await expect(active).toContainText('136 of 212\u00a0MB · 1.90\u00a0MB/s');
  await expect(active).toContainText('Importing into aurora_shop__hf_r1: order_items');
  await expect(active).toContainText('gunzip -c aurora_shop.sql.gz | mysql aurora_shop__hf_r1');
  await expect(progress.getByRole('listitem').first()).toContainText('Done: ');
  await expect(progress.getByRole('listitem').first()).toContainText('key, address, APP_URL and marker match');
  await expect(page.getByRole('region', { name: 'Log' })).toContainText('create database aurora_shop__hf_r1');
  await expect(page.getByRole('region', { name: 'Undo' })).toContainText('arms when step 5 begins');
  await expectAccessible(page);
});

test('promises that the live site is untouched until the step that touches it, and says when that is over', async ({ open }) => {
  const world = runningWorld();
  const { page, fake } = await open(world, RECOVERY);
  const promise = page.getByRole('region', { name: 'Next step' });
  await expect(promise).toContainText('Live site untouched until step 5.');
  await expect(promise.getByRole('button', { name: 'Cancel, leave the site as it is' })).toBeVisible();
  await fake.emit('restore.changed', makeRestore(6, { jobId: RESTORE_JOB.id }));
  await expect(page.getByRole('heading', { level: 1, name: 'Restoring, step 6 of 9' })).toBeVisible();
  await expect(promise).toContainText('The live site is being changed.');
  await expect(promise.getByRole('button', { name: 'Cancel, put everything back' })).toBeVisible();
});

test('reads out the active step and not every percent', async ({ open }) => {
  const { page, fake } = await open(runningWorld(), RECOVERY);
  const live = page.getByRole('region', { name: 'Progress' }).locator('[aria-live="polite"]').first();
  await expect(live).toHaveText('Step 3 of 9: Import into a new database beside the live one');
  await fake.emit('job.changed', {
    ...RESTORE_JOB,
    progress: { step: 'x', doneBytes: 1, totalBytes: 2, bytesPerSecond: 1, remainingMs: 1 },
  });
  await expect(page.getByText('50\u00a0%', { exact: false }).first()).toBeVisible();
  await expect(live).toHaveText('Step 3 of 9: Import into a new database beside the live one');
  await fake.emit('restore.changed', makeRestore(4));
  await expect(live).toHaveText('Step 4 of 9: Compare with the backup: tables, rows, routines, triggers');
});

test('counts the time until the switch from measured steps, and says when a step has none', async ({ open }) => {
  const world = runningWorld();
  const { page, fake } = await open(world, RECOVERY);
  const figures = page.getByRole('complementary', { name: 'Figures and log' });
  await expect(figures).toContainText('not known: a step has no measured time');
  const measured = makeRestore(3, { jobId: RESTORE_JOB.id });
  const steps = makeSteps().map((step) => (step.id === 'compare' ? { ...step, estimatedMs: 20_000 } : step));
  await fake.emit('restore.changed', { ...measured, plan: { ...measured.plan, steps } });
  await expect(figures).toContainText('1 min');
  await expect(figures).toContainText('near 09:42');
});

test('cancels by its job, once, and never by Esc', async ({ open }) => {
  const { page, fake } = await open(runningWorld(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: /^Restoring/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.goBack().catch(() => null);
  await page.goto(`${page.url().split('#')[0]}${RECOVERY}`);
  expect(fake.asked.some(({ name }) => name === 'job.cancel')).toBe(false);
  await page.getByRole('button', { name: 'Cancel, leave the site as it is' }).click();
  await fake.emit('job.changed', { ...RESTORE_JOB, cancelRequested: true });
  await expect(page.getByRole('button', { name: 'Cancel, leave the site as it is' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('Stopping')).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'job.cancel').map(({ input }) => input)).toEqual([{ jobId: RESTORE_JOB.id }]);
});

test('goes to after-care by itself when it is done', async ({ open }) => {
  const { page, fake } = await open(runningWorld(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: /^Restoring/ })).toBeFocused();
  await fake.emit('restore.changed', makeDoneRestore());
  await expect(page.getByRole('heading', { level: 1, name: /^aurora-market is back/ })).toBeFocused();
});

const STOPPED = problem('restore.import-failed', 'The import stopped at order_items', {
  hint: 'The live site was not touched.',
  detail: "ERROR 1114 (HY000) at line 812: The table 'order_items' is full",
});

for (const [state, liveTouched, title, safe] of [
  ['failed', false, 'The restore stopped in step 3 of 9', 'The live site was not touched'],
  ['rolled-back', false, 'The restore stopped in step 3 of 9 and put everything back', 'is as it was before'],
  ['cancelled', false, 'The restore was cancelled', 'is as it was before it'],
] as const)
  test(`says of a restore that was ${state} what is safe, and leads back to the choice`, async ({ open }) => {
    const restore = makeRestore(3, { state, liveTouched, problem: state === 'cancelled' ? null : STOPPED, endedAt: ago(0.02) });
    const { page, fake } = await open(restoreWorld(restore), RECOVERY);
    await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'What matters now' })).toContainText(safe);
    await expect(page.getByRole('region', { name: 'Next step' })).toContainText('The site is as it was before the restore.');
    if (state !== 'cancelled') await expect(page.getByText('ERROR 1114')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Choose again' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeFocused();
    // What was planned for the restore that ended is not run again.
    await expect.poll(() => fake.asked.filter(({ name }) => name === 'restore.plan').length).toBe(1);
  });

for (const [how, button] of [
  ['continue', 'Go on'],
  ['roll-back', 'Put everything back'],
] as const)
  for (const state of ['interrupted', 'stuck'] as const)
    test(`settles a restore that is ${state}: ${button}`, async ({ open }) => {
      const world = restoreWorld(makeRestore(6, { state, problem: STOPPED }));
      const { page, fake } = await open(world, RECOVERY);
      await expect(page.getByRole('region', { name: 'Progress' })).toContainText('Stands still: ');
      await expect(page.getByRole('region', { name: 'Next step' })).toContainText('The live site is half changed.');
      await expect(page.getByRole('button', { name: 'Choose again' })).toHaveCount(0);
      await page.getByRole('button', { name: button }).click();
      await expect(page.getByRole('heading', { level: 1, name: /^Restoring/ })).toBeVisible();
      expect(fake.asked.filter(({ name }) => name === 'restore.settle').map(({ input }) => input)).toEqual([
        { restoreId: restoreId(1), how },
      ]);
    });

test('says when it could not be settled, and stays', async ({ open }) => {
  const { page } = await open(restoreWorld(makeRestore(6, { state: 'stuck' })), RECOVERY, (fake) =>
    fake.fail('restore.settle', problem('ssh.timeout', 'The server did not answer in time')),
  );
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('region', { name: 'Next step' }).getByRole('alert')).toContainText('The server did not answer in time');
  await expect(page.getByRole('heading', { level: 1, name: /stuck in step 6/ })).toBeVisible();
});

test('shows what a step answered, long answers behind one press, a failed one with its problem', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const restore = makeRestore(3, { state: 'failed', liveTouched: false });
  const steps = restore.steps.map((step, index) =>
    index === 1
      ? { ...step, output: Array.from({ length: 400 }, (_, n) => `table ${n} ${'x'.repeat(200)}`).join('\n') }
      : index === 2
        ? { ...step, state: 'failed' as const, problem: STOPPED }
        : step,
  );
  const { page } = await open(restoreWorld({ ...restore, steps }), RECOVERY);
  await page.getByText('What it answered, 400 lines').click();
  await expect(page.getByRole('group', { name: 'Answer of step 2' })).toContainText('table 399');
  await expect(page.getByRole('listitem').filter({ hasText: 'Failed: ' })).toContainText('The import stopped at order_items');
  await expectNoSidewaysScroll(page);
});

test('does not move what is below while the figures of the running step change', async ({ open }) => {
  const { page, fake } = await open(runningWorld(), RECOVERY);
  const divide = page.getByText('The live site changes from here');
  const cancel = page.getByRole('button', { name: 'Cancel, leave the site as it is' });
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText('63 %');
  const before = [await divide.boundingBox(), await cancel.boundingBox()];
  for (const progress of [
    null,
    { step: 'Counting', doneBytes: 0, totalBytes: null, bytesPerSecond: null, remainingMs: null },
    {
      step: `Importing ${'a_table_with_a_very_long_name_'.repeat(6)}`,
      doneBytes: 9e11,
      totalBytes: 1e12,
      bytesPerSecond: 1e9,
      remainingMs: 1e9,
    },
  ]) {
    await fake.emit('job.changed', { ...RESTORE_JOB, progress });
    await expect(page.getByRole('region', { name: 'Progress' })).not.toContainText('63 %');
    expect([await divide.boundingBox(), await cancel.boundingBox()]).toEqual(before);
  }
});

test('says of a running step that the live site changes, and that cancel puts it back', async ({ open }) => {
  const { page } = await open(restoreWorld(makeRestore(6, { jobId: RESTORE_JOB.id })), RECOVERY);
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress).toContainText('The live site changes from step 5 on. Cancel puts everything back as it was.');
  await expect(progress).not.toContainText('nothing to undo');
});
