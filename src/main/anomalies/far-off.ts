import type { AnomalyKind } from '../../shared/model/anomaly.ts';
import type { Expectation } from './expected-range.ts';

/** How far from the middle of its range a figure must be, as a factor and in its own unit, before it is an anomaly. Null: that way it never is. */
interface Limits {
  readonly down: number | null;
  readonly up: number | null;
  /** Bytes, files, rows, milliseconds: below it a large factor says nothing. */
  readonly atLeast: number;
}

const LIMITS: Readonly<Record<Exclude<AnomalyKind, 'tables' | 'executables'>, Limits>> = {
  size: { down: 1.5, up: 1.6, atLeast: 64 * 1024 },
  files: { down: 1.5, up: 2, atLeast: 20 },
  rows: { down: 2, up: 4, atLeast: 500 },
  // A slow line or a busy server doubles a night's time; fast is no harm.
  duration: { down: null, up: 4, atLeast: 120_000 },
};

/** Beyond what the figure's own noise makes likely: once in 500 million, were it normal. */
const FAR_SIGMAS = 6;
/** However noisy a site is: a ninth of the usual is far off. */
const NEVER_WITHIN = Math.log(9);
/** Until the weekdays are known. */
const LEARNING = Math.log(2);

/** Which way a value is far off what was expected; null: it is not. */
export function farOff(kind: keyof typeof LIMITS, value: number, { middle, sigma, isLearning }: Expectation): 'up' | 'down' | null {
  const { down, up, atLeast } = LIMITS[kind];
  const distance = Math.log1p(value) - middle;
  const factor = distance < 0 ? down : up;
  if (factor === null || Math.abs(value - Math.expm1(middle)) < atLeast) return null;
  const own = Math.max(Math.log(factor), FAR_SIGMAS * sigma, isLearning ? LEARNING : 0);
  const limit = distance < 0 ? Math.min(own, NEVER_WITHIN) : own;
  return Math.abs(distance) <= limit ? null : distance < 0 ? 'down' : 'up';
}
