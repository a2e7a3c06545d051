import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { problem } from './world/problems.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

const FINGERPRINT = 'SHA256:tQ8nVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TEb2';
const DIGEST = FINGERPRINT.slice('SHA256:'.length);

const ANSWER = {
  hostKey: { type: 'ssh-ed25519', fingerprint: FINGERPRINT, key: 'AAAAC3NzaC1lZDI1NTE5' },
  answeredInMs: 312,
  knownHosts: 'unknown',
  consoleCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
} as const;

async function fillConnection(page: Page): Promise<void> {
  await page.getByLabel('Server address').fill('kiln-bakery.example');
  await page.getByLabel('User', { exact: true }).fill('deploy');
}

async function connect(page: Page): Promise<void> {
  await fillConnection(page);
  await page.getByLabel('User', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Is this your server?' })).toBeVisible();
}

/** The step of the screen as it is, for everybody and in every size. */
async function expectSound(page: Page): Promise<void> {
  await expectAccessible(page);
  for (const size of [
    { width: 980, height: 640 },
    { width: 640, height: 410 },
  ]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 1280, height: 820 });
}

for (const theme of ['light', 'dark'] as const) {
  test(`leads from the form over the host key and the preflight to the site, ${theme}`, async ({ open }) => {
    const world = emptyWorld();
    const { page, fake } = await open({ ...world, info: { ...world.info, theme } }, '#/add-server');
    await connect(page);
    await expect(page.getByText('Answered in 0.3\u00a0s, not signed in yet')).toBeVisible();
    await expect(page.getByText(FINGERPRINT, { exact: true })).toBeAttached();
    await expect(page.getByRole('region', { name: 'Step 2 of 3: Is this your server?' })).toBeFocused();
    await expect(page.getByText(ANSWER.consoleCommand)).toBeVisible();
    await expectSound(page);

    await page.getByRole('button', { name: 'It is the same, pin this key' }).click();
    await expect(page.getByText('2 in order, 1 with a limit')).toBeVisible();
    await expect(page.getByText('Dumps are packed with gzip instead, which takes longer.')).toBeVisible();
    await expectSound(page);
    expect(fake.asked.filter(({ name }) => name.startsWith('server.') && name !== 'server.import-candidates')).toEqual([
      {
        name: 'server.add',
        input: {
          name: 'kiln-bakery.example',
          address: 'kiln-bakery.example',
          port: 22,
          user: 'deploy',
          authentication: { method: 'key-file', path: '~/.ssh/id_ed25519', hasPassphrase: false },
          jumpServerId: null,
          secret: null,
        },
      },
      { name: 'server.ask-host-key', input: { serverId: expect.any(String) } },
      { name: 'server.pin-host-key', input: { serverId: expect.any(String), fingerprint: FINGERPRINT } },
      { name: 'server.check', input: { serverId: expect.any(String) } },
    ]);

    await fake.emit('fleet.changed', undefined);
    await page.getByRole('button', { name: 'Choose what to protect' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Add a site' })).toBeVisible();
    await expect(page.getByLabel('Server', { exact: true })).toHaveValue(/.+/);
    expect(fake.asked.some(({ name }) => name === 'server.remove')).toBe(false);
  });
}

test('says what is wrong with the form before anything is asked', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server');
  await page.getByLabel('Port').fill('22o');
  await page.getByLabel('Server address').fill('root@shop.example');
  await page.getByText('Password', { exact: true }).click();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('A port is a number from 1 to 65535.')).toBeVisible();
  await expect(page.getByText('Only the host name or IP address, without user, port or path.')).toBeVisible();
  await expect(page.getByText('Enter the account to sign in with.')).toBeVisible();
  await expect(page.getByText('Enter the password.')).toBeVisible();
  await expectAccessible(page);
  expect(fake.asked.some(({ name }) => name === 'server.add')).toBe(false);
});

test('compares what is pasted, in whole, in part, with another key and with another kind of fingerprint', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/add-server');
  await connect(page);
  const paste = page.getByLabel('Or paste what your host shows');
  const pin = page.getByRole('button', { name: 'It is the same, pin this key' });
  for (const same of [FINGERPRINT, DIGEST, `256 ${FINGERPRINT} root@kiln (ED25519)`, `  ${DIGEST}=\n`]) {
    await paste.fill(same);
    await expect(page.getByText('the same, all 43 characters')).toBeVisible();
  }
  await paste.fill(DIGEST.slice(0, 20));
  await expect(page.getByText('20 of 43 characters, the same so far')).toBeVisible();
  await paste.fill(`3072 SHA256:tQ9${DIGEST.slice(3)} root@kiln (RSA)`);
  await expect(page.getByText('different from character 3')).toBeVisible();
  await expect(page.getByText('The pasted line is of the RSA key of that server, the server answered with ED25519.')).toBeVisible();
  await expect(pin).toHaveAttribute('aria-disabled', 'true');
  await paste.fill('MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48');
  await expect(page.getByText('This is an MD5 fingerprint.')).toBeVisible();
  await paste.fill('');
  await expect(pin).not.toHaveAttribute('aria-disabled', 'true');
});

test('tells what known_hosts of this computer says, and offers no default for a doubtful key', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server', (before) =>
    before.answer('server.ask-host-key', () => ({ ...ANSWER, knownHosts: 'same-key' })),
  );
  await connect(page);
  await expect(page.getByText('known_hosts on this computer already has this key')).toBeVisible();

  const pin = page.getByRole('button', { name: 'It is the same, pin this key' });
  const differs = page.getByRole('button', { name: 'It differs, stop here' });
  const colourOf = (button: typeof pin) => button.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await colourOf(pin)).not.toBe(await colourOf(differs));

  fake.answer('server.ask-host-key', () => ({ ...ANSWER, knownHosts: 'other-key' }));
  await page.getByLabel('Port').fill('2222');
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.getByText('known_hosts on this computer has another key for this address.')).toBeVisible();
  expect(await colourOf(pin)).toBe(await colourOf(differs));

  fake.answer('server.ask-host-key', () => ({ ...ANSWER, knownHosts: 'revoked' }));
  await page.getByLabel('Server address').fill('kiln-2.example');
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.getByText('known_hosts on this computer marks this key as revoked.')).toBeVisible();
  await expect(pin).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
});

test('keeps what was typed when the server does not answer, and corrects the same server at the next try', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server', (before) =>
    before.fail(
      'server.ask-host-key',
      problem('ssh.name-not-found', 'The server address could not be found', {
        hint: 'Check the spelling, the VPN and the network.',
        detail: 'getaddrinfo ENOTFOUND kiln-bakery.exmple',
      }),
    ),
  );
  await page.getByLabel('Server address').fill('kiln-bakery.exmple');
  await page.getByLabel('User', { exact: true }).fill('deploy');
  await page.getByText('Password', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Password' }).fill('keep me');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The server address could not be found');
  await expect(page.getByText('Not connected')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('keep me');
  await expectAccessible(page);

  fake.answer('server.ask-host-key', () => ANSWER);
  await page.getByLabel('Server address').fill('kiln-bakery.example');
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.getByRole('heading', { name: 'Is this your server?' })).toBeVisible();
  await expect(page.getByText('Waiting for you')).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'server.add')).toHaveLength(1);
  expect(fake.asked.find(({ name }) => name === 'server.edit')?.input).toMatchObject({
    draft: { address: 'kiln-bakery.example', secret: 'keep me' },
  });
});

test('warns before a password is typed that cannot be kept, and shows the refusal', async ({ open }) => {
  const world = emptyWorld();
  const { page } = await open(
    { ...world, info: { ...world.info, secretStore: { available: false, reason: 'No keychain answers in this session.' } } },
    '#/add-server',
    (before) => before.fail('server.add', problem('secrets.unavailable', 'This computer has no safe place for a password')),
  );
  await fillConnection(page);
  await page.getByText('Prompts', { exact: true }).click();
  await expect(page.getByText('No keychain answers in this session.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Password' }).fill('secret');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('This computer has no safe place for a password');
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('secret');
});

test('lets a refused sign-in be put right after the key is pinned, without asking for the key again', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server', (before) =>
    before.fail(
      'server.check',
      problem('ssh.authentication-failed', 'The server did not accept the sign-in', { detail: 'tried publickey as deploy' }),
    ),
  );
  await connect(page);
  await page.getByRole('button', { name: 'It is the same, pin this key' }).click();
  await expect(page.getByRole('alert')).toContainText('The server did not accept the sign-in');
  await expect(page.getByText('Not signed in')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose what to protect' })).toHaveAttribute('aria-disabled', 'true');

  fake.answer('server.check', () => ({
    checkedAt: '2026-11-20T08:41:00.000Z',
    connectedInMs: 900,
    rows: [{ id: 'dump-tool', label: 'Dump tool', found: 'not found', verdict: 'missing', why: 'Without it there is no dump.' }],
    abilities: { dumpTool: null, compressions: [], tar: null, sha256: null, findPrintf: false },
    programs: ['preflight'],
  }));
  await page.getByRole('textbox', { name: 'Key file' }).fill('~/.ssh/other');
  await page.getByRole('button', { name: 'Save and check again' }).click();
  await expect(page.getByText('0 in order, 1 missing')).toBeVisible();
  await expect(page.getByText('Without it there is no dump.')).toBeVisible();
  expect(fake.asked.filter(({ name }) => name === 'server.ask-host-key')).toHaveLength(1);
});

test('removes the server again when the key differs, and leaves what was typed', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server');
  await connect(page);
  await page.getByRole('button', { name: 'It differs, stop here' }).click();
  await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeVisible();
  await expect(page.getByLabel('Server address')).toHaveValue('kiln-bakery.example');
  expect(fake.asked.filter(({ name }) => name === 'server.remove')).toHaveLength(1);
});

test('leaves no half-registered server behind when the operator goes away', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server');
  await connect(page);
  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  await expect.poll(() => fake.asked.filter(({ name }) => name === 'server.remove').length).toBe(1);
});

test('takes the server away as well when the operator leaves while it is being registered', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server');
  const release = fake.hold('server.add');
  await fillConnection(page);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  release();
  await expect
    .poll(() => fake.asked.map(({ name }) => name).filter((name) => name === 'server.remove' || name === 'server.ask-host-key'))
    .toEqual(['server.remove']);
});

test('keeps an unrecognised server in the list only when the operator says so', async ({ open }) => {
  const { page, fake } = await open(emptyWorld(), '#/add-server');
  await connect(page);
  await fake.emit('fleet.changed', undefined);
  await page.getByRole('button', { name: 'I cannot compare now' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'kiln-bakery.example' })).toBeVisible();
  await expect(page.getByText('host key not accepted').first()).toBeVisible();
  await page.getByRole('link', { name: 'Servers' }).first().click();
  await expect(page.getByRole('row', { name: /kiln-bakery/ })).toContainText('host key not accepted');
  expect(fake.asked.some(({ name }) => name === 'server.remove')).toBe(false);
});

test('takes over a host of ~/.ssh/config and says what of it is left to do', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/add-server');
  await page.getByRole('button', { name: 'Take over inner' }).click();
  await expect(page.getByLabel('Server address')).toHaveValue('10.0.0.7');
  await expect(page.getByLabel('Port')).toHaveValue('2222');
  await expect(page.getByText('inner was taken over in part.')).toBeVisible();
  await expect(page.getByText('It is reached through shop: add that server first', { exact: false })).toBeVisible();
  await expectAccessible(page);
});

test('says so when ~/.ssh/config cannot be read, and the form still works', async ({ open }) => {
  const { page } = await open(emptyWorld(), '#/add-server', (before) =>
    before.fail('server.import-candidates', problem('unexpected', 'Unexpected problem', { detail: 'EACCES' })),
  );
  await expect(page.getByRole('alert')).toContainText('Unexpected problem');
  await connect(page);
});
