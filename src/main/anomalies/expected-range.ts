import type { ExpectedRange } from '../../shared/model/anomaly.ts';
import { median, slopeOf, spread } from './statistics.ts';

/** Values before there is a range: a week of nights. */
export const KNOWN_AFTER = 7;
/** Older ones say little of today. */
const WINDOW = 60;
/** Four weeks of nights, four of each weekday: less is no season. */
const SEASON_AFTER = 28;
const SEASON_OF_EACH = 4;
/** A season is one when it explains a fifth of what the trend leaves. */
const SEASON_EXPLAINS = 0.8;
/** A trend is not drawn out further than this beyond its last point. */
const LOOK_AHEAD_DAYS = 7;
const DAY_MS = 86_400_000;
/** What is shown as usual: three standard deviations, and never less than 2 %. */
const USUAL_SIGMAS = 3;
const USUAL_FLOOR = Math.log(1.02);
/** After a new level was acknowledged, until it has a range of its own. */
const LEARNING_USUAL = Math.log(1.25);

export interface HistoryPoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

export interface Expectation {
  readonly range: ExpectedRange;
  /** Middle of the range, and the standard deviation around it, both of ln(1 + value). */
  readonly middle: number;
  readonly sigma: number;
  /** Fewer values than tell a season: a Sunday may still be far from what the week lets expect. */
  readonly isLearning: boolean;
}

/**
 * What the history of a figure leads to expect at a time. Growth and season multiply rather than add, so all is reckoned in ln(1 + value): a trend line
 * through the newest values (close to Theil-Sen), the weekday's usual distance from it, and the spread of what remains (MAD). `history`: oldest first, without what was
 * no measure. Null: not known yet, unless `isNewLevel`, for which one value will do.
 */
export function expectedRange(history: readonly HistoryPoint[], at: number, isNewLevel: boolean): Expectation | null {
  const points = history
    .slice(-WINDOW)
    .map((point) => ({ x: point.at / DAY_MS, y: Math.log1p(point.value), weekday: weekdayOf(point.at) }));
  const last = points.at(-1);
  if (last === undefined) return null;
  if (points.length < KNOWN_AFTER) {
    if (!isNewLevel) return null;
    return expectation(median(points.map(({ y }) => y)), 0, {
      usual: LEARNING_USUAL,
      weekday: null,
      from: points.length,
      isLearning: true,
    });
  }
  const slope = slopeOf(points);
  const level = median(points.map(({ x, y }) => y - slope * x));
  const left = points.map(({ x, y, weekday }) => ({ weekday, rest: y - slope * x - level }));
  const season = seasonOf(left);
  const weekday = weekdayOf(at);
  const rests = season === null ? left.map(({ rest }) => rest) : left.map((each) => each.rest - (season.get(each.weekday) ?? 0));
  const x = Math.min(at / DAY_MS, last.x + LOOK_AHEAD_DAYS);
  const seasonal = season?.get(weekday);
  const sigma = spread(rests);
  return expectation(level + slope * x + (seasonal ?? 0), sigma, {
    usual: Math.max(USUAL_SIGMAS * sigma, USUAL_FLOOR),
    weekday: seasonal === undefined ? null : weekday,
    from: points.length,
    isLearning: points.length < SEASON_AFTER,
  });
}

interface Around {
  readonly usual: number;
  readonly weekday: number | null;
  readonly from: number;
  readonly isLearning: boolean;
}

function expectation(middle: number, sigma: number, { usual, weekday, from, isLearning }: Around): Expectation {
  const at = (y: number): number => Math.max(0, Math.expm1(y));
  return { range: { low: at(middle - usual), high: at(middle + usual), weekday, from }, middle, sigma, isLearning };
}

/** The usual distance of each weekday from the trend; null: too little is known, or the weekdays hardly differ. */
function seasonOf(left: readonly { readonly weekday: number; readonly rest: number }[]): ReadonlyMap<number, number> | null {
  if (left.length < SEASON_AFTER) return null;
  const season = new Map<number, number>();
  for (const [weekday, rests] of Map.groupBy(left, (each) => each.weekday))
    if (rests.length >= SEASON_OF_EACH) season.set(weekday, median(rests.map(({ rest }) => rest)));
  const before = meanDistance(left.map(({ rest }) => rest));
  const after = meanDistance(left.map(({ weekday, rest }) => rest - (season.get(weekday) ?? 0)));
  return after <= SEASON_EXPLAINS * before ? season : null;
}

function meanDistance(rests: readonly number[]): number {
  return rests.reduce((sum, rest) => sum + Math.abs(rest), 0) / rests.length;
}

function weekdayOf(at: number): number {
  return new Date(at).getUTCDay();
}
