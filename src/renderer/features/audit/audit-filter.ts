import type { AuditEntry, AuditFilter, AuditOutcome } from '../../../shared/model/audit.ts';
import type { ToneWord } from '../../design/tone.ts';

/** What stands in the fields. Empty everywhere: every entry. */
export interface AuditFields {
  readonly text: string;
  readonly siteId: string;
  readonly action: string;
  readonly outcome: NonNullable<AuditFilter['outcome']> | '';
  /** Days of this computer's calendar, `2026-11-20`; both count. */
  readonly from: string;
  readonly until: string;
}

export const NO_FIELDS: AuditFields = { text: '', siteId: '', action: '', outcome: '', from: '', until: '' };

/** The question that the fields stand for. Days begin and end at midnight of this computer. */
export function filterOf({ text, siteId, action, outcome, from, until }: AuditFields): AuditFilter {
  return {
    text: text.trim(),
    siteId: siteId === '' ? null : (siteId as NonNullable<AuditFilter['siteId']>),
    action: action === '' ? null : action,
    outcome: outcome === '' ? null : outcome,
    from: midnight(from, 0),
    until: midnight(until, 1),
  };
}

export function isFiltered(fields: AuditFields): boolean {
  return Object.values(fields).some((value) => value.trim() !== '');
}

/** Why the last day cannot be; null when it can. */
export function untilProblem({ from, until }: AuditFields): string | null {
  return from !== '' && until !== '' && until < from ? 'Before the first day: nothing lies between.' : null;
}

export function outcomeWord(outcome: AuditOutcome): ToneWord {
  return OUTCOMES[outcome];
}

const OUTCOMES: Readonly<Record<AuditOutcome, ToneWord>> = {
  done: { tone: 'ok', word: 'Done' },
  warning: { tone: 'warn', word: 'Incomplete' },
  refused: { tone: 'mute', word: 'Refused' },
  failed: { tone: 'crit', word: 'Failed' },
  cancelled: { tone: 'mute', word: 'Cancelled' },
  paused: { tone: 'mute', word: 'Paused' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
};

/** "backup be6f..., held true": ids cut to what tells them apart. */
export function detailsLine(details: AuditEntry['details']): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? shortened(value) : JSON.stringify(value)}`)
    .join(', ');
}

function shortened(value: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? `${value.slice(0, 8)}…${value.slice(-4)}` : value;
}

function midnight(day: string, later: number): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const at = new Date(year, month - 1, date + later);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
