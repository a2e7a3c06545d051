import type { TrendPoint, TrendSeries } from '../../../shared/model/anomaly.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';

/** Nights a panel has room for. */
export const NIGHTS = 30;
export const WIDTH = 600;
export const LANE = 36;

/** The middle of each night's column; the newest at the right. */
export function columnsOf(count: number): readonly number[] {
  const gap = WIDTH / NIGHTS;
  return Array.from({ length: count }, (_, index) => WIDTH - gap * (count - index) + gap / 2);
}

export interface Lane {
  /** Path of the values; breaks nowhere, for a night without a value is no point. */
  readonly line: string;
  /** Closed path around the expected ranges; empty where none is known yet. */
  readonly band: string;
  readonly dots: readonly { readonly id: string; readonly x: number; readonly y: number; readonly isAnomaly: boolean }[];
}

/** Values on an axis that shows their movement, not their distance from nothing, with the range each was expected in. */
export function drawLane(points: readonly TrendPoint[]): Lane {
  const shown = points.slice(-NIGHTS);
  const xs = columnsOf(shown.length);
  const all = shown.flatMap(({ value, expected }) => (expected === null ? [value] : [value, expected.low, expected.high]));
  const least = Math.min(...all);
  const most = Math.max(...all);
  const yOf = (value: number): number => round(most === least ? LANE / 2 : LANE - 3 - ((value - least) / (most - least)) * (LANE - 6));
  const at = (index: number): number => round(xs[index] ?? 0);
  const known = shown.flatMap(({ expected }, index) =>
    expected === null ? [] : [{ x: at(index), high: yOf(expected.high), low: yOf(expected.low) }],
  );
  return {
    line: shown.map(({ value }, index) => `${index === 0 ? 'M' : 'L'}${at(index)} ${yOf(value)}`).join(''),
    band:
      known.length < 2
        ? ''
        : `${known.map(({ x, high }, index) => `${index === 0 ? 'M' : 'L'}${x} ${high}`).join('')}${known
            .toReversed()
            .map(({ x, low }) => `L${x} ${low}`)
            .join('')}Z`,
    dots: shown.map(({ backupId, value, isAnomaly }, index) => ({ id: backupId, x: at(index), y: yOf(value), isAnomaly })),
  };
}

/** Bars from nothing up, of the same nights. */
export function drawBars(points: readonly TrendPoint[]) {
  const shown = points.slice(-NIGHTS);
  const most = Math.max(1, ...shown.map(({ value }) => value));
  const xs = columnsOf(shown.length);
  return shown.map(({ backupId, value, isAnomaly }, index) => {
    const height = round(Math.max(1, (value / most) * (LANE - 4)));
    return { id: backupId, x: round((xs[index] ?? 0) - 5), y: round(LANE - height), height, isAnomaly };
  });
}

export function amountOf({ unit }: Pick<TrendSeries, 'unit'>, value: number): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'ms':
      return formatDuration(value);
    case 'files':
    case 'rows':
      return `${Math.round(value).toLocaleString('en')}\u00a0${unit}`;
  }
}

/** "inside its range", or which way it is out, or when there will be one. */
export function standing(series: TrendSeries, knownAfter: number): string {
  const last = series.points.at(-1);
  if (last === undefined) return 'no backup yet';
  if (last.isAnomaly) return 'far off';
  if (last.expected === null) return `range known after ${knownAfter} nights`;
  if (last.value < last.expected.low) return 'a little below its range';
  return last.value > last.expected.high ? 'a little above its range' : 'inside its range';
}

export function seriesName({ kind, subject }: Pick<TrendSeries, 'kind' | 'subject'>): string {
  switch (kind) {
    case 'size':
      return `Size of ${subject}`;
    case 'files':
      return `Files in ${subject}`;
    case 'rows':
      return `Rows of ${subject}`;
    case 'duration':
      return `Time of ${subject}`;
    case 'tables':
    case 'executables':
      return subject;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
