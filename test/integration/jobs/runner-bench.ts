import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import type { JobHandler, JobOutcome, JobRequest } from '../../../src/main/jobs/job-handler.ts';
import { createJobRunner, type JobRunner, type JobRunnerOptions } from '../../../src/main/jobs/job-runner.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { sampleServer } from '../../unit/model-samples.ts';
import { everyKind } from './every-kind.ts';
import { scratchCatalog, scratchFolder } from '../catalog/catalog-folder.ts';

export const DONE: JobOutcome = { state: 'succeeded', problem: null, backupId: null };

/** Work that does what the test says and stops politely when told to. */
export interface Work {
  readonly params: unknown;
  readonly context: JobContext;
  finish(outcome?: JobOutcome): void;
  fail(error: unknown): void;
}

export interface Bench {
  readonly catalog: Catalog;
  readonly runner: JobRunner;
  readonly logFolder: string;
  /** Every job as it was reported, in order. */
  readonly seen: readonly Job[];
  /** Work that has begun, in order. */
  readonly begun: readonly Work[];
  /** What the logger got. */
  readonly logged: readonly { readonly event: string; readonly fields: unknown }[];
}

export function runnerBench(options: Partial<JobRunnerOptions> & { readonly politely?: boolean } = {}): Bench {
  const catalog = scratchCatalog();
  const logFolder = join(scratchFolder(), 'jobs');
  const seen: Job[] = [];
  const begun: Work[] = [];
  const logged: { event: string; fields: unknown }[] = [];
  const note = (event: string, fields?: unknown): void => void logged.push({ event, fields });
  const handler: JobHandler = (params, context) =>
    new Promise((finish, fail) => {
      if (options.politely !== false) context.signal.addEventListener('abort', () => fail(context.signal.reason));
      begun.push({ params, context, finish: (outcome = DONE) => finish(outcome), fail });
    });
  const runner = createJobRunner({
    jobs: catalog.jobs,
    clock: systemClock,
    logger: { info: note, warn: note, error: note },
    logFolder,
    handlers: everyKind(handler),
    onChanged: (job) => void seen.push(job),
    lanesLimit: 4,
    ...options,
  });
  onTestFinished(() => runner.close());
  return { catalog, runner, logFolder, seen, begun, logged };
}

export function backupOf(server: { readonly id: Job['serverId'] } = sampleServer(), params: unknown = { n: Math.random() }): JobRequest {
  return { kind: 'backup', title: 'Back up aurora-market', serverId: server.id, siteId: null, backupId: null, params };
}

/** The work that began as number `index`, once it has. */
export async function begunAs(bench: Bench, index: number): Promise<Work> {
  await expect.poll(() => bench.begun.length, { interval: 1 }).toBeGreaterThan(index);
  return bench.begun[index] as Work;
}

/** A copy to a place; to a folder of a server when one is named. */
export function copyTo(placeId: string, serverId: Job['serverId'] = null): JobRequest {
  return { kind: 'copy', title: `Copy to ${placeId}`, serverId, siteId: null, backupId: null, params: { placeId, n: Math.random() } };
}
