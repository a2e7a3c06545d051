import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { keepScheduling } from '../../../src/main/app/schedule/keep-scheduling.ts';
import { JobId } from '../../../src/shared/model/ids.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { modulesIn } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';

const AT = '2026-11-01T00:00:00.000Z';

function jobOf(state: Job['state'], kind: Job['kind']): Job {
  return {
    id: JobId.parse(randomUUID()),
    kind,
    title: kind,
    serverId: null,
    siteId: null,
    state,
    cancelRequested: false,
    progress: null,
    problem: null,
    backupId: null,
    createdAt: AT,
    startedAt: AT,
    endedAt: AT,
  };
}

it('is nobody\u2019s what is due when a job that somebody started has ended', async () => {
  const modules = modulesIn(scratchFolder());
  const { auditing, catalog } = modules;
  const due = jobOf('queued', 'prune');
  let ticks = 0;
  const tick = async (): Promise<void> => {
    ticks += 1;
    if (ticks === 2) auditing.jobChanged(due);
  };
  const scheduling = keepScheduling(
    {
      tick,
      runDue: async () => [],
      runNow: () => Promise.reject(new Error('not asked')),
      woke() {},
      notice() {},
      caughtUp() {},
      close: async () => {},
      settleClosed() {},
    },
    modules,
  );
  onTestFinished(() => scheduling.close());
  await setTimeout(400);
  auditing.asPerson(() => scheduling.jobChanged(jobOf('succeeded', 'backup')));
  await setTimeout(400);
  expect(ticks).toBe(2);
  auditing.jobChanged({ ...due, state: 'succeeded' });
  expect(catalog.audit.rowsAfter(0, 10).map(({ document }) => (JSON.parse(document) as { actor: { host: string } }).actor.host)).toEqual([
    'scheduler',
  ]);
});
