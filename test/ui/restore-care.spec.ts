import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { restoreId } from './world/ids.ts';
import { UNREACHABLE, makeJob } from './world/models.ts';
import { problem } from './world/problems.ts';
import { RECOVERY, caredWorld } from './world/recovery-worlds.ts';
import { MARKET, makeDoneRestore } from './world/restores.ts';

test('says what came of it, with the evidence', async ({ open }) => {
  const { page } = await open(caredWorld(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market is back, with its data of Thu 19 Nov 07:41' })).toBeFocused();
  const statement = page.getByRole('region', { name: 'What matters now' });
  await expect(statement).toContainText('Restored in 4 min 48 s. 106 newer rows wait beside the live data.');
  const checks = page.getByRole('region', { name: 'Verification' });
  await expect(checks).toContainText('3 of 3');
  await expect(checks.getByRole('row', { name: /Rows of aurora_shop 1,902,418 Fits/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recovery of aurora-market' })).toContainText('noticed 09:29, back 09:39');
  await expect(page.getByRole('region', { name: 'Next step' })).toContainText('Undo is ready');
  await expectAccessible(page);
});

test('does not call it good when a check does not fit', async ({ open }) => {
  const { checks } = makeDoneRestore();
  const bad = { label: 'Rows of orders', expected: '18,173', found: '18,170', ok: false };
  const { page } = await open(caredWorld({ checks: [...checks, bad] }), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: /1 of 4 checks did not fit/ })).toBeVisible();
  const rows = page.getByRole('region', { name: 'Verification' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('Rows of orders');
  await expect(rows.nth(1)).toContainText('expected 18,173');
  await expect(rows.nth(1)).toContainText('Differs');
  await expect(page.getByRole('region', { name: 'Next step' })).toContainText('not every check fits');
});

test('ticks tasks off, keeps notes to them, and shows when the others are due', async ({ open }) => {
  const world = caredWorld();
  const { page } = await open(world, RECOVERY);
  const tasks = page.getByRole('region', { name: 'After-care' });
  await expect(tasks).toContainText('1 of 5 done');
  await expect(tasks.getByRole('listitem').filter({ hasText: 'Watch for 24 to 48 h' })).toContainText('Sun 22 Nov 09:41');
  await tasks.getByRole('checkbox', { name: 'Rotate the database password' }).check();
  await expect.poll(() => world.recovery.incidents[0]?.tasks.find(({ id }) => id === 'database-password')?.doneAt).not.toBeNull();
  await expect(tasks).toContainText('2 of 5 done');
  await tasks.getByRole('button', { name: /Add a note to “Watch/ }).click();
  await tasks.getByLabel(/Note to “Watch/).fill('Ada looks at 18:00');
  await tasks.getByRole('button', { name: 'Keep' }).click();
  await expect.poll(() => world.recovery.incidents[0]?.tasks.find(({ id }) => id === 'watch')?.note).toBe('Ada looks at 18:00');
});

test('puts back rows by choice, never by itself', async ({ open }) => {
  const { page, fake } = await open(caredWorld(), RECOVERY);
  const aside = page.getByRole('region', { name: 'Rows kept aside' });
  await expect(aside.getByRole('button', { name: 'Put back', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await aside.getByRole('checkbox', { name: 'orders', exact: true }).check();
  await aside.getByRole('checkbox', { name: 'order_items' }).check();
  await aside.getByRole('button', { name: 'Put back 105 rows' }).click();
  await expect(aside).toContainText('put back, 31');
  expect(fake.asked.filter(({ name }) => name === 'restore.put-back').map(({ input }) => input)).toEqual([
    {
      restoreId: restoreId(1),
      tables: [
        { database: 'aurora_shop', table: 'orders' },
        { database: 'aurora_shop', table: 'order_items' },
      ],
    },
  ]);
});

test('says what an undo takes away before it can be pressed, and asks for the name', async ({ open }) => {
  const { page, fake } = await open(caredWorld(), RECOVERY);
  const undo = page.getByRole('region', { name: 'Undo', exact: true });
  await expect(undo).toContainText('schema aurora_shop__hf_old_r1 and folder public/uploads.hf-old-r1, 2.10 GB');
  await undo.getByRole('button', { name: 'Undo the restore…' }).click();
  await expect(
    page.getByRole('region', { name: 'What an undo takes away now' }).getByRole('row', { name: /orders 18,176 18,173 3/ }),
  ).toBeVisible();
  await expectAccessible(page);
  await expect(undo.getByRole('button', { name: 'Undo the restore', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await undo.getByLabel('Type the site name to undo').fill('aurora-market');
  await undo.getByRole('button', { name: 'Undo the restore', exact: true }).click();
  await expect(undo.getByLabel('Type the site name to undo')).toHaveCount(0);
  expect(fake.asked.filter(({ name }) => name === 'restore.undo').map(({ input }) => input)).toEqual([
    { restoreId: restoreId(1), confirm: 'aurora-market' },
  ]);
  await fake.emit('restore.changed', makeDoneRestore({ state: 'undone', undo: { state: 'used', keeps: [], bytes: null } }));
  await expect(page.getByRole('heading', { level: 1, name: 'The restore of aurora-market was undone' })).toBeVisible();
  await expect(undo).toContainText('The state before the switch was brought back.');
});

test('does not offer the undo while what it takes away is not known', async ({ open }) => {
  const { page } = await open(caredWorld(), RECOVERY, (fake) => fake.fail('restore.undo-preview', UNREACHABLE));
  await page.getByRole('button', { name: 'Undo the restore…' }).click();
  await expect(page.getByText('The server did not answer in time')).toBeVisible();
  await expect(page.getByLabel('Type the site name to undo')).toHaveCount(0);
});

test('lets the old data go only by the typed name, and says when it was refused', async ({ open }) => {
  const { page, fake } = await open(caredWorld(), RECOVERY, (bridge) =>
    bridge.fail('restore.let-go', problem('restore.wrong-name', 'The name does not match')),
  );
  const undo = page.getByRole('region', { name: 'Undo', exact: true });
  await undo.getByRole('button', { name: 'Let the old data go…' }).click();
  await undo.getByLabel('Type the site name to let it go').fill('aurora-market');
  await undo.getByRole('button', { name: 'Let the old data go', exact: true }).click();
  await expect(undo).toContainText('The name does not match');
  fake.answer('restore.let-go', () => makeDoneRestore({ undo: { state: 'let-go', keeps: [], bytes: null } }));
  await undo.getByRole('button', { name: 'Let the old data go', exact: true }).click();
  await expect(undo).toContainText('The old data was deleted from the server.');
  await expect(page.getByRole('region', { name: 'Next step' })).toContainText('the safety copy stays a backup');
});

test('blocks a second piece of work on the restore while one is under way, and shows it', async ({ open }) => {
  const world = caredWorld();
  const job = makeJob(90, MARKET, { kind: 'restore-put-back', title: 'Put back rows of aurora-market', state: 'running', endedAt: null });
  const { page } = await open({ ...world, jobs: [job, ...world.jobs] }, RECOVERY);
  await expect(page.getByRole('region', { name: 'Put back rows of aurora-market' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo the restore…' })).toHaveAccessibleDescription('Work on this restore is under way');
});

test('saves the report, and says where', async ({ open }) => {
  const { page, fake } = await open(caredWorld(), RECOVERY);
  const incident = page.getByRole('region', { name: 'Incident 2026-11-20-1' });
  await expect(incident).toContainText('25 h 48 min');
  await incident.getByRole('button', { name: 'Save PDF' }).click();
  await expect(incident).toContainText('Saved as /home/ada/incident-2026-11-20-1.pdf');
  fake.fail('incident.save-report', problem('report.not-written', 'The report could not be written'));
  await incident.getByRole('button', { name: 'Save HTML' }).click();
  await expect(incident).toContainText('The report could not be written');
  await incident.getByRole('link', { name: 'All of it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Incident/ })).toBeVisible();
});

test('offers no PDF where the host cannot print one', async ({ open }) => {
  const world = caredWorld();
  const { page } = await open({ ...world, info: { ...world.info, host: 'browser' } }, RECOVERY);
  await expect(page.getByRole('button', { name: 'Save HTML' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save PDF' })).toHaveCount(0);
});

test('leads to the site, and to another backup when this one was the wrong one', async ({ open }) => {
  const { page } = await open(caredWorld(), RECOVERY);
  await page.getByRole('button', { name: 'Restore another backup' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeFocused();
  // A plan that was only made does not put the undo of what is done out of reach.
  await expect(page.getByRole('row', { name: /orders 18,204/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: /^aurora-market is back/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo the restore…' })).toBeVisible();
  await page.getByRole('button', { name: 'Go to the site page' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeVisible();
});

test('keeps what was done behind one press, and does not scroll sideways with long names', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 640, height: 410 });
  const sideRows = Array.from({ length: 40 }, (_, n) => ({
    database: 'a_schema_with_quite_a_long_name_as_shared_hosts_like_to_give',
    table: `wp_${n}_a_table_with_quite_a_long_name_of_a_multisite`,
    rows: 1_000_000 + n,
    putBack: n % 2 === 0,
  }));
  const { page } = await open(caredWorld({ sideRows }), RECOVERY);
  await page.getByText('The steps, with what they answered').click();
  await expect(page.getByText('9. Bring the site back')).toBeVisible();
  await expectNoSidewaysScroll(page);
});
