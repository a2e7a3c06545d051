import type { BackupKind } from '../../../shared/model/backup.ts';
import type { RetentionPolicy } from '../../../shared/model/retention.ts';

export const KINDS = ['full', 'incremental', 'structure', 'data'] as const satisfies readonly BackupKind[];

export const GENERATIONS = [
  { name: 'allDays', label: 'Everything, days', most: 3650 },
  { name: 'dailyDays', label: 'then one a day, days', most: 3650 },
  { name: 'weeklyWeeks', label: 'one a week, weeks', most: 520 },
  { name: 'monthlyMonths', label: 'one a month, months', most: 240 },
  { name: 'yearlyYears', label: 'one a year, years', most: 50 },
] as const;

export type GenerationName = (typeof GENERATIONS)[number]['name'];

/** What stands in the fields of a policy. */
export interface PolicyFields {
  readonly enabled: boolean;
  readonly thinned: boolean;
  readonly generations: Readonly<Record<GenerationName, string>>;
  /** Days by kind; empty: no rule of its own. */
  readonly maxAge: Readonly<Record<BackupKind, string>>;
  readonly keepNewest: string;
  /** GB; empty: no cap. */
  readonly cap: string;
  /** Empty: the zone of this computer. */
  readonly zone: string;
}

const GB = 1_000_000_000;

const USUAL = { allDays: 7, dailyDays: 16, weeklyWeeks: 8, monthlyMonths: 4, yearlyYears: 2 };

export function policyFieldsOf(policy: RetentionPolicy): PolicyFields {
  const generations = policy.generations ?? USUAL;
  const age = (kind: BackupKind) => String(policy.maxAgeDays[kind] ?? '');
  return {
    enabled: policy.enabled,
    thinned: policy.generations !== null,
    generations: {
      allDays: String(generations.allDays),
      dailyDays: String(generations.dailyDays),
      weeklyWeeks: String(generations.weeklyWeeks),
      monthlyMonths: String(generations.monthlyMonths),
      yearlyYears: String(generations.yearlyYears),
    },
    maxAge: { full: age('full'), incremental: age('incremental'), structure: age('structure'), data: age('data') },
    keepNewest: String(policy.keepNewest),
    cap: policy.maxBytes === null ? '' : String(policy.maxBytes / GB),
    zone: policy.zone ?? '',
  };
}

/** The policy that fields stand for; null while one of them is wrong. */
export function policyOf(fields: PolicyFields): RetentionPolicy | null {
  const generations = fields.thinned ? generationsOf(fields) : null;
  const keepNewest = whole(fields.keepNewest, 1, 1000);
  const cap = fields.cap.trim() === '' ? null : positive(fields.cap);
  const ages = KINDS.map((kind) => ({ kind, days: fields.maxAge[kind].trim() === '' ? null : whole(fields.maxAge[kind], 1, 36_500) }));
  const wrongAge = ages.some(({ kind, days }) => days === null && fields.maxAge[kind].trim() !== '');
  const isWrong =
    (fields.thinned && generations === null) ||
    keepNewest === null ||
    (cap === null && fields.cap.trim() !== '') ||
    wrongAge ||
    !isZone(fields.zone);
  if (isWrong) return null;
  return {
    enabled: fields.enabled,
    generations,
    maxAgeDays: Object.fromEntries(ages.flatMap(({ kind, days }) => (days === null ? [] : [[kind, days]]))),
    keepNewest,
    maxBytes: cap === null ? null : Math.round(cap * GB),
    zone: fields.zone.trim() === '' ? null : fields.zone.trim(),
  };
}

/** Why a number cannot be used; null when it can. `optional`: nothing is right too. */
export function numberProblem(typed: string, least: number, most: number, optional = false): string | null {
  if (optional && typed.trim() === '') return null;
  return whole(typed, least, most) === null ? `A whole number from ${least} to ${most.toLocaleString('en')}.` : null;
}

export function capProblem(typed: string): string | null {
  return typed.trim() === '' || positive(typed) !== null ? null : 'A number of GB, or nothing.';
}

export function zoneProblem(typed: string): string | null {
  return isZone(typed) ? null : 'A zone such as Europe/Berlin, or nothing.';
}

/** Null while one of the numbers is wrong. */
function generationsOf({ generations }: PolicyFields): RetentionPolicy['generations'] {
  if (GENERATIONS.some(({ name, most }) => whole(generations[name], 0, most) === null)) return null;
  const { allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears } = generations;
  return {
    allDays: Number(allDays),
    dailyDays: Number(dailyDays),
    weeklyWeeks: Number(weeklyWeeks),
    monthlyMonths: Number(monthlyMonths),
    yearlyYears: Number(yearlyYears),
  };
}

function whole(typed: string, least: number, most: number): number | null {
  const number = Number(typed.trim());
  return typed.trim() !== '' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

function positive(typed: string): number | null {
  const number = Number(typed.trim().replace(',', '.'));
  return Number.isFinite(number) && number > 0 ? number : null;
}

function isZone(typed: string): boolean {
  if (typed.trim() === '') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: typed.trim() }).format();
    return true;
  } catch {
    return false;
  }
}
