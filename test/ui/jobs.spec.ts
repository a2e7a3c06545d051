import { expect, test } from './app-test.ts';
import { jobId } from './world/ids.ts';
import { DUMP_STOPPED } from './world/models.ts';
import { fleetWorld } from './world/world.ts';

test('lists what ended by day, with how and how long', async ({ open }) => {
  const { page } = await open(fleetWorld(), '#/activity');
  const table = page.getByRole('table', { name: 'Jobs, newest first' });
  await expect(table.getByRole('row').filter({ hasText: 'saltmarsh-clinic' })).toContainText(`${DUMP_STOPPED.title}`);
  await expect(table.getByRole('row').filter({ hasText: 'Interrupted' })).toContainText('tidewater-school');
  await page.getByRole('button', { name: 'Failed 1' }).click();
  await expect(table.getByRole('rowheader')).toHaveCount(1);
  await table.getByRole('link', { name: 'Back up saltmarsh-clinic' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Back up saltmarsh-clinic' })).toBeFocused();
  await expect(page.getByRole('group', { name: 'Log of the job' })).toContainText('table 14 of 61: appointments');
});

test('does a failed job again as a new one', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, `#/job/${jobId(11)}`);
  await page.getByRole('button', { name: 'Do it again' }).click();
  await expect.poll(() => fake.asked.some(({ name }) => name === 'job.again')).toBe(true);
  const queued = world.jobs[0];
  if (queued === undefined) throw new Error('the fake queued a job');
  await fake.emit('job.changed', queued);
  await expect(page.getByRole('region', { name: 'Waiting' })).toBeVisible();
});

test('follows a running job to its end, log included', async ({ open }) => {
  const world = fleetWorld();
  const { page, fake } = await open(world, `#/job/${jobId(13)}`);
  const log = page.getByRole('group', { name: 'Log of the job' });
  await expect(log).toContainText('receiving, gzip');
  // One button of each, with its word.
  await expect(page.getByRole('main').getByRole('button', { name: /^Cancel/ })).toHaveCount(1);
  const running = world.jobs.find((job) => job.id === jobId(13));
  if (running === undefined) throw new Error('the world has a running job');
  world.logs = { ...world.logs, [jobId(13)]: '2026-11-20T08:36:42.000Z end mark seen' };
  await fake.emit('job.changed', { ...running, state: 'failed', problem: DUMP_STOPPED, endedAt: '2026-11-20T08:40:00.000Z' });
  await expect(page.getByRole('region', { name: 'What stopped it' })).toContainText(DUMP_STOPPED.title);
  await expect(log).toContainText('2026-11-20 09:36:42 end mark seen');
  await expect(page.getByRole('region', { name: 'Log' })).toContainText('local time');
  await expect(page.getByRole('progressbar', { name: 'Back up fern-and-fold' })).toHaveCount(0);
});

test('says so when a job is not known, as one whose log is no longer kept', async ({ open }) => {
  const { page } = await open(fleetWorld(), `#/job/${jobId(99)}`);
  await expect(page.getByText('This job is not known')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Log' })).toContainText('Nothing was changed.');
  await expect(page.getByRole('button', { name: 'Do it again' })).toHaveCount(0);
});

test('shows the log of a job that is older than the list goes back', async ({ open }) => {
  const world = fleetWorld();
  world.logs = { ...world.logs, [jobId(98)]: '2026-03-20T08:36:42.000Z end mark seen' };
  const { page } = await open(world, `#/job/${jobId(98)}`);
  await expect(page.getByRole('group', { name: 'Log of the job' })).toContainText('2026-03-20 09:36:42 end mark seen');
  await expect(page.getByText('This job is not known')).toHaveCount(0);
});
