import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import type { SiteCommand } from '../../../shared/model/site-commands.ts';
import { linesOf } from '../../design/TextAreaField.tsx';
import { wholeNumber } from '../drills/drill-fields.ts';

/** `profile`: as the profile has it. `own`: what is typed. `nothing`: the step runs no command. */
export type CommandMode = 'profile' | 'own' | 'nothing';

export interface CommandField {
  readonly mode: CommandMode;
  readonly text: string;
}

export interface RecoveryFields {
  readonly commands: Readonly<Record<SiteCommand, CommandField>>;
  /** One on each line. */
  readonly urls: string;
  readonly sql: readonly string[];
  readonly rpo: Goal;
  readonly rto: Goal;
}

/** An empty amount is no goal. */
export interface Goal {
  readonly amount: string;
  readonly unit: keyof typeof UNITS;
}

export const UNITS = { min: 1, h: 60, d: 1440 } as const;

export const COMMAND_NAMES = [
  'maintenance-on',
  'stop-workers',
  'clear-caches',
  'migrate-pretend',
  'migrate',
  'restart-workers',
  'maintenance-off',
] as const satisfies readonly SiteCommand[];

export function recoveryFieldsOf({ commands, smokeUrls, smokeSql, rpoGoalMinutes, rtoGoalMinutes }: SiteRecovery): RecoveryFields {
  const field = (name: SiteCommand): CommandField => {
    const own = commands[name];
    return own === undefined ? { mode: 'profile', text: '' } : { mode: own.trim() === '' ? 'nothing' : 'own', text: own };
  };
  return {
    commands: {
      'maintenance-on': field('maintenance-on'),
      'maintenance-off': field('maintenance-off'),
      'stop-workers': field('stop-workers'),
      'clear-caches': field('clear-caches'),
      'migrate-pretend': field('migrate-pretend'),
      migrate: field('migrate'),
      'restart-workers': field('restart-workers'),
    },
    urls: smokeUrls.join('\n'),
    sql: smokeSql,
    rpo: goalOf(rpoGoalMinutes),
    rto: goalOf(rtoGoalMinutes),
  };
}

/** Of fields without an error. */
export function settingsOf(fields: RecoveryFields): SiteRecovery {
  const own = COMMAND_NAMES.flatMap((name) => {
    const { mode, text } = fields.commands[name];
    return mode === 'profile' ? [] : [[name, mode === 'nothing' ? '' : text.trim()] as const];
  });
  return {
    commands: Object.fromEntries(own),
    smokeUrls: [...linesOf(fields.urls)],
    smokeSql: fields.sql.map((sql) => sql.trim()).filter((sql) => sql !== ''),
    rpoGoalMinutes: minutesOf(fields.rpo),
    rtoGoalMinutes: minutesOf(fields.rto),
  };
}

export interface RecoveryErrors {
  readonly commands: Readonly<Partial<Record<SiteCommand, string>>>;
  readonly urls: string | null;
  readonly rpo: string | null;
  readonly rto: string | null;
}

export function checkRecovery(fields: RecoveryFields): RecoveryErrors {
  const missing = COMMAND_NAMES.filter((name) => fields.commands[name].mode === 'own' && fields.commands[name].text.trim() === '');
  const urls = linesOf(fields.urls);
  const wrong = urls.find((url) => !isWebAddress(url));
  return {
    commands: Object.fromEntries(missing.map((name) => [name, 'Write the command, or choose another answer.'])),
    urls: wrong !== undefined ? `“${wrong}” is no web address` : urls.length > 20 ? 'At most 20.' : null,
    rpo: goalError(fields.rpo),
    rto: goalError(fields.rto),
  };
}

export function hasErrors({ commands, urls, rpo, rto }: RecoveryErrors): boolean {
  return Object.keys(commands).length > 0 || urls !== null || rpo !== null || rto !== null;
}

function goalOf(minutes: number | null): Goal {
  if (minutes === null) return { amount: '', unit: 'h' };
  const unit = minutes % UNITS.d === 0 ? 'd' : minutes % UNITS.h === 0 ? 'h' : 'min';
  return { amount: String(minutes / UNITS[unit]), unit };
}

function minutesOf({ amount, unit }: Goal): number | null {
  const value = wholeNumber(amount);
  return value === null ? null : value * UNITS[unit];
}

function goalError({ amount }: Goal): string | null {
  if (amount.trim() === '') return null;
  const value = wholeNumber(amount);
  return value === null || value < 1 || value > 100_000 ? 'A whole number from 1 on, or empty.' : null;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}
