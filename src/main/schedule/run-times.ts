import { Cron } from 'croner';
import { cronExpression, type Rhythm } from '../../shared/model/rhythm.ts';

/** When something with a rhythm runs. All times are milliseconds since the epoch. */
export interface RunTimes {
  /** The first run after a time; null: none within croner's horizon. */
  nextAfter(rhythm: Rhythm, zone: string, after: number): number | null;
  /** All runs after `after` and not after `until`, oldest first; of the last 400 days before `until` at most. */
  between(rhythm: Rhythm, zone: string, after: number, until: number): readonly number[];
  /** The next `count` runs after a time. */
  preview(rhythm: Rhythm, zone: string, after: number, count: number): readonly number[];
}

/** What lies further back is past the end of the history. */
const FURTHEST_MS = 400 * 86_400_000;

interface Known {
  readonly cron: Cron;
  /** The answer given last: no run lies between the two. */
  after: number;
  next: number | null;
}

/**
 * Asks croner, which knows the zones: a time that a change of clocks leaves out comes when the clocks have changed, one that comes twice runs once, and hours
 * are hours. Asking is slow and the same is asked each minute, so the last answer of each rhythm is kept.
 */
export function createRunTimes(): RunTimes {
  const known = new Map<string, Known>();
  const knownFor = (rhythm: Rhythm, zone: string): Known => {
    const expression = cronExpression(rhythm);
    const key = `${zone} ${expression}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const fresh = { cron: new Cron(expression, { timezone: zone, paused: true }), after: Number.POSITIVE_INFINITY, next: null };
    known.set(key, fresh);
    return fresh;
  };
  const nextAfter = (rhythm: Rhythm, zone: string, after: number): number | null => {
    const entry = knownFor(rhythm, zone);
    if (entry.after <= after && entry.next !== null && after < entry.next) return entry.next;
    entry.next = entry.cron.nextRun(new Date(after))?.getTime() ?? null;
    entry.after = after;
    return entry.next;
  };
  return {
    nextAfter,
    between(rhythm, zone, after, until) {
      const { cron } = knownFor(rhythm, zone);
      const runs: number[] = [];
      // Usually there is none, and the kept answer says so.
      let next = nextAfter(rhythm, zone, Math.max(after, until - FURTHEST_MS));
      while (next !== null && next <= until) {
        runs.push(next);
        next = cron.nextRun(new Date(next))?.getTime() ?? null;
      }
      return runs;
    },
    preview: (rhythm, zone, after, count) => {
      const { cron } = knownFor(rhythm, zone);
      return cron.nextRuns(count, new Date(after)).map((run) => run.getTime());
    },
  };
}
