import type { CronLine, CronPlan, CronSettings } from '../../../../shared/model/cron.ts';
import { CRON_PRESETS, DEFAULT_CRON_PLAN } from '../../../../shared/model/cron-presets.ts';
import type { RhythmFields } from '../../rhythm/rules/rhythm-fields.ts';
import { rhythmFieldsOf, rhythmOf } from '../../rhythm/rules/rhythm-fields.ts';

/** A line of the plan as it is being typed. */
export interface LineFields {
  readonly key: string;
  readonly work: CronLine['work'];
  readonly rhythm: RhythmFields;
}

export const NUMBERS = [
  { name: 'keepDatabaseDays', label: 'Keep databases, days', least: 1, most: 3650 },
  { name: 'keepStructureDays', label: 'Keep structures, days', least: 1, most: 3650 },
  { name: 'keepMediaDays', label: 'Keep files, days', least: 1, most: 3650 },
  { name: 'keepMinCount', label: 'Never fewer than', least: 1, most: 1000 },
  { name: 'diskLimitPercent', label: 'Stop when the disk is at, %', least: 10, most: 99 },
  { name: 'minSizePercent', label: 'Suspicious below, % of the last', least: 0, most: 100 },
  { name: 'pullWithinDays', label: 'Tell when not pulled for, days', least: 0, most: 365 },
] as const satisfies readonly { name: keyof CronSettings; label: string; least: number; most: number }[];

export type NumberName = (typeof NUMBERS)[number]['name'];

export interface PlanFields {
  readonly lines: readonly LineFields[];
  readonly numbers: Readonly<Record<NumberName, string>>;
  readonly compression: CronSettings['compression'];
  readonly mailTo: string;
  readonly webhookUrl: string;
}

let made = 0;

export function lineFieldsOf({ work, rhythm }: CronLine): LineFields {
  made += 1;
  return { key: `line-${made}`, work, rhythm: rhythmFieldsOf(rhythm) };
}

export function planFieldsOf(plan: CronPlan | null): PlanFields {
  const { lines, settings } = plan ?? DEFAULT_CRON_PLAN;
  return {
    lines: lines.map(lineFieldsOf),
    numbers: Object.fromEntries(NUMBERS.map(({ name }) => [name, String(settings[name])])) as Record<NumberName, string>,
    compression: settings.compression,
    mailTo: settings.mailTo ?? '',
    webhookUrl: settings.webhookUrl ?? '',
  };
}

export interface PlanErrors {
  readonly numbers: Partial<Record<NumberName, string>>;
  readonly mailTo: string | null;
  readonly webhookUrl: string | null;
}

export function planErrors(fields: PlanFields): PlanErrors {
  const numbers = NUMBERS.flatMap(({ name, least, most }) => {
    const value = fields.numbers[name].trim();
    const isFine = /^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= most;
    return isFine ? [] : [[name, `A whole number from ${least} to ${most}.`] as const];
  });
  return {
    numbers: Object.fromEntries(numbers),
    mailTo: fields.mailTo.trim() === '' || /^[^\s@'"\\<>,;]+@[^\s@'"\\<>,;]+$/u.test(fields.mailTo.trim()) ? null : 'One mail address.',
    webhookUrl: fields.webhookUrl.trim() === '' || isHttp(fields.webhookUrl.trim()) ? null : 'An address that begins with https://.',
  };
}

/** Null while a field needs a look, or nothing would run. */
export function planOf(fields: PlanFields): CronPlan | null {
  const errors = planErrors(fields);
  if (Object.keys(errors.numbers).length > 0 || errors.mailTo !== null || errors.webhookUrl !== null) return null;
  const lines = fields.lines.flatMap(({ work, rhythm }) => {
    const chosen = rhythmOf(rhythm);
    return chosen === null || chosen === undefined ? [] : [{ work, rhythm: chosen }];
  });
  if (lines.length === 0 || lines.length < fields.lines.length) return null;
  const number = (name: NumberName): number => Number(fields.numbers[name]);
  return {
    lines,
    settings: {
      keepDatabaseDays: number('keepDatabaseDays'),
      keepStructureDays: number('keepStructureDays'),
      keepMediaDays: number('keepMediaDays'),
      keepMinCount: number('keepMinCount'),
      compression: fields.compression,
      diskLimitPercent: number('diskLimitPercent'),
      pullWithinDays: number('pullWithinDays'),
      minSizePercent: number('minSizePercent'),
      mailTo: fields.mailTo.trim() === '' ? null : fields.mailTo.trim(),
      webhookUrl: fields.webhookUrl.trim() === '' ? null : fields.webhookUrl.trim(),
    },
  };
}

/** Presets that are not in the plan yet, to be added with one press. */
export function presetsToAdd(fields: PlanFields): readonly (typeof CRON_PRESETS)[number][] {
  const known = new Set(fields.lines.map(({ work, rhythm }) => JSON.stringify({ work, rhythm: rhythmOf(rhythm) })));
  return CRON_PRESETS.filter(({ lines }) => lines.some((line) => !known.has(JSON.stringify({ work: line.work, rhythm: line.rhythm }))));
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
