import type { Rhythm } from '../../../../shared/model/rhythm.ts';

/** A rhythm as it is being typed. What one kind does not need stays as it was, for whoever changes back. */
export interface RhythmFields {
  readonly kind: Rhythm['kind'] | 'off';
  readonly at: string;
  readonly weekday: string;
  readonly day: string;
  readonly minute: string;
  readonly from: string;
  readonly until: string;
  readonly weekdays: readonly number[];
}

const START: RhythmFields = {
  kind: 'off',
  at: '02:00',
  weekday: '0',
  day: '1',
  minute: '0',
  from: '8',
  until: '18',
  weekdays: [1, 2, 3, 4, 5],
};

export function rhythmFieldsOf(rhythm: Rhythm | null): RhythmFields {
  if (rhythm === null) return START;
  switch (rhythm.kind) {
    case 'hourly':
      return {
        ...START,
        kind: 'hourly',
        minute: String(rhythm.minute),
        from: String(rhythm.from),
        until: String(rhythm.until),
        weekdays: rhythm.weekdays,
      };
    case 'daily':
      return { ...START, kind: 'daily', at: rhythm.at };
    case 'weekly':
      return { ...START, kind: 'weekly', at: rhythm.at, weekday: String(rhythm.weekday) };
    case 'monthly':
      return { ...START, kind: 'monthly', at: rhythm.at, day: String(rhythm.day) };
  }
}

export type RhythmErrors = Partial<Record<'at' | 'minute' | 'day' | 'weekdays', string>>;

export function rhythmErrors(fields: RhythmFields): RhythmErrors {
  const { kind, at, minute, day, weekdays } = fields;
  switch (kind) {
    case 'off':
      return {};
    case 'hourly':
      return {
        ...(isWithin(minute, 0, 59) ? {} : { minute: 'A minute from 0 to 59.' }),
        ...(weekdays.length > 0 ? {} : { weekdays: 'One day at least.' }),
      };
    case 'daily':
    case 'weekly':
      return isTime(at) ? {} : { at: 'A time such as 02:00.' };
    case 'monthly':
      return {
        ...(isTime(at) ? {} : { at: 'A time such as 02:00.' }),
        ...(isWithin(day, 1, 28) ? {} : { day: 'A day from 1 to 28, which every month has.' }),
      };
  }
}

/** Null where it is off; undefined while a field needs a look. */
export function rhythmOf(fields: RhythmFields): Rhythm | null | undefined {
  if (Object.keys(rhythmErrors(fields)).length > 0) return undefined;
  const { kind, at } = fields;
  switch (kind) {
    case 'off':
      return null;
    case 'hourly':
      return {
        kind,
        minute: Number(fields.minute),
        from: Number(fields.from),
        until: Number(fields.until),
        weekdays: fields.weekdays.toSorted((a, b) => a - b),
      };
    case 'daily':
      return { kind, at };
    case 'weekly':
      return { kind, weekday: Number(fields.weekday), at };
    case 'monthly':
      return { kind, day: Number(fields.day), at };
  }
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function isWithin(text: string, least: number, most: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= most;
}
