import type { Drill } from '../../shared/model/drill.ts';

/** One drill's part in the trend of the measured time to recover. */
export interface TrendPoint {
  /** UTC. */
  readonly at: string;
  readonly outcome: Drill['outcome'];
  /** Milliseconds; null where the data was not restored to its end. */
  readonly restoreMs: number | null;
}

/** Oldest first. What was aborted says nothing, and is left out. Pure. */
export function rtoTrend(drills: readonly Drill[]): readonly TrendPoint[] {
  return drills
    .filter(({ outcome }) => outcome !== 'aborted')
    .map(({ startedAt, outcome, restoreMs }) => ({ at: startedAt, outcome, restoreMs }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
