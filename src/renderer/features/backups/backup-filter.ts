import type { BackupFilter } from '../../../shared/model/backup.ts';

/** What stands in the fields of the search. Empty everywhere: all backups. */
export interface FilterFields {
  readonly text: string;
  readonly siteId: string;
  readonly kind: NonNullable<BackupFilter['kind']> | '';
  readonly trigger: NonNullable<BackupFilter['trigger']> | '';
  readonly part: NonNullable<BackupFilter['part']> | '';
  readonly placeId: string;
  readonly proof: NonNullable<BackupFilter['proof']> | '';
  readonly held: 'yes' | 'no' | '';
  /** Days of this computer's calendar, `2026-11-20`; both count. */
  readonly from: string;
  readonly until: string;
}

export const NO_FILTER: FilterFields = {
  text: '',
  siteId: '',
  kind: '',
  trigger: '',
  part: '',
  placeId: '',
  proof: '',
  held: '',
  from: '',
  until: '',
};

/** The question that the fields stand for. Days begin and end at midnight of this computer. */
export function filterOf(fields: FilterFields): BackupFilter {
  return {
    text: fields.text.trim(),
    siteId: fields.siteId === '' ? null : (fields.siteId as NonNullable<BackupFilter['siteId']>),
    kind: fields.kind === '' ? null : fields.kind,
    trigger: fields.trigger === '' ? null : fields.trigger,
    part: fields.part === '' ? null : fields.part,
    placeId: fields.placeId === '' ? null : (fields.placeId as NonNullable<BackupFilter['placeId']>),
    proof: fields.proof === '' ? null : fields.proof,
    held: fields.held === '' ? null : fields.held === 'yes',
    from: midnight(fields.from, 0),
    until: midnight(fields.until, 1),
  };
}

/** Why the last day cannot be; null when it can. */
export function untilProblem({ from, until }: FilterFields): string | null {
  return from !== '' && until !== '' && until < from ? 'Before the first day: nothing lies between.' : null;
}

export function countFilters(fields: FilterFields): number {
  return Object.values(fields).filter((value) => value.trim() !== '').length;
}

/** The instant at which a day begins here, so many days later; null for none. Days are counted by the calendar: some have 23 hours. */
function midnight(day: string, daysLater: number): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const at = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
