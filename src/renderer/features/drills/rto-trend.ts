import type { Drill } from '../../../shared/model/drill.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';

export const WIDTH = 640;
export const HEIGHT = 120;
const LEFT = 12;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 1;
/** More than this many marks cannot be told apart. */
const DRAWN = 24;

export interface TrendPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly passed: boolean;
}

export interface Trend {
  /** Oldest first; evenly spaced, because drills come in a rhythm. */
  readonly points: readonly TrendPoint[];
  /** Where the goal lies; null: there is none. */
  readonly goalY: number | null;
}

/** Drills that measured a time, oldest first. */
export function measured(drills: readonly Drill[]): readonly (Drill & { readonly restoreMs: number })[] {
  return drills
    .flatMap((drill) => (drill.restoreMs === null || drill.outcome === 'aborted' ? [] : [{ ...drill, restoreMs: drill.restoreMs }]))
    .toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
    .slice(-DRAWN);
}

/** Times to restore on one axis that begins at nothing, with the goal across. */
export function drawTrend(drills: readonly Drill[], goalMs: number | null): Trend {
  const shown = measured(drills);
  const most = Math.max(1, goalMs ?? 0, ...shown.map(({ restoreMs }) => restoreMs)) * 1.08;
  const yOf = (ms: number) => HEIGHT - BOTTOM - (ms / most) * (HEIGHT - TOP - BOTTOM);
  const gap = shown.length < 2 ? 0 : (WIDTH - LEFT - RIGHT) / (shown.length - 1);
  return {
    points: shown.map(({ id, restoreMs, outcome }, at) => ({
      id,
      x: shown.length === 1 ? WIDTH / 2 : LEFT + at * gap,
      y: yOf(restoreMs),
      passed: outcome === 'passed',
    })),
    goalY: goalMs === null ? null : yOf(goalMs),
  };
}

/** What the drawing shows, in words. */
export function trendLine(drills: readonly Drill[], now: number): string {
  const shown = measured(drills);
  const [first] = shown;
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return 'No drill has measured a time yet.';
  const day = (at: string) => formatInstant(at, now).slice(0, -6);
  if (shown.length === 1) return `${formatDuration(last.restoreMs)} on ${day(last.startedAt)}. A second drill shows which way it goes.`;
  const change = Math.round(((last.restoreMs - first.restoreMs) / first.restoreMs) * 100);
  const way = change === 0 ? 'as long as' : change > 0 ? `${change}\u00a0% longer than` : `${-change}\u00a0% shorter than`;
  return `${formatDuration(last.restoreMs)} on ${day(last.startedAt)}, ${way} ${formatDuration(first.restoreMs)} on ${day(first.startedAt)}.`;
}
