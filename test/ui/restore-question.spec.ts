import { expect, expectAccessible, test } from './app-test.ts';
import { UNREACHABLE, ago } from './world/models.ts';
import { makeSituation } from './world/recovery.ts';
import { RECOVERY, answeredWorld, recoveryWorld } from './world/recovery-worlds.ts';

test('answers by the number keys, and says where the answer leads', async ({ open }) => {
  const { page } = await open(recoveryWorld(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await expect(page.getByRole('button', { name: /Find a backup/ })).toHaveAttribute('aria-disabled', 'true');
  for (const [key, label, leads] of [
    ['1', 'Data deleted or corrupted today', 'Rows written since'],
    ['2', 'The site was hacked', 'New passwords and keys'],
    ['3', 'A table was dropped', 'Table cut out of the dump'],
    ['4', 'An update went wrong', 'Checkpoint from before the update'],
    ['5', 'Media files are missing or broken', 'Sample tested'],
    ['6', 'The server is gone', 'Cron, DNS, certificate'],
    ['7', 'Only testing', 'Scratch target'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('radio', { name: new RegExp(label) })).toBeChecked();
    await expect(page.getByRole('region', { name: 'Where this answer leads' })).toContainText(leads);
  }
});

test('promises that answering changes nothing, and keeps every answer as it is given', async ({ open }) => {
  const world = recoveryWorld();
  const { page, fake } = await open(world, RECOVERY);
  const promise = page.getByRole('region', { name: 'Next step' });
  await expect(promise).toContainText('No data on the site has been changed.');
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('3');
  await expect.poll(() => world.recovery.incidents[0]?.situation?.branch).toBe('table-dropped');
  await page.reload();
  await expect(page.getByRole('radio', { name: /A table was dropped/ })).toBeChecked();
  expect(fake.asked.some(({ name }) => name === 'restore.plan')).toBe(false);
});

test('looks for signs of a break-in by itself, and takes the earliest', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: /Fri 20 Nov 04:41/ })).toBeChecked();
  await expect(page.getByText('new admin account, users.id 4411')).toBeVisible();
  await page.getByLabel('How long before the first sign is nothing trusted either?').selectOption('24 h');
  await expect.poll(() => world.recovery.incidents[0]?.situation).toMatchObject({ firstSignAt: ago(5), marginHours: 24 });
  await page.getByRole('radio', { name: /Fri 20 Nov 06:17/ }).check();
  await expect.poll(() => world.recovery.incidents[0]?.situation?.firstSignAt).toBe(ago(3.4));
  await expectAccessible(page);
});

test('does not overrule a time the operator knows by what is found later', async ({ open }) => {
  const world = recoveryWorld();
  let answer = () => {};
  const { page } = await open(world, RECOVERY, (fake) => {
    answer = fake.hold('incident.look-for-signs');
  });
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('2');
  await page.getByRole('radio', { name: /I know when/ }).check();
  await page.getByLabel('First sign, your own').fill('2026-11-19T22:10');
  answer();
  await expect(page.getByRole('radio', { name: /Fri 20 Nov 04:41/ })).toBeVisible();
  await expect.poll(() => world.recovery.incidents[0]?.situation?.firstSignAt).toBe('2026-11-19T21:10:00.000Z');
});

test('keeps the last answer also when the screen is left at once', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('5');
  await page.getByRole('button', { name: 'Leave, keep the incident' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeVisible();
  await expect.poll(() => world.recovery.incidents[0]?.situation?.branch).toBe('media-broken');
});

test('says that finding no sign proves nothing, and what stopped the search', async ({ open }) => {
  const { page, fake } = await open(recoveryWorld({}, { signs: [] }), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('2');
  await expect(page.getByText('no sign was found. That proves nothing.')).toBeVisible();
  fake.fail('incident.look-for-signs', UNREACHABLE);
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('The server did not answer in time')).toBeVisible();
  await expect(page.getByRole('radio', { name: /Not known/ })).toBeChecked();
});

test('asks for tables only where they matter, those that are there and those that are gone', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('5');
  await expect(page.getByRole('heading', { name: 'Which tables?' })).toHaveCount(0);
  await page.keyboard.press('1');
  await page.getByRole('checkbox', { name: /^orders about 18,204 rows/ }).check();
  await page.getByLabel('Tables that are gone').fill('vouchers\ncoupons');
  await page
    .getByRole('group', { name: /Orders, comments/ })
    .getByText('Yes')
    .click();
  await expect
    .poll(() => world.recovery.incidents[0]?.situation)
    .toMatchObject({ tables: ['orders', 'vouchers', 'coupons'], stillWriting: true });
});

test('asks for at least one table where single tables are restored, and restores nothing else', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('3');
  await expect(page.getByRole('button', { name: /Find a backup/ })).toHaveAccessibleDescription('Name at least one table first');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: /^orders/ }).check();
  await page.getByRole('button', { name: /Find a backup/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeAttached();
  await expect
    .poll(() => world.recovery.incidents[0]?.choice)
    .toMatchObject({ databases: [{ tables: [{ name: 'orders', action: 'replace' }] }], media: [] });
});

test('narrows a thousand tables by a word, and lets a server that does not answer be no obstacle', async ({ open }) => {
  const tables = Array.from({ length: 1000 }, (_, n) => ({
    name: `wp_${n}_options_of_a_multisite_with_long_table_names`,
    approximateRows: n,
  }));
  const world = recoveryWorld({}, { liveTables: [{ database: 'aurora_shop', tables }] });
  const { page, fake } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('3');
  await expect(page.getByText('0 of 1,000 chosen; the first 200 are listed')).toBeVisible();
  await page.getByLabel('Find in Tables of the live database').fill('wp_777_');
  await page.getByRole('checkbox', { name: /wp_777_/ }).check();
  await expect(page.getByText('1 of 1,000 chosen')).toBeVisible();
  await expect.poll(() => world.recovery.incidents[0]?.situation?.tables).toHaveLength(1);
  fake.fail('restore.live-tables', UNREACHABLE);
  await page.reload();
  await expect(page.getByText('The server did not answer in time')).toBeVisible();
  await expect(page.getByLabel('Tables that are gone')).toHaveValue(/wp_777_/);
});

test('takes paths below the site’s folder alone', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('5');
  await page.getByLabel('Files and folders').fill('public/uploads/2026\n/etc/passwd\n../other');
  await expect(page.getByText('“/etc/passwd” does not lie below the site’s folder')).toBeVisible();
  await expect.poll(() => world.recovery.incidents[0]?.situation?.paths).toEqual(['public/uploads/2026']);
});

test('puts up the maintenance page first, gives the bypass link, and takes the page down again', async ({ open }) => {
  const world = recoveryWorld();
  const { page } = await open(world, RECOVERY);
  await expect(page.getByText('php artisan down')).toBeVisible();
  await page.getByRole('button', { name: 'Put up the maintenance page' }).click();
  await expect(page.getByText('Done 09:41')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy bypass link' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Next step' })).toContainText('The maintenance page is up.');
  await page.getByRole('button', { name: 'Bring the site back' }).click();
  await expect.poll(() => world.recovery.incidents[0]?.maintenanceSince).toBeNull();
});

test('says why the maintenance page could not be put up', async ({ open }) => {
  const { page } = await open(recoveryWorld(), RECOVERY, (fake) => fake.fail('recovery.maintenance', UNREACHABLE));
  await page.getByRole('button', { name: 'Put up the maintenance page' }).click();
  await expect(page.getByText('The server did not answer in time')).toBeVisible();
});

test('shows what is safe by place, and trusts nothing on a server that was broken into', async ({ open }) => {
  const { page } = await open(answeredWorld(), RECOVERY);
  const safe = page.getByRole('region', { name: 'What is safe right now' });
  await expect(safe.getByRole('listitem')).toHaveCount(4);
  await expect(safe).toContainText('not trusted');
  await expect(safe).toContainText('unplugged');
});

test('leads practice to a drill and never to the live site', async ({ open }) => {
  const { page, fake } = await open(recoveryWorld(), RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('7');
  await page.getByRole('button', { name: /Practise in a drill/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Drills/ })).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'incident.propose')).toBe(false);
});

test('drops a choice that was made for other answers', async ({ open }) => {
  const world = recoveryWorld({ situation: makeSituation({ branch: 'media-broken', firstSignAt: null, marginHours: 0 }) });
  const { page } = await open(world, RECOVERY);
  await expect(page.getByRole('heading', { level: 1, name: 'What happened?' })).toBeFocused();
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeAttached();
  await expect.poll(() => world.recovery.incidents[0]?.choice?.media).toEqual([]);
});
