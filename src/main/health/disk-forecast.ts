import { type DiskForecast, type DiskReading, FORECAST_NEEDS } from '../../shared/model/disk.ts';

const DAY = 24 * 3_600_000;
/** Older readings tell of another time. */
export const FORECAST_DAYS = 30;
/** Less growth than this in a day is none: a disk is never quite still. */
const STEADY_BYTES = 1_000_000;

/**
 * Where a disk goes. The slope is the median of the slopes between all pairs of readings (Theil-Sen), which a clean-up, a big restore or one wrong reading
 * among many does not move. Oldest first, one for each day. `now`: milliseconds since the epoch. Pure.
 */
export function diskForecast(readings: readonly DiskReading[], now: number): DiskForecast {
  const young = readings.filter(({ at }) => now - Date.parse(at) <= FORECAST_DAYS * DAY);
  const newest = young.at(-1);
  if (newest === undefined || young.length < FORECAST_NEEDS) return { state: 'not-known', readings: young.length };
  const bytesPerDay = Math.round(medianSlope(young));
  if (bytesPerDay < STEADY_BYTES) return { state: 'steady' };
  if (newest.totalBytes === null) return { state: 'grows', bytesPerDay, fullInDays: null };
  const left = Math.max(0, newest.totalBytes - newest.usedBytes);
  const days = left / bytesPerDay - (now - Date.parse(newest.at)) / DAY;
  return { state: 'grows', bytesPerDay, fullInDays: Math.max(0, Math.floor(days)) };
}

/** Bytes a day. */
function medianSlope(readings: readonly DiskReading[]): number {
  const slopes = readings.flatMap((later, index) =>
    readings.slice(0, index).flatMap((earlier) => {
      const days = (Date.parse(later.at) - Date.parse(earlier.at)) / DAY;
      return days > 0 ? [(later.usedBytes - earlier.usedBytes) / days] : [];
    }),
  );
  const sorted = slopes.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
