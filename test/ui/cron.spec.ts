import { expect, expectAccessible, test } from './app-test.ts';
import { jobId, siteId } from './world/ids.ts';
import { UNREACHABLE } from './world/models.ts';
import { runsAloneWorld } from './world/running-alone.ts';

const SITE = `#/cron/${siteId(4)}`;
const NEW = `#/cron/${siteId(6)}`;
const asked = (fake: { readonly asked: readonly { readonly name: string; readonly input: unknown }[] }, name: string) =>
  fake.asked.filter((each) => each.name === name).map(({ input }) => input as Record<string, unknown>);

test('says of every site whether its server still makes backups by itself', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), '#/cron');
  await expect(page.getByRole('row', { name: /aurora-market/ })).toContainText('Active');
  await expect(page.getByRole('row', { name: /saltmarsh-clinic/ })).toContainText('Silent');
  await expect(page.getByRole('row', { name: /saltmarsh-clinic/ })).toContainText('no answer since');
  await expect(page.getByRole('row', { name: /harbor-books/ })).toContainText('lines go into its panel');
  await expect(page.getByRole('row', { name: /fern-and-fold/ })).toContainText('Not looked yet');
  await page.getByRole('link', { name: 'saltmarsh-clinic' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cron of saltmarsh-clinic' })).toBeFocused();
});

test('says what was expected, when it was last seen, and what the server itself holds for wrong', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), `#/cron/${siteId(1)}`);
  const works = page.getByRole('region', { name: 'Works' });
  await expect(works.getByRole('row', { name: /^Database/ })).toContainText('Silent');
  await expect(works.getByRole('row', { name: /^Database/ })).toContainText('expected Thu 19 Nov 02:41, last seen Tue 17 Nov 02:41');
  await expect(page.getByText('The disk is at 94 %')).toBeVisible();
  await expect(page.getByRole('region', { name: 'The server did not answer when it was last asked' })).toContainText(
    'The server did not answer in time',
  );
});

test('installs only what its preview showed, and only after somebody said that they read it', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), NEW);
  await page.getByRole('button', { name: 'Preview the installation…' }).click();
  const preview = page.getByRole('region', { name: 'What will be installed' });
  await expect(preview.getByRole('region', { name: 'Cron table' })).toContainText('MAILTO=ops@example.org');
  await expect(preview.getByRole('listitem').filter({ hasText: 'added:' }).first()).toContainText('# BEGIN holdfast');
  await expect(preview).toContainText("Cron drives the site's own scheduler");
  await preview.getByText('site.conf: is written').click();
  await expect(preview).toContainText("COMPRESSION='gzip'");
  await expectAccessible(page);
  const install = preview.getByRole('button', { name: 'Install exactly this' });
  await expect(install).toHaveAccessibleDescription('Say first that you have read it');
  await install.focus();
  await page.keyboard.press('Enter');
  expect(asked(fake, 'cron.install')).toEqual([]);
  await preview.getByRole('checkbox', { name: /I have read what will be done/ }).check();
  await install.click();
  await expect(preview).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Remove' })).toBeVisible();
  const [{ plan, digest } = {}] = asked(fake, 'cron.install');
  expect(digest).toBe(`install-${JSON.stringify(plan).length}`);
  expect(asked(fake, 'cron.preview')[0]?.['plan']).toEqual(plan);
});

test('does nothing when the server is another one than the preview saw, and offers a new preview', async ({ open }) => {
  const { page } = await open(runsAloneWorld(), NEW, (fake) =>
    fake.fail('cron.install', {
      ...UNREACHABLE,
      code: 'cron.preview-changed',
      title: 'What is to be done is not what the preview showed any more',
    }),
  );
  await page.getByRole('button', { name: 'Preview the installation…' }).click();
  const preview = page.getByRole('region', { name: 'What will be installed' });
  await preview.getByRole('checkbox').check();
  await preview.getByRole('button', { name: 'Install exactly this' }).click();
  await expect(preview.getByRole('alert')).toContainText('not what the preview showed any more');
  await preview.getByRole('button', { name: 'Preview it again' }).click();
  await expect(preview.getByRole('checkbox')).not.toBeChecked();
});

test('puts a plan together from presets and plain rhythms', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  const plan = page.getByRole('region', { name: 'Plan' });
  await plan.getByLabel('Add a preset').selectOption('Database every hour from 8 to 18, Monday to Friday');
  await plan.getByRole('button', { name: 'Add it' }).click();
  await expect(plan).toContainText('every hour at :00, 08 to 18, Mon to Fri');
  await plan.getByRole('button', { name: /^Leave out: Structure/ }).click();
  await plan.getByRole('button', { name: /^Change Files/ }).click();
  await plan.getByRole('radio', { name: 'Monthly' }).check();
  await plan.getByLabel('Day of the month').fill('31');
  await expect(plan).toContainText('A day from 1 to 28');
  await expect(plan.getByRole('button', { name: 'Preview the installation…' })).toHaveAccessibleDescription('A field needs a look first');
  await plan.getByLabel('Day of the month').fill('15');
  await plan.getByText('How long it keeps backups').click();
  await plan.getByLabel('Mail when something is wrong').fill('ada@example.org');
  await plan.getByLabel('Keep databases, days').fill('21');
  await expectAccessible(page);
  await plan.getByRole('button', { name: 'Preview the installation…' }).click();
  await expect(page.getByRole('region', { name: 'What will be installed' })).toBeVisible();
  expect(asked(fake, 'cron.preview')[0]?.['plan']).toMatchObject({
    lines: [
      { work: 'database', rhythm: { kind: 'daily', at: '02:00' } },
      { work: 'media', rhythm: { kind: 'monthly', day: 15, at: '02:30' } },
      { work: 'cleanup' },
      { work: 'monitor' },
      { work: 'database', rhythm: { kind: 'hourly', minute: 0, from: 8, until: 18, weekdays: [1, 2, 3, 4, 5] } },
    ],
    settings: { keepDatabaseDays: 21, mailTo: 'ada@example.org', webhookUrl: null },
  });
});

test('tries a work as cron would start it and shows the job with its log', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await page.getByRole('button', { name: 'Run it now Database' }).click();
  await expect(page).toHaveURL(new RegExp(`#/job/${jobId(101)}$`));
  expect(asked(fake, 'cron.test')).toEqual([{ siteId: siteId(4), work: 'database' }]);
});

test('gives the lines to paste where there is only a hosting panel', async ({ open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page } = await open(runsAloneWorld(), `#/cron/${siteId(2)}`);
  const lines = page.getByRole('region', { name: 'Lines for the hosting panel' });
  await expect(lines).toContainText('The lines run: their traces are on the server.');
  await expect(lines).toContainText('The account has no crontab command.');
  await lines.getByRole('button', { name: 'Copy the times' }).first().click();
  await expect(lines.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('0 2 * * *');
});

test('removes only after its own preview, with or without the program', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  const remove = page.getByRole('region', { name: 'Remove', exact: true });
  await remove.getByRole('checkbox', { name: 'The program and its settings too' }).check();
  await remove.getByRole('button', { name: 'Preview the removal…' }).click();
  const preview = page.getByRole('region', { name: 'What will be removed' });
  await expect(preview.getByRole('listitem').filter({ hasText: 'removed:' }).first()).toContainText('# BEGIN holdfast');
  await expect(preview).toContainText('holdfast-server.sh: is deleted');
  await preview.getByRole('checkbox', { name: /I have read/ }).check();
  await preview.getByRole('button', { name: 'Remove exactly this' }).click();
  await expect(preview).toHaveCount(0);
  expect(asked(fake, 'cron.remove')).toEqual([{ siteId: siteId(4), files: true, digest: 'remove-files' }]);
});

test('asks the server when it is told to, and keeps what it knew when there is no answer', async ({ open }) => {
  const { page, fake } = await open(runsAloneWorld(), SITE);
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await expect.poll(() => asked(fake, 'cron.state').some(({ ask }) => ask === true)).toBe(true);
  fake.fail('cron.state', UNREACHABLE);
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await expect(page.getByRole('alert')).toContainText('The server did not answer in time');
  await expect(page.getByRole('region', { name: 'Works' })).toContainText('Active');
});
