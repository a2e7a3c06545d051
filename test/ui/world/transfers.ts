import type { Job } from '../../../src/shared/model/job.ts';
import { makeJob, makeSite } from './models.ts';
import { ago } from './times.ts';
import type { World } from './world.ts';
import { fleetWorld } from './world.ts';

/** A copy to S3 that runs, and an adoption somebody paused. */
export function transferJobs(): { readonly copying: Job; readonly paused: Job } {
  const market = makeSite(4, 'aurora-market');
  const copying = makeJob(17, null, {
    kind: 'copy',
    title: 'Copy to s3-main',
    state: 'running',
    createdAt: ago(0.1),
    startedAt: ago(0.1),
    endedAt: null,
    progress: {
      step: 'Sending aurora-market, Thu 19 Nov 07:41',
      doneBytes: 812_000_000,
      totalBytes: 2_300_000_000,
      bytesPerSecond: 11_800_000,
      remainingMs: 126_000,
    },
  });
  const paused = makeJob(18, market, {
    kind: 'adopt',
    title: 'Adopt backups of aurora-market',
    state: 'paused',
    createdAt: ago(3),
    progress: { step: 'Pulling 2026-11-18.zip', doneBytes: 121_000_000, totalBytes: 287_000_000, bytesPerSecond: null, remainingMs: null },
  });
  return { copying, paused };
}

export function transferWorld(): World {
  const world = fleetWorld();
  const { copying, paused } = transferJobs();
  return { ...world, jobs: [copying, ...world.jobs, paused] };
}
