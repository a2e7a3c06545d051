import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { artifactId, backupId, incidentId, siteId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { makeProposal } from './world/recovery.ts';
import { RECOVERY, answeredWorld, chosenWorld, recoveryWorld } from './world/recovery-worlds.ts';
import { makeLoss, makePlan } from './world/restores.ts';

const HEADING = { level: 1, name: 'Choose a backup' } as const;

test('recommends a backup with its reasons and its cost against the goals', async ({ open }) => {
  const world = answeredWorld();
  world.recovery = { ...world.recovery, settings: { ...world.recovery.settings, rpoGoalMinutes: 1440, rtoGoalMinutes: 30 } };
  const { page } = await open(world, RECOVERY);
  await page.getByRole('button', { name: /Find a clean backup/ }).click();
  await expect(page.getByRole('heading', HEADING)).toBeFocused();
  const pick = page.getByRole('region', { name: 'Recommended backup' });
  await expect(pick).toContainText('Thu 19 Nov 07:41');
  await expect(pick.getByRole('listitem')).toHaveCount(4);
  await expect(pick).toContainText('For it: 21 h before the first sign');
  await expect(pick).toContainText('25 h 48 min');
  await expect(pick).toContainText('1 h 48 min over the goal of 24 h');
  await expect(pick).toContainText('within the goal of 30 min');
  await expect(page.getByRole('img', { name: /First sign Fri 20 Nov 04:41.*25 h 48 min of changes/ })).toBeVisible();
  await expectAccessible(page);
});

test('lists every other backup with the reason against it, and lets a person use one all the same', async ({ open }) => {
  const world = chosenWorld();
  const { page } = await open(world, RECOVERY);
  const others = page.getByRole('region', { name: 'Considered and not chosen' });
  await expect(others.getByRole('row')).toHaveCount(4);
  await expect(others.getByRole('button', { name: /Use.*12 Nov/ })).toHaveAttribute('aria-disabled', 'true');
  await others.getByRole('button', { name: /Use.*Fri 20 Nov/ }).click();
  const chosen = page.getByRole('region', { name: 'Chosen backup' });
  await expect(chosen).toContainText('Against it: Inside the 12 h margin');
  await expect(others).toContainText('This one is recommended.');
  await expect.poll(() => world.recovery.incidents[0]?.choice?.backupId).toBe(backupId(1));
  await chosen.getByRole('button', { name: 'Back to the recommended one' }).click();
  await expect(page.getByRole('region', { name: 'Recommended backup' })).toBeVisible();
});

test('says that no backup is safe by itself, and what is still possible', async ({ open }) => {
  const proposal = makeProposal({ proposed: null, stillPossible: ['Ask the host for its own backup of Thu 19 Nov.'] });
  const { page, fake } = await open(answeredWorld({ proposal }), RECOVERY);
  await page.getByRole('button', { name: /Find a clean backup/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'No backup is safe to use by itself' })).toBeFocused();
  await expect(page.getByText('Ask the host for its own backup of Thu 19 Nov.')).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'restore.plan')).toBe(false);
  await expectAccessible(page);
  await page.getByRole('button', { name: /Use.*Wed 18 Nov/ }).click();
  await expect(page.getByRole('region', { name: 'Chosen backup' })).toContainText('loses 29 h more');
});

test('says that there is no backup at all', async ({ open }) => {
  const proposal = makeProposal({ proposed: null, rejected: [], stillPossible: ['Start from an empty database.'] });
  const { page } = await open(answeredWorld({ proposal }), RECOVERY);
  await page.getByRole('button', { name: /Find a clean backup/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'There is no backup of this site' })).toBeVisible();
});

test('shows bars while both sides are counted, then what would be lost, the most rows first', async ({ open }) => {
  let answer = () => {};
  const { page } = await open(chosenWorld(), RECOVERY, (fake) => {
    answer = fake.hold('restore.plan');
  });
  await expect(page.getByText('both sides are being counted', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /Show the plan/ })).toHaveAttribute('aria-disabled', 'true');
  answer();
  const loss = page.getByRole('region', { name: 'What you would lose' });
  await expect(loss.getByRole('row').nth(1)).toContainText('order_items');
  await expect(loss.getByRole('row', { name: /orders 18,204 18,173 31/ })).toBeVisible();
  await expect(loss.getByRole('row', { name: /vouchers not there 12 comes back/ })).toBeVisible();
  await expect(loss).toContainText('1 other table has the same count');
  await expect(loss).toContainText('1 put back, 2 replaced, 14 on the server and not in the backup');
  await expect(page.getByRole('button', { name: /Show the plan/ })).not.toHaveAttribute('aria-disabled');
});

test('says that the counts are unknown while the server does not answer, and counts again', async ({ open }) => {
  const { page, fake } = await open(chosenWorld(), RECOVERY, (bridge) => bridge.fail('restore.plan', UNREACHABLE));
  await expect(page.getByText('counts unknown')).toBeVisible();
  await expect(page.getByText('The server did not answer in time', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recommended backup' })).toBeVisible();
  await expectAccessible(page);
  fake.answer('restore.plan', (choice) => makePlan({ choice }));
  await page.getByRole('button', { name: 'Count again' }).click();
  await expect(page.getByRole('row', { name: /orders 18,204/ })).toBeVisible();
});

test('names what could not be counted', async ({ open }) => {
  const loss = makeLoss({ databases: [], unknown: ['The database server refused the sign-in: the live rows are not known.'] });
  const { page } = await open(chosenWorld({ plan: makePlan({ loss }) }), RECOVERY);
  await expect(page.getByText('the live rows are not known')).toBeVisible();
});

test('folds a thousand tables that differ, and never scrolls sideways', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const tables = Array.from({ length: 1000 }, (_, n) => ({
    table: `wp_${n}_a_table_with_quite_a_long_name_of_a_multisite_installation`,
    rowsNow: 5000 + n,
    rowsBackup: 4000,
    estimated: n > 900,
    timeColumn: null,
    newestNow: null,
    newestBackup: null,
  }));
  const { page } = await open(chosenWorld({ plan: makePlan({ loss: makeLoss({ databases: [{ database: 'wp', tables }] }) }) }), RECOVERY);
  const loss = page.getByRole('region', { name: 'What you would lose' });
  await expect(loss.getByRole('row')).toHaveCount(13);
  await expect(loss.getByRole('row').nth(1)).toContainText('≈ 5,999');
  await expectNoSidewaysScroll(page);
  await loss.getByRole('button', { name: 'Show all 1,000 tables that differ' }).click();
  await expect(loss.getByRole('row')).toHaveCount(1001);
});

test('keeps what is chosen while the plan of an earlier choice comes in', async ({ open }) => {
  const world = chosenWorld();
  let answer = () => {};
  const { page, fake } = await open(world, RECOVERY, (bridge) => {
    answer = bridge.hold('restore.get');
  });
  // Planned: from now on the incident has a restore, which is asked for.
  await expect.poll(() => world.recovery.incidents[0]?.restoreId ?? null).not.toBeNull();
  await page.getByRole('checkbox', { name: 'Only some tables of aurora_shop' }).check();
  await page
    .getByRole('group', { name: 'Tables of aurora_shop' })
    .getByRole('checkbox', { name: /^orders/ })
    .check();
  await fake.emit('incident.changed', { incidentId: incidentId(1) });
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'restore.get').length).toBeGreaterThan(0);
  answer();
  await expect(page.getByLabel('What becomes of orders')).toBeVisible();
  await expect.poll(() => world.recovery.restores[0]?.plan.choice.databases[0]?.tables).toEqual([{ name: 'orders', action: 'replace' }]);
});

test('restores some tables with what becomes of each, and plans that', async ({ open }) => {
  const world = chosenWorld();
  const { page } = await open(world, RECOVERY);
  await page.getByRole('checkbox', { name: 'Only some tables of aurora_shop' }).check();
  await expect(page.getByText('Not advised after a break-in')).toBeVisible();
  await page.getByRole('checkbox', { name: /^orders 18,173 rows/ }).check();
  await page.getByLabel('What becomes of orders').selectOption('Add missing rows');
  await expect
    .poll(() => world.recovery.incidents[0]?.choice?.databases)
    .toEqual([{ artifactId: artifactId(1), tables: [{ name: 'orders', action: 'merge' }], content: 'all' }]);
  await expect.poll(() => world.recovery.restores[0]?.plan.choice.databases[0]?.tables).toEqual([{ name: 'orders', action: 'merge' }]);
});

test('offers the databases and the media in a zip the server made', async ({ open }) => {
  const world = chosenWorld();
  world.details = world.details.map((details) => {
    const [dump] = details.backup.artifacts;
    if (dump?.part !== 'database') return details;
    const zip = { ...dump, id: artifactId(31), part: 'bundle', kind: 'full', format: 'zip', encrypted: true, file: 'night.zip' } as const;
    const counts = { files: 7, bytes: 10, folders: 1, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: 0 };
    const fileList = { file: 'night.files.jsonl.gz', bytes: 10, sha256: dump.sha256 };
    const dumps = [{ ...dump, path: 'db-dumps/mysql-aurora_shop.sql' }];
    return { ...details, backup: { ...details.backup, artifacts: [{ ...zip, dumps, fileList, counts }] } };
  });
  const { page, fake } = await open(world, RECOVERY);
  await expect(page.getByRole('checkbox', { name: 'aurora_shop in the server’s zip night.zip, whole' })).toBeChecked();
  const media = page.getByRole('checkbox', { name: 'Media in the server’s zip night.zip' });
  await expect(media).not.toBeChecked();
  await media.check();
  await expect
    .poll(() => fake.asked.findLast(({ name }) => name === 'restore.plan'))
    .toMatchObject({ input: { media: [{}, { artifactId: artifactId(31), mode: 'whole', compareBy: 'time', paths: [] }] } });
  await expectAccessible(page);
});

test('does not turn to the whole database when the last table is taken away', async ({ open }) => {
  const { page, fake } = await open(chosenWorld(), RECOVERY);
  await expect(page.getByRole('row', { name: /orders 18,204/ })).toBeVisible();
  const plans = () => fake.asked.filter(({ name }) => name === 'restore.plan').length;
  const before = plans();
  await page.getByRole('checkbox', { name: 'Only some tables of aurora_shop' }).check();
  await expect(page.getByRole('region', { name: 'What you would lose' })).toContainText('Choose at least one table');
  await expect(page.getByRole('button', { name: /Show the plan/ })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('checkbox', { name: /^orders 18,173 rows/ }).check();
  await expect(page.getByRole('button', { name: /Show the plan/ })).not.toHaveAttribute('aria-disabled');
  expect(plans()).toBe(before + 1);
});

test('plans nothing while nothing is chosen, and says so', async ({ open }) => {
  const { page } = await open(chosenWorld(), RECOVERY);
  await page.getByRole('checkbox', { name: /aurora_shop, whole/ }).uncheck();
  await page.getByRole('checkbox', { name: /^Media/ }).uncheck();
  await expect(page.getByRole('region', { name: 'What you would lose' })).toContainText('Choose at least one thing to restore');
  await expect(page.getByRole('button', { name: /Show the plan/ })).toHaveAttribute('aria-disabled', 'true');
});

test('restores files by name, into another site, in place, as it is chosen', async ({ open }) => {
  const world = chosenWorld();
  const { page } = await open(world, RECOVERY);
  await page.getByRole('group', { name: 'Which files' }).getByText('By name').click();
  await expect(page.getByRole('region', { name: 'What you would lose' })).toContainText('Name at least one file or folder');
  await page.getByLabel('Files and folders').fill('public/uploads/logo.png');
  await page.getByText('Where to, and how').click();
  await page.getByLabel('Site that is written to').selectOption('harbor-books on vps-fra-1');
  await page.getByLabel('Way of the database').selectOption('Into the live database, after a proven safety copy');
  await page.getByRole('checkbox', { name: 'Run the migrations' }).check();
  await expect
    .poll(() => world.recovery.incidents[0]?.choice)
    .toMatchObject({
      targetSiteId: siteId(2),
      method: 'in-place',
      migrate: true,
      media: [{ mode: 'paths', paths: ['public/uploads/logo.png'] }],
    });
});

test('keeps the choice over leaving and coming back, and does not plan it twice', async ({ open }) => {
  const world = answeredWorld();
  const { page, fake } = await open(world, RECOVERY);
  await page.getByRole('button', { name: /Find a clean backup/ }).click();
  await expect(page.getByRole('row', { name: /orders 18,204/ })).toBeVisible();
  const plans = () => fake.asked.filter(({ name }) => name === 'restore.plan').length;
  expect(plans()).toBe(1);
  await fake.emit('incident.changed', { incidentId: world.recovery.incidents[0]?.id ?? missing() });
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /orders 18,204/ })).toBeVisible();
  expect(plans()).toBe(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^Runbook/ })).toBeFocused();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: /^Runbook/ })).toBeVisible();
});

test('says when the backups cannot be judged, and tries again', async ({ open }) => {
  const { page, fake } = await open(chosenWorld(), RECOVERY, (bridge) => bridge.fail('incident.propose', UNREACHABLE));
  await expect(page.getByText('The server did not answer in time', { exact: true })).toBeVisible();
  fake.answer('incident.propose', () => makeProposal());
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('region', { name: 'Recommended backup' })).toBeVisible();
});

test('shows the long name of a site whole where a mistake would be worst', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const world = recoveryWorld({ siteId: siteId(6), siteName: 'a-very-long-shop-name-of-a-client-who-likes-long-names' });
  const { page } = await open(world, RECOVERY);
  await expect(page.getByTitle('a-very-long-shop-name-of-a-client-who-likes-long-names').first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Steps of the recovery' })).toBeInViewport({ ratio: 1 });
  await expectNoSidewaysScroll(page);
});

function missing(): never {
  throw new Error('the world has an incident');
}
