/** A stretch of days in the zone of this computer, as instants: [from, until). `rest`: the words that were not needed to say it. */
export interface FoundDays {
  readonly from: string;
  readonly until: string;
  readonly rest: readonly string[];
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * The days somebody means: `today`, `yesterday`, `friday`, `20 nov`, `nov 20 2025`, `20.11.`, `2026-11-20`, `2026-11`, `november`. Alone, a weekday or a
 * month counts only in full, because `mar` may begin a market and `sun` a sunflower. Null: none is named. A day without a year is the last one that was.
 */
export function daysIn(words: readonly string[], now: number): FoundDays | null {
  for (let at = 0; at < words.length; at += 1) {
    for (const length of [3, 2, 1]) {
      const taken = words.slice(at, at + length);
      if (taken.length < length) continue;
      const found = stretchOf(taken, new Date(now));
      if (found === null) continue;
      const rest = words.filter((_, index) => (index < at || index >= at + length) && !isWeekdayBefore(words, index, at));
      return { from: found.from.toISOString(), until: found.until.toISOString(), rest };
    }
  }
  return null;
}

/** "Fri 20 Nov": the weekday says nothing more. */
function isWeekdayBefore(words: readonly string[], index: number, at: number): boolean {
  const word = words[index] ?? '';
  return index === at - 1 && word.length >= 3 && WEEKDAYS.some((name) => name.startsWith(word));
}

interface Stretch {
  readonly from: Date;
  readonly until: Date;
}

function stretchOf(words: readonly string[], today: Date): Stretch | null {
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 1:
      return oneWord(first, today);
    case 2:
      return dayAndMonth(first, second, null, today) ?? dayAndMonth(second, first, null, today);
    default:
      return /^\d{4}$/.test(third)
        ? (dayAndMonth(first, second, Number(third), today) ?? dayAndMonth(second, first, Number(third), today))
        : null;
  }
}

function oneWord(word: string, today: Date): Stretch | null {
  if (word === 'today') return dayOf(today.getFullYear(), today.getMonth(), today.getDate());
  if (word === 'yesterday') return dayOf(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  const weekday = WEEKDAYS.indexOf(word);
  if (weekday >= 0) return dayOf(today.getFullYear(), today.getMonth(), today.getDate() - ((today.getDay() - weekday + 7) % 7));
  // "May" is also a word; a month of its own needs to be meant.
  const month = word === 'may' ? -1 : MONTHS.indexOf(word);
  if (month >= 0) return monthOf(month > today.getMonth() ? today.getFullYear() - 1 : today.getFullYear(), month);
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(word);
  if (iso !== null) {
    const [, year, isoMonth, day] = iso;
    return day === undefined ? monthOf(Number(year), Number(isoMonth) - 1) : dayOf(Number(year), Number(isoMonth) - 1, Number(day));
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(word);
  if (dotted === null) return null;
  const [, day, dottedMonth, year] = dotted;
  return lastDay(Number(day), Number(dottedMonth) - 1, year === undefined ? null : Number(year), today);
}

function dayAndMonth(day: string, month: string, year: number | null, today: Date): Stretch | null {
  const index = month.length < 3 ? -1 : MONTHS.findIndex((name) => name.startsWith(month));
  return index < 0 || !/^\d{1,2}$/.test(day) ? null : lastDay(Number(day), index, year, today);
}

function lastDay(day: number, month: number, year: number | null, today: Date): Stretch | null {
  if (year !== null) return dayOf(year, month, day);
  const thisYear = dayOf(today.getFullYear(), month, day);
  return thisYear !== null && thisYear.from.getTime() > today.getTime() ? dayOf(today.getFullYear() - 1, month, day) : thisYear;
}

/** Null for a day that no calendar has. `day` may be 0 or less: days before the first of the month. */
function dayOf(year: number, month: number, day: number): Stretch | null {
  const from = new Date(year, month, day);
  if (month < 0 || month > 11 || day > 31 || (day > 0 && from.getMonth() !== month)) return null;
  return { from, until: new Date(year, month, day + 1) };
}

function monthOf(year: number, month: number): Stretch | null {
  return month < 0 || month > 11 ? null : { from: new Date(year, month, 1), until: new Date(year, month + 1, 1) };
}
