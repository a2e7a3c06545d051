import type { CronLine, CronRun, CronWork, CronWorkState, ServerZone } from '../../shared/model/cron.ts';
import { periodMs, type Rhythm } from '../../shared/model/rhythm.ts';
import { runBefore, runsAfter } from './server-times.ts';

/** A work that did not show for longer than this many times its period is silent. */
export const SILENT_AFTER_PERIODS = 1.25;
/** A run takes time, and cron is not punctual on a loaded server. */
const GRACE_MS = 30 * 60_000;

export interface LivenessFacts {
  readonly lines: readonly CronLine[];
  readonly runs: readonly CronRun[];
  readonly installedAt: string;
  readonly zone: ServerZone;
  /** When the server was asked, by its own clock, milliseconds since the epoch: what is not known of later times is not judged. */
  readonly at: number;
}

/** One entry for each work of the plan, in the order of the plan. Pure. */
export function livenessOf({ lines, runs, installedAt, zone, at }: LivenessFacts): readonly CronWorkState[] {
  const byWork = Map.groupBy(lines, ({ work }) => work);
  return [...byWork].map(([work, own]) => {
    const rhythms = own.map(({ rhythm }) => rhythm);
    return workState(work, rhythms, newestRun(runs, work), { installedAt: Date.parse(installedAt), zone, at });
  });
}

function newestRun(runs: readonly CronRun[], work: CronWork): CronRun | null {
  return runs.filter((run) => run.work === work).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0] ?? null;
}

function workState(
  work: CronWork,
  rhythms: readonly Rhythm[],
  lastRun: CronRun | null,
  { installedAt, zone, at }: { readonly installedAt: number; readonly zone: ServerZone; readonly at: number },
): CronWorkState {
  const seenAt = lastRun === null ? null : Date.parse(lastRun.at);
  const dueAt = Math.max(...rhythms.map((rhythm) => runBefore(rhythm, zone, at)));
  const expectedAt = dueAt > installedAt ? dueAt : null;
  const period = Math.min(...rhythms.map(periodMs));
  const silentFrom = Math.max(seenAt ?? installedAt, installedAt) + SILENT_AFTER_PERIODS * period;
  const nextAt = Math.min(...rhythms.map((rhythm) => runsAfter(rhythm, zone, at, 1)[0] ?? Number.POSITIVE_INFINITY));
  const isMissing = expectedAt !== null && (seenAt === null || seenAt < expectedAt);
  const state = ((): CronWorkState['state'] => {
    if (at >= silentFrom) return 'silent';
    if (lastRun?.outcome === 'failed') return 'failed';
    if (isMissing && at >= expectedAt + GRACE_MS) return 'late';
    return seenAt === null ? 'never' : 'alive';
  })();
  return {
    work,
    rhythms: [...rhythms],
    state,
    lastSeenAt: lastRun?.at ?? null,
    lastRun,
    expectedAt: isoOrNull(expectedAt),
    silentFrom: new Date(silentFrom).toISOString(),
    nextAt: isoOrNull(Number.isFinite(nextAt) ? nextAt : null),
  };
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
