import { expect, expectAccessible, test } from './app-test.ts';
import { backupId, drillId, placeId, serverId, siteId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { drillsWorld, settingsWorld } from './world/recovery-worlds.ts';
import { fleetWorld } from './world/world.ts';

const DRILLS = `#/drills/${siteId(4)}`;
const SETTINGS = `#/site-recovery/${siteId(4)}`;

test('says whether a drill is due, what the last one measured and whether it keeps the goal', async ({ open }) => {
  const { page } = await open(drillsWorld(), DRILLS);
  const main = page.getByRole('main');
  await expect(main).toContainText('next Sat 19 Dec');
  await expect(main).toContainText('within the goal of 12 min');
  await expect(page.getByRole('region', { name: 'Time to restore' })).toContainText(
    '11 min 40 s on Thu 19 Nov, 15 % shorter than 13 min 40 s on Wed 22 Jul.',
  );
  await expect(page.getByRole('region', { name: 'History' }).getByRole('row', { name: /Failed/ })).toContainText('3 differences');
});

test('starts a drill of the newest backup, or of one that was chosen from a place that was chosen', async ({ open }) => {
  const { page, fake } = await open(drillsWorld(), DRILLS);
  await page.getByRole('button', { name: 'Start a drill…' }).click();
  await expect(page.getByLabel('Backup', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel('Backup', { exact: true }).selectOption(backupId(2));
  await page.getByLabel('From').selectOption(placeId(2));
  await page.getByRole('button', { name: 'Start it' }).click();
  await expect(page.getByRole('region', { name: 'Start a drill' })).toHaveCount(0);
  expect(fake.asked.filter(({ name }) => name === 'drill.start').map(({ input }) => input)).toEqual([
    { siteId: siteId(4), backupId: backupId(2), placeId: placeId(2) },
  ]);
});

test('offers no drill where nothing could run it, and says what to do', async ({ open }) => {
  const world = drillsWorld();
  world.recovery = { ...world.recovery, status: { ...world.recovery.status, localServer: null } };
  const { page } = await open(world, DRILLS);
  await expect(page.getByRole('button', { name: 'Start a drill…' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('region', { name: 'Settings of drills' })).toContainText('No program of a database server was found');
});

test('adds, changes and removes conditions, and leaves the other settings alone', async ({ open }) => {
  const world = drillsWorld();
  const { page } = await open(world, DRILLS);
  const panel = page.getByRole('region', { name: 'Conditions' });
  await panel.getByRole('button', { name: 'Add' }).click();
  const form = panel.getByRole('form', { name: 'A new condition' });
  await form.getByRole('button', { name: 'Add the condition' }).click();
  await expect(form).toContainText('It needs a name.');
  await form.getByLabel('Name').fill('Prices are above 0');
  await form.getByLabel('Statement').fill('SELECT MIN(price) FROM products');
  await form.getByLabel('Expected').fill('cheap');
  await form.getByRole('button', { name: 'Add the condition' }).click();
  await expect(form).toContainText('A number.');
  await form.getByLabel('Expected').fill('0');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Add the condition' }).click();
  await expect(panel).toContainText('SELECT MIN(price) FROM products');
  await panel.getByRole('button', { name: 'Change “Prices are above 0”' }).click();
  await panel.getByLabel('Name').fill('Prices are real');
  await panel.getByRole('button', { name: 'Keep it' }).click();
  await expect(panel).toContainText('Prices are real');
  await panel.getByRole('button', { name: 'Remove “An administrator exists”' }).click();
  await expect(panel).not.toContainText('An administrator exists');
  const { settings } = world.recovery.status;
  expect(settings.assertions.map(({ title }) => title)).toEqual(['Newest order younger than 26 h', 'Prices are real']);
  expect(settings.sampleFiles).toBe(20);
});

test('says which condition is refused, and keeps what was typed', async ({ open }) => {
  const { page } = await open(drillsWorld(), DRILLS, (fake) =>
    fake.fail('drill.set-settings', { ...UNREACHABLE, code: 'drill.assertion-refused', title: 'A condition is not sent' }),
  );
  const panel = page.getByRole('region', { name: 'Conditions' });
  await panel.getByRole('button', { name: 'Change “An administrator exists”' }).click();
  await panel.getByLabel('Statement').fill('DELETE FROM users');
  await panel.getByRole('button', { name: 'Keep it' }).click();
  await expect(panel).toContainText('A condition is not sent');
  await expect(panel.getByLabel('Statement')).toHaveValue('DELETE FROM users');
});

test('marks a server for drills with its account, and the password goes in and never comes out', async ({ open }) => {
  const world = drillsWorld();
  const { page, fake } = await open(world, DRILLS);
  const panel = page.getByRole('region', { name: 'Settings of drills' });
  await panel.getByRole('radio', { name: 'A server' }).check();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('Choose a server.');
  await panel.getByLabel('Server', { exact: true }).selectOption(serverId(1));
  await panel.getByLabel('User').fill('drills');
  await panel.getByLabel('Password').fill('a secret');
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('Kept');
  await expect(panel.getByLabel('Password')).toHaveValue('');
  expect(world.recovery.status.settings.target).toEqual({
    kind: 'server',
    serverId: serverId(1),
    address: { host: '127.0.0.1', port: 3306, socket: null },
    user: 'drills',
  });
  expect(world.recovery.status.settings.assertions).toHaveLength(2);
  expect(fake.asked.filter(({ name }) => name === 'drill.set-target-password').map(({ input }) => input)).toEqual([
    { siteId: siteId(4), password: 'a secret' },
  ]);
});

test('shows a failed drill with every difference, and saves its evidence', async ({ open }) => {
  const { page } = await open(drillsWorld(), '#/drills');
  await page
    .getByRole('row', { name: /Failed/ })
    .getByRole('link')
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Drill of aurora-market: failed' })).toBeVisible();
  await expect(page.getByText('orders has 18,004 rows, expected 18,173')).toBeVisible();
  await expect(page.getByText('Does not hold')).toBeVisible();
  await page.getByRole('button', { name: 'Save PDF' }).click();
  await expect(page.getByRole('region', { name: 'Evidence' })).toContainText('Saved as /home/ada/drill-aurora-market.pdf');
});

test('says of a drill that was aborted that it says nothing of the backup', async ({ open }) => {
  const { page } = await open(drillsWorld(), `#/drill/${drillId(3)}`);
  await expect(page.getByRole('heading', { level: 1, name: /aborted/ })).toBeVisible();
  await expect(page.getByText('says nothing of the backup', { exact: false })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What stopped it' })).toContainText(UNREACHABLE.title);
});

test('leads from a finding that a drill is due to the drills of the site', async ({ open }) => {
  const world = drillsWorld();
  const sites = world.fleet.sites.map((status) =>
    status.site.id === siteId(4)
      ? {
          ...status,
          findings: [
            {
              code: 'drill-due',
              severity: 'at-risk' as const,
              text: 'The next one is due.',
              at: status.site.createdAt,
              backupId: null,
              placeId: null,
              serverId: null,
            },
          ],
        }
      : status,
  );
  const { page } = await open({ ...world, fleet: { ...world.fleet, sites } }, `#/site/${siteId(4)}`);
  await page.getByRole('region', { name: 'Findings' }).getByRole('link', { name: 'Drills' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Drills of aurora-market' })).toBeVisible();
});

test('shows the commands of the profile, and keeps those of the operator in their place', async ({ open }) => {
  const world = settingsWorld();
  const { page } = await open(world, SETTINGS);
  const commands = page.getByRole('region', { name: 'Commands' });
  await expect(commands).toContainText('{php} artisan down --retry=60 --secret={secret}');
  const migrate = commands.getByRole('group', { name: 'Migrate', exact: true });
  await migrate.getByRole('radio', { name: 'My own' }).check();
  // Begun from what the profile runs.
  await expect(commands.getByLabel('Own command: Migrate')).toHaveValue('{php} artisan migrate --force');
  await commands.getByLabel('Own command: Migrate').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(commands).toContainText('Write the command, or choose another answer.');
  await commands.getByLabel('Own command: Migrate').fill('{php} artisan migrate --force --step');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  expect(world.recovery.settings.commands).toEqual({
    'stop-workers': 'supervisorctl stop shop:*',
    'clear-caches': '',
    migrate: '{php} artisan migrate --force --step',
  });
});

test('keeps addresses, statements and goals, and refuses what is no address', async ({ open }) => {
  const world = settingsWorld();
  const { page } = await open(world, SETTINGS);
  await expect(page.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Addresses').fill('aurora-market.example/login');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('“aurora-market.example/login” is no web address')).toBeVisible();
  await page.getByLabel('Addresses').fill('https://aurora-market.example/login\n');
  await page.getByRole('button', { name: 'Remove statement 1' }).click();
  await page.getByRole('button', { name: 'Add a statement' }).click();
  await page.getByLabel('Statement 1').fill('SELECT 1');
  await page.getByLabel('Changes that may be lost (RPO)', { exact: true }).fill('');
  await page.getByLabel('Time to be back (RTO)', { exact: true }).fill('2');
  await page.getByLabel('Unit of Time to be back (RTO)').selectOption('h');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  expect(world.recovery.settings).toMatchObject({
    smokeUrls: ['https://aurora-market.example/login'],
    smokeSql: ['SELECT 1'],
    rpoGoalMinutes: null,
    rtoGoalMinutes: 120,
  });
});

test('does not lose what is being typed when the fleet changes', async ({ open }) => {
  const { page, fake } = await open(settingsWorld(), SETTINGS);
  await page.getByLabel('Addresses').fill('https://aurora-market.example/new');
  await fake.emit('fleet.changed', undefined);
  await expect(page.getByLabel('Addresses')).toHaveValue('https://aurora-market.example/new');
  await page.getByRole('button', { name: 'Back to what is stored' }).click();
  await expect(page.getByLabel('Addresses')).toHaveValue(/products$/);
});

test('leads from the page of a site to its drills and to its recovery settings', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  const panel = page.getByRole('region', { name: 'Recovery', exact: true });
  await expect(panel).toContainText('none has passed yet');
  await panel.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Recovery settings' })).toBeVisible();
});
