import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './app-test.ts';
import { backupId, siteId } from './world/ids.ts';
import { RECOVERY, answeredWorld, recoveryWorld, restoreWorld } from './world/recovery-worlds.ts';
import { makeRestore } from './world/restores.ts';
import { emptyWorld, fleetWorld } from './world/world.ts';

const QUESTION = { level: 1, name: 'What happened?' } as const;

test('asks from the rail which site it is about, and opens its incident', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  await page.getByRole('button', { name: 'Recovery' }).click();
  const dialog = page.getByRole('dialog', { name: 'Which site is it about?' });
  await expect(dialog.getByRole('button', { name: 'Start recovery' })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await dialog.getByRole('radio', { name: /aurora-market/ }).check();
  await dialog.getByRole('button', { name: 'Start recovery' }).click();
  await expect(page.getByRole('heading', QUESTION)).toBeFocused();
  expect(fake.asked.filter(({ name }) => name === 'incident.open').map(({ input }) => input)).toEqual([{ siteId: siteId(4) }]);
});

test('keeps the word “Recovery” in the narrow rail, where the other words are gone', async ({ open, page: sized }) => {
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page } = await open(fleetWorld());
  const word = page.getByRole('button', { name: 'Recovery' }).getByText('Recovery');
  await expect(word).toBeInViewport({ ratio: 1 });
});

test('starts from the page of a site by its button and by the keyboard', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/site/${siteId(4)}`);
  await page.getByRole('main').getByRole('button', { name: 'Recovery' }).click();
  await expect(page.getByRole('heading', QUESTION)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeVisible();
  await page.keyboard.press('Control+Shift+R');
  await expect(page.getByRole('heading', QUESTION)).toBeVisible();
});

test('asks by the same keys for the site where none is on screen', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/settings');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await page.keyboard.press('Control+Shift+R');
  await expect(page.getByRole('dialog', { name: 'Which site is it about?' })).toBeVisible();
});

test('says without a site that a backup can be restored by hand', async ({ open }) => {
  const { page } = await open(emptyWorld());
  await page.getByRole('button', { name: 'Recovery' }).click();
  await expect(page.getByRole('dialog')).toContainText('RESTORE.txt');
});

test('chooses the backup from whose page the recovery began', async ({ open }) => {
  const { page } = await open(answeredWorld(), `#/backup/${backupId(1)}`);
  await page.getByRole('button', { name: 'Restore this backup…' }).click();
  await expect(page.getByRole('heading', QUESTION)).toBeVisible();
  await page.getByRole('button', { name: /Find a clean backup/ }).click();
  const chosen = page.getByRole('region', { name: 'Chosen backup' });
  await expect(chosen).toContainText('Fri 20 Nov 02:00');
  await expect(chosen).toContainText('Inside the 12 h margin before the first sign.');
});

for (const [state, words] of [
  ['running', 'A restore is running.'],
  ['interrupted', 'A restore was interrupted.'],
  ['stuck', 'A restore is stuck.'],
] as const)
  test(`leads from the fleet to a restore that is ${state}`, async ({ open }) => {
    const { page } = await open(restoreWorld(makeRestore(3, { state })));
    const line = page.getByRole('list', { name: 'Restores under way' });
    await expect(line).toContainText(words);
    await line.getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`${RECOVERY}$`));
    await expect(page.getByRole('list', { name: 'Steps of the recovery' }).locator('[aria-current="step"]')).toContainText('Run');
  });

test('shows the line as soon as a restore changes its state, without asking for every step', async ({ open }) => {
  const world = restoreWorld(makeRestore(3));
  const { page, fake } = await open(world);
  await expect(page.getByText('A restore is running.')).toBeVisible();
  const asked = () => fake.asked.filter(({ name }) => name === 'restore.list').length;
  const before = asked();
  await fake.emit('restore.changed', makeRestore(4));
  const interrupted = makeRestore(4, { state: 'interrupted' });
  world.recovery = { ...world.recovery, restores: [interrupted] };
  await fake.emit('restore.changed', interrupted);
  await expect(page.getByText('A restore was interrupted.')).toBeVisible();
  expect(asked()).toBe(before + 1);
});

test('says when the incident cannot be read, and reads it again', async ({ open }) => {
  const { page, fake } = await open(recoveryWorld(), RECOVERY, (bridge) =>
    bridge.fail('incident.get', {
      code: 'incident.not-found',
      title: 'This incident is not known',
      hint: 'Nothing was changed.',
      retryable: false,
      detail: '',
    }),
  );
  await expect(page.getByText('This incident is not known')).toBeVisible();
  await expectAccessible(page);
  fake.answer('incident.get', () => recoveryWorld().recovery.incidents[0] ?? Promise.reject(new Error('the world has one')));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', QUESTION)).toBeVisible();
});

test('is walked from the page of the site to the running restore by the keyboard alone', async ({ open }) => {
  const { page, fake } = await open(recoveryWorld(), `#/site/${siteId(4)}`);
  await expect(page.getByRole('heading', { level: 1, name: 'aurora-market' })).toBeFocused();
  await page.keyboard.press('Control+Shift+R');
  await expect(page.getByRole('heading', QUESTION)).toBeFocused();
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: /The site was hacked/ })).toBeChecked();
  await expect(page.getByText('2 signs found')).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a backup' })).toBeFocused();
  // Both sides have been counted.
  await expect(page.getByRole('row', { name: /^orders / })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^Runbook/ })).toBeFocused();
  await tabTo(page, 'Type the site name to open the switch');
  await page.keyboard.type('aurora-market');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Run the plan' })).toBeFocused();
  expect(fake.asked.filter(({ name }) => name === 'restore.run')).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Steps of the recovery' }).locator('[aria-current="step"]')).toContainText('Run');
});

async function tabTo(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label);
  for (let presses = 0; presses < 40; presses += 1) {
    if (await field.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(field).toBeFocused();
}
