import type { Generations } from '../../shared/model/retention.ts';
import { monthOf, monthsBefore, weekOf, yearOf } from './calendar.ts';

/** From which local day on each generation counts; each ends where the one before it begins. Days as in `Calendar`. */
export interface Tiers {
  readonly all: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
  readonly yearly: number;
}

export type TierName = keyof Tiers;

/** The generation of a day, and which of its periods it is in. */
export interface Period {
  readonly tier: Exclude<TierName, 'all'>;
  readonly number: number;
}

/**
 * The generations as seen from a day. Figures are kept at the least: "all of 7 days" holds today and the seven days before it, so that nothing goes
 * before it is that old, whatever the hour. With 0 the generation is empty and the next one begins with today.
 */
export function tiersOn(today: number, generations: Generations): Tiers {
  const all = generations.allDays === 0 ? today + 1 : today - generations.allDays;
  const daily = all - generations.dailyDays;
  const weekly = daily - 7 * generations.weeklyWeeks;
  const monthly = monthsBefore(weekly, generations.monthlyMonths);
  return { all, daily, weekly, monthly, yearly: monthsBefore(monthly, 12 * generations.yearlyYears) };
}

/** `all`: everything of that day stays. Null: older than every generation. */
export function periodOf(day: number, tiers: Tiers): Period | 'all' | null {
  if (day >= tiers.all) return 'all';
  if (day >= tiers.daily) return { tier: 'daily', number: day };
  if (day >= tiers.weekly) return { tier: 'weekly', number: weekOf(day) };
  if (day >= tiers.monthly) return { tier: 'monthly', number: monthOf(day) };
  return day >= tiers.yearly ? { tier: 'yearly', number: yearOf(day) } : null;
}
