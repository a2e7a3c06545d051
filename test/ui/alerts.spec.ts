import { expect, expectAccessible, test } from './app-test.ts';
import { conditionId, messageId } from './world/alert-answers.ts';
import { UNREACHABLE } from './world/models.ts';
import { runsAloneWorld } from './world/running-alone.ts';
import { fleetWorld } from './world/world.ts';

const asked = (fake: { readonly asked: readonly { readonly name: string; readonly input: unknown }[] }, name: string) =>
  fake.asked.filter((each) => each.name === name).map(({ input }) => input);

test('says what is wrong, since when, who was told and when the next reminder comes', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), '#/alerts');
  const open_ = page.getByRole('region', { name: 'Open' });
  const silent = open_.getByRole('listitem').filter({ hasText: 'saltmarsh-clinic: the backup on the server did not run' });
  await expect(silent).toContainText('Critical');
  await expect(silent).toContainText('since Thu 19 Nov 02:41 · told Thu 19 Nov 02:47, reminded once · next reminder Sat 21 Nov 02:41');
  await expect(open_).toContainText('“on Friday, with Grace”');
});

test('acknowledges with a reason, snoozes for a while, and reminds again', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), '#/alerts');
  const region = page.getByRole('region', { name: 'Open' });
  await region.getByRole('button', { name: 'Acknowledge… saltmarsh-clinic' }).click();
  const form = page.getByRole('form', { name: /No reminders: saltmarsh-clinic/ });
  await form.getByLabel('Why').fill('the host is moving it');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(region.getByRole('listitem').filter({ hasText: 'saltmarsh-clinic' })).toContainText('acknowledged Fri 20 Nov 09:41');
  await region.getByRole('button', { name: 'Acknowledge… Vault-A' }).click();
  const other = page.getByRole('form', { name: /No reminders: Vault-A/ });
  await other.getByLabel('No reminder').selectOption('For a day');
  await other.getByRole('button', { name: 'Snooze' }).click();
  await expect(region.getByRole('listitem').filter({ hasText: 'Vault-A' })).toContainText('no reminder before Sat 21 Nov 09:41');
  await region.getByRole('button', { name: 'Remind again Vault-A' }).click();
  await expect(region.getByRole('button', { name: 'Acknowledge… Vault-A' })).toBeVisible();
  expect(asked(fake, 'alerts.acknowledge')).toEqual([{ conditionId: conditionId(1), note: 'the host is moving it' }]);
  expect(asked(fake, 'alerts.snooze')).toEqual([{ conditionId: conditionId(2), until: '2026-11-21T08:41:00.000Z', note: '' }]);
});

test('sets up mail, and its password goes in and never comes out', async ({ open }) => {
  const { page, fake } = await open(fleetWorld(), '#/alerts');
  const panel = page.getByRole('region', { name: 'Email' });
  await panel.getByRole('checkbox', { name: 'Send by email' }).check();
  await panel.getByRole('button', { name: 'Save email' }).click();
  await expect(panel).toContainText('The name of the mail server.');
  await expect(panel).toContainText('One address at least.');
  await panel.getByLabel('Mail server').fill('smtp.example.org');
  await panel.getByLabel('From').fill('Holdfast <ops@example.org>');
  await panel.getByLabel('To', { exact: true }).fill('ada@example.org, grace@example.org');
  await panel.getByLabel('User', { exact: true }).fill('ops');
  await expect(panel.getByRole('button', { name: /Send a test/ })).toHaveAccessibleDescription('Save first: the test uses what is saved');
  await panel.getByRole('button', { name: 'Save email' }).click();
  await expect(panel).toContainText('On');
  await panel.getByLabel('Password of the user').fill('a secret');
  await panel.getByRole('button', { name: 'Store' }).click();
  await expect(panel).toContainText('Stored in the keychain');
  await expect(panel.getByLabel('Password of the user')).toHaveValue('');
  expect(asked(fake, 'alerts.set-secret')).toEqual([{ name: 'email-password', secret: 'a secret' }]);
  expect(asked(fake, 'alerts.set-settings').at(-1)).toMatchObject({
    channels: {
      email: {
        enabled: true,
        host: 'smtp.example.org',
        port: 587,
        encryption: 'starttls',
        user: 'ops',
        from: 'Holdfast <ops@example.org>',
        to: ['ada@example.org', 'grace@example.org'],
      },
      desktop: { enabled: true },
    },
  });
});

test('sends a real test and shows the receiver’s own words, good or bad', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), '#/alerts');
  await page.getByRole('button', { name: 'Send a test by Email' }).click();
  await expect(page.getByRole('region', { name: 'Email' })).toContainText('250 2.0.0 Ok: queued as 4C1D2');
  await page.getByRole('button', { name: 'Send a test by Webhook' }).click();
  const webhook = page.getByRole('region', { name: 'Webhook' });
  await expect(webhook).toContainText('The test did not arrive.');
  await expect(webhook).toContainText('404 Not Found');
  await expectAccessible(page);
  expect(asked(fake, 'alerts.test')).toEqual([{ channel: 'email' }, { channel: 'webhook' }]);
});

test('sends events where the boxes say, and leaves the other settings alone', async ({ open }) => {
  const world = runsAloneWorld();
  const { page } = await open(world, '#/alerts');
  const panel = page.getByRole('region', { name: 'What goes where' });
  await panel.getByRole('checkbox', { name: 'A drill is due: Email' }).check();
  await panel.getByRole('checkbox', { name: 'A backup failed: Slack' }).uncheck();
  await panel.getByRole('button', { name: 'Save what goes where' }).click();
  await expect(panel.getByRole('button', { name: 'Save what goes where' })).toHaveAccessibleDescription('This is what holds already');
  expect(world.alerts?.settings.events).toMatchObject({ drill_due: { email: true }, backup_failed: { email: true, slack: false } });
  expect(world.alerts?.settings.channels.email.host).toBe('smtp.example.org');
});

test('sets the daily report and quiet hours, and takes no time that is none', async ({ open }) => {
  const world = runsAloneWorld();
  const { page } = await open(world, '#/alerts');
  const panel = page.getByRole('region', { name: 'Daily report and quiet hours' });
  await panel.getByLabel('Daily report at').fill('25:00');
  await expect(panel.getByRole('button', { name: 'Save the times' })).toHaveAccessibleDescription('A field needs a look first');
  await panel.getByLabel('Daily report at').fill('08:00');
  await panel.getByRole('checkbox', { name: 'Quiet hours' }).uncheck();
  await panel.getByRole('button', { name: 'Save the times' }).click();
  await expect.poll(() => world.alerts?.settings).toMatchObject({ dailyAt: '08:00', quietHours: null });
});

test('keeps what could not be sent in sight and tries it again when told to', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), '#/alerts');
  const outbox = page.getByRole('region', { name: 'Outbox' });
  await expect(outbox.getByRole('row', { name: /Waits/ })).toContainText('421 4.7.0 Try again later');
  await outbox.getByRole('button', { name: /^Try now/ }).click();
  await expect(outbox.getByRole('row', { name: /Waits/ })).toHaveCount(0);
  expect(asked(fake, 'alerts.retry')).toEqual([{ messageId: messageId(1) }]);
});

test('says what stood in the way and leaves a channel as it was', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), '#/alerts', (fake) =>
    fake.fail('alerts.set-settings', { ...UNREACHABLE, title: 'No keychain' }),
  );
  const slack = page.getByRole('region', { name: 'Slack' });
  await slack.getByRole('checkbox', { name: 'Send by Slack' }).click();
  await expect(slack.getByRole('alert')).toContainText('No keychain');
  await expect(slack.getByRole('checkbox', { name: 'Send by Slack' })).toBeChecked();
});

test('is reached from the settings, which say in one look who is told', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), '#/settings');
  const panel = page.getByRole('region', { name: 'Alerts' });
  await expect(panel).toContainText('Email Last one failed');
  await expect(panel).toContainText('Webhook Off');
  await panel.getByRole('link', { name: 'Channels and messages' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts' })).toBeFocused();
});
