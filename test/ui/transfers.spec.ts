import { expect, expectAccessible, test } from './app-test.ts';
import { jobId, siteId } from './world/ids.ts';
import { transferJobs, transferWorld } from './world/transfers.ts';
import { problem } from './world/problems.ts';

test('shows a transfer with its rate and the time left, and pauses it', async ({ open }) => {
  const { page, fake } = await open(transferWorld(), '#/activity');
  const running = page.getByRole('region', { name: 'Running' });
  const line = running.getByRole('listitem').filter({ hasText: 'Copy to s3-main' });
  await expect(line).toContainText('35\u00a0% · 2\u00a0min 30\u00a0s left');
  await expect(line).toContainText('812\u00a0MB of 2.30\u00a0GB · 11.8\u00a0MB/s');
  // A capture reads a state that goes on changing: it cannot be taken up later.
  await expect(
    running
      .getByRole('listitem')
      .filter({ hasText: 'Back up fern-and-fold' })
      .getByRole('button', { name: /^Pause/ }),
  ).toHaveCount(0);
  await line.getByRole('button', { name: 'Pause: Copy to s3-main' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'job.pause')?.input).toEqual({ jobId: jobId(17) });

  const { copying } = transferJobs();
  await fake.emit('job.changed', { ...copying, state: 'paused', endedAt: copying.createdAt });
  const paused = page.getByRole('region', { name: 'Paused' });
  await expect(paused).toContainText('812\u00a0MB kept');
  await expectAccessible(page);
});

test('goes on with what was paused, once', async ({ open }) => {
  const world = transferWorld();
  const { page, fake } = await open(world, '#/activity');
  const paused = page.getByRole('region', { name: 'Paused' });
  await expect(paused.getByRole('listitem')).toContainText('at 42\u00a0%, 121\u00a0MB kept');
  await paused.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'job.again')?.input).toEqual({ jobId: jobId(18) });
  const goesOn = world.jobs[0];
  if (goesOn === undefined) throw new Error('the fake queued a job');
  await fake.emit('job.changed', goesOn);
  await expect(paused).toHaveCount(0);
});

test('pauses a transfer of a site where the site is looked at', async ({ open }) => {
  const { copying } = transferJobs();
  const world = transferWorld();
  const ofSite = { ...copying, siteId: siteId(4) };
  const { page, fake } = await open({ ...world, jobs: [ofSite] }, `#/site/${siteId(4)}`);
  await page
    .getByRole('region', { name: 'Copy to s3-main' })
    .getByRole('button', { name: /^Pause/ })
    .click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'job.pause')?.input).toEqual({ jobId: jobId(17) });
});

test('tells why a transfer could not be paused', async ({ open }) => {
  const { page } = await open(transferWorld(), `#/job/${jobId(17)}`, (before) =>
    before.fail('job.pause', problem('job.ended', 'The work has ended already')),
  );
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The work has ended already');
});
