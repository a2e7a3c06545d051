import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { problem } from './world/problems.ts';
import { serverId } from './world/ids.ts';
import { ago, makeJob, makeServer, makeSite } from './world/models.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

const OLD = 'SHA256:tQ8nVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TEb2';
const NEW = 'SHA256:9mQnVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TZz9';

const CHANGED = problem('ssh.host-key-changed', 'The server answered with a different host key', {
  hint: 'Nothing was sent. Ask the hosting provider whether the server was rebuilt before trusting the new key.',
});

const answerWith = (fingerprint: string) => () => ({
  hostKey: { type: 'ssh-ed25519', fingerprint, key: 'AAAAC3NzaC1lZDI1NTE5' },
  answeredInMs: 300,
  knownHosts: 'unknown' as const,
  consoleCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
});

test('lists every server with its address, sign-in, key and number of sites', async ({ open }) => {
  const world = fleetWorld();
  const waiting = makeServer(4, { name: 'kiln', port: 2222, hostKey: null, authentication: { method: 'keyboard-interactive' } });
  const { page } = await open({ ...world, fleet: { ...world.fleet, servers: [...world.fleet.servers, waiting] } }, '#/servers');
  await expect(page.getByRole('row', { name: /vps-fra-1 deploy/ })).toContainText('pinned');
  await expect(
    page
      .getByRole('row', { name: /vps-fra-1 deploy/ })
      .getByRole('cell')
      .last(),
  ).toHaveText('4');
  const kiln = page.getByRole('row', { name: /^kiln/ });
  await expect(kiln).toContainText('deploy@vps-fra-4.example:2222');
  await expect(kiln).toContainText('Keyboard-interactive');
  await expect(kiln).toContainText('host key not accepted');
  await page.getByRole('link', { name: 'kiln', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'kiln' })).toBeFocused();
});

test('leads from an empty register to the first server, and says when the register cannot be read', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/servers');
  await expect(page.getByText('No server yet')).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('main')
    .getByRole('button', { name: /Add a server/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Add a server' })).toBeVisible();
});

test('says why the servers are not there, and reads them again', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, '#/servers', (before) =>
    before.fail('fleet.status', problem('catalog.busy', 'Another program is holding the catalog')),
  );
  await expect(page.getByRole('alert')).toContainText('Another program is holding the catalog');
  fake.answer('fleet.status', () => world.fleet);
  await page.getByRole('button', { name: 'Read it again' }).click();
  await expect(page.getByRole('link', { name: 'vps-fra-1', exact: true })).toBeVisible();
});

test('checks a server only when asked, and shows what it can do', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/server/${serverId(1)}`);
  await expect(page.getByText('Not checked on this visit')).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'server.check')).toBe(false);
  const release = fake.hold('server.check');
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('Checking')).toBeVisible();
  release();
  await expect(page.getByText('2 in order, 1 with a limit')).toBeVisible();
  fake.fail('server.check', problem('ssh.unreachable', 'The server did not answer', { retryable: true }));
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('alert')).toContainText('The server did not answer');
  // The last known facts stay.
  await expect(page.getByText('mariadb-dump 10.11.14')).toBeVisible();
  await expectAccessible(page);
});

for (const theme of ['light', 'dark'] as const) {
  test(`shows the old and the new key when it changed, and pins only what was decided, ${theme}`, async ({ open }) => {
    const world = fleetWorld();
    const { page, fake } = await open({ ...world, info: { ...world.info, theme } }, `#/server/${serverId(1)}`, (before) => {
      before.fail('server.check', CHANGED);
      before.answer('server.ask-host-key', answerWith(NEW));
    });
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByText('Changed, all jobs of this server stop')).toBeVisible();
    await page.getByRole('button', { name: 'Ask for the key it shows now' }).click();
    await expect(page.getByText(OLD, { exact: true })).toBeAttached();
    await expect(page.getByText(NEW, { exact: true })).toBeAttached();
    await expectAccessible(page);
    for (const width of [980, 640]) {
      await page.setViewportSize({ width, height: 640 });
      await expectNoSidewaysScroll(page);
    }

    await page.getByRole('button', { name: 'Keep the old key' }).click();
    await expect(page.getByText(NEW, { exact: true })).toHaveCount(0);
    expect(fake.asked.some(({ name }) => name === 'server.pin-host-key')).toBe(false);

    await page.getByRole('button', { name: 'Ask for the key it shows now' }).click();
    await page.getByRole('button', { name: 'The new key is right, pin it' }).click();
    await fake.emit('fleet.changed', undefined);
    await expect(page.getByText('Changed, all jobs of this server stop')).toHaveCount(0);
    await expect(page.getByText(NEW, { exact: true })).toBeAttached();
    expect(fake.asked.find(({ name }) => name === 'server.pin-host-key')?.input).toEqual({ serverId: serverId(1), fingerprint: NEW });
  });
}

test('tells of a changed key that a job met, until another job reached the server', async ({ open }) => {
  const world = fleetWorld();
  const met = makeJob(40, makeSite(4, 'aurora-market'), { state: 'failed', problem: CHANGED, createdAt: ago(1), endedAt: ago(1) });
  const { page, fake } = await open({ ...world, fleet: { ...world.fleet, recentJobs: [met] } }, `#/server/${serverId(1)}`, (before) =>
    before.answer('server.ask-host-key', answerWith(OLD)),
  );
  await expect(page.getByText('Changed, all jobs of this server stop')).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'server.ask-host-key')).toBe(false);
  await page.getByRole('button', { name: 'Ask for the key it shows now' }).click();
  await expect(page.getByText('Now it answers with the pinned key again.')).toBeVisible();

  const reached = makeJob(41, makeSite(4, 'aurora-market'), { createdAt: ago(0.5), endedAt: ago(0.4) });
  fake.answer('fleet.status', () => ({ ...world.fleet, recentJobs: [reached, met] }));
  await fake.emit('fleet.changed', undefined);
  await expect(page.getByText('Changed, all jobs of this server stop')).toHaveCount(0);
});

test('recognises a server that was left without a key, from its own screen', async ({ open }) => {
  const world = fleetWorld();
  const kiln = makeServer(4, { name: 'kiln', hostKey: null });
  const known = { ...world, fleet: { ...world.fleet, servers: [...world.fleet.servers, kiln] } };
  const { page, fake } = await open(known, `#/server/${serverId(4)}`, (before) =>
    before.fail('server.ask-host-key', problem('ssh.refused', 'The server refused the connection', { retryable: true })),
  );
  await expect(page.getByRole('button', { name: 'Check now' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('button', { name: 'Add a site' })).toHaveAttribute('aria-disabled', 'true');
  expect(fake.asked.some(({ name }) => name === 'server.ask-host-key')).toBe(false);
  await page.getByRole('button', { name: 'Ask the server for its key' }).click();
  await expect(page.getByRole('alert')).toContainText('The server refused the connection');
  await expectAccessible(page);

  fake.answer('server.ask-host-key', answerWith(OLD));
  await page.getByRole('button', { name: 'Ask again' }).click();
  fake.fail('server.pin-host-key', problem('ssh.host-key-differs', 'The server does not have the key you accepted'));
  await page.getByRole('button', { name: 'It is the same, pin this key' }).click();
  await expect(page.getByRole('alert')).toContainText('The server does not have the key you accepted');
  await expectAccessible(page);

  fake.answer('server.ask-host-key', answerWith(NEW));
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByText(NEW, { exact: true })).toBeAttached();
  await page.getByRole('button', { name: 'It differs, remove this server' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Servers' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'server.remove')?.input).toEqual({ serverId: serverId(4) });
});

test('says that a change of the address drops the key, and keeps what was typed when it is refused', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/server/${serverId(1)}`, (before) =>
    before.fail('server.edit', problem('server.name-taken', 'Another server already has this name')),
  );
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('shared-07');
  await page.getByLabel('Port').fill('2222');
  await expect(page.getByText('The pinned host key is dropped with this change.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Another server already has this name');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('shared-07');
  const edit = fake.asked.find(({ name }) => name === 'server.edit');
  expect(edit?.input).toMatchObject({ serverId: serverId(1), draft: { name: 'shared-07', port: 2222 } });
});

test('keeps the stored password when its field stays empty', async ({ open }) => {
  const world = fleetWorld();
  const server = makeServer(4, { name: 'kiln', authentication: { method: 'password' } });
  const { page, fake } = await open({ ...world, fleet: { ...world.fleet, servers: [server] } }, `#/server/${serverId(4)}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('User', { exact: true }).fill('root');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
  const edit = fake.asked.find(({ name }) => name === 'server.edit');
  expect(edit?.input).toEqual({
    serverId: serverId(4),
    draft: {
      name: 'kiln',
      address: 'vps-fra-4.example',
      port: 22,
      user: 'root',
      authentication: { method: 'password' },
      jumpServerId: null,
    },
  });
});

test('asks for a secret that is not stored yet', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), `#/server/${serverId(1)}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('The key has a passphrase').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Enter the passphrase of the key.')).toBeVisible();
  await page.getByRole('radio', { name: 'Password' }).check({ force: true });
  await expect(page.getByText('Enter the password.')).toBeVisible();
  expect(fake.asked.some(({ name }) => name === 'server.edit')).toBe(false);
});

test('refuses to remove a server with sites, and removes one without in two presses', async ({ open }) => {
  const world = fleetWorld();
  const empty = makeServer(4, { name: 'kiln' });
  const { page, fake } = await open(
    { ...world, fleet: { ...world.fleet, servers: [...world.fleet.servers, empty] } },
    `#/server/${serverId(1)}`,
  );
  const remove = page.getByRole('button', { name: 'Remove this server' });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('Remove its 4 sites first. Their backups stay on this computer.')).toBeVisible();

  await page.getByRole('link', { name: 'Servers' }).first().click();
  await page.getByRole('link', { name: 'kiln', exact: true }).click();
  await expect(page.getByText('No site yet')).toBeVisible();
  await page.getByRole('button', { name: 'Remove this server' }).click();
  expect(fake.asked.some(({ name }) => name === 'server.remove')).toBe(false);
  await page.getByRole('button', { name: 'Remove kiln' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Servers' })).toBeVisible();
  expect(fake.asked.find(({ name }) => name === 'server.remove')?.input).toEqual({ serverId: serverId(4) });
});

test('says that a server which left the register is not there', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/server/${serverId(77)}`);
  await expect(page.getByText('This server is not registered')).toBeVisible();
  await expectAccessible(page);
});
