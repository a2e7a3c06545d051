import * as z from 'zod';
import { BackupId, JobId, ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { Problem } from './problem.ts';

export const JobKind = z.enum([
  'backup',
  'verify',
  'catalog-rebuild',
  'copy',
  'adopt',
  'heal',
  'synthesize',
  'prune',
  'verify-rolling',
  'restore',
  'restore-undo',
  'restore-let-go',
  'restore-put-back',
  'drill',
  'cron-test',
]);
export type JobKind = z.infer<typeof JobKind>;

/** Jobs that can be paused: what has arrived is kept, and the same work goes on from there. */
export const PAUSABLE: readonly JobKind[] = ['copy', 'adopt', 'heal'];

/**
 *   queued -> running -> succeeded | warning | failed | cancelled
 *                     -> paused        (by the operator; "again" goes on where it stopped)
 *                     -> interrupted   (found running at the next start, or the app was quit)
 */
export const JobState = z.enum(['queued', 'running', 'succeeded', 'warning', 'failed', 'cancelled', 'paused', 'interrupted']);
export type JobState = z.infer<typeof JobState>;

/** The last thing a running job said of itself. Sizes in bytes, rate in bytes per second. */
export const Progress = z.object({
  /** Named stage, for people: "Dumping aurora_shop". */
  step: z.string(),
  doneBytes: z.int().nonnegative().nullable(),
  /** Known from an earlier run or from the file itself; null means "not known", never a guess. */
  totalBytes: z.int().positive().nullable(),
  bytesPerSecond: z.number().nonnegative().nullable(),
  /** Time left; null when no total is known. */
  remainingMs: z.int().nonnegative().nullable(),
});
export type Progress = z.infer<typeof Progress>;

/** One run of work. */
export const Job = z.object({
  id: JobId,
  kind: JobKind,
  /** "Back up aurora-market". */
  title: z.string(),
  serverId: ServerId.nullable(),
  siteId: SiteId.nullable(),
  state: JobState,
  cancelRequested: z.boolean(),
  progress: Progress.nullable(),
  /** Set when failed, interrupted or ended as warning. */
  problem: Problem.nullable(),
  /** The backup this job made or checked. */
  backupId: BackupId.nullable(),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});
export type Job = z.infer<typeof Job>;

export function isActive(state: JobState): boolean {
  return state === 'queued' || state === 'running';
}
