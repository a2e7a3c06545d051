import type { ChecklistHistory, HistoryEntry } from '../../../shared/model/checklist.ts';
import { PERIOD_WORDS } from './checklist-words.ts';

export const WIDTH = 244;
export const FLOOR = 40;
const TOP = 5;
const GAP = 2.4;

export interface Bar {
  readonly period: string;
  readonly kind: 'all' | 'part' | 'nil' | 'now' | 'before';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One bar for each period, as high as its confirmed steps; height says what colour says. */
export function barsOf(entries: readonly HistoryEntry[]): readonly Bar[] {
  const width = (WIDTH - GAP * (entries.length - 1)) / Math.max(1, entries.length);
  return entries.map(({ period, state, confirmed, total }, index): Bar => {
    const kind =
      state === 'complete' ? 'all' : state === 'partial' ? 'part' : state === 'open' ? 'now' : state === 'missed' ? 'nil' : 'before';
    const share = state === 'complete' ? 1 : total === 0 ? 0 : confirmed / total;
    const height = kind === 'nil' || kind === 'before' ? 4 : Math.max(3, (FLOOR - TOP) * share);
    return { period, kind, x: index * (width + GAP), y: FLOOR - height, width, height };
  });
}

/** What the strip shows, for those who do not see it. */
export function stripWords({ list, entries }: ChecklistHistory): string {
  const [one, many] = PERIOD_WORDS[list];
  const of = (state: HistoryEntry['state']): number => entries.filter((entry) => entry.state === state).length;
  const present = entries.at(-1);
  const now = present === undefined ? '' : `, this ${one} ${present.confirmed} of ${present.total}`;
  const before = of('before') === 0 ? '' : `, ${of('before')} before the first site`;
  return `${entries.length} ${many}: ${of('complete')} complete, ${of('partial')} partly done, ${of('missed')} missed${before}${now}`;
}

/** "week 47", "Nov", "Q4". */
export function periodLabel(period: string): string {
  return period.slice(5).startsWith('W') ? `week ${shortLabel(period)}` : shortLabel(period);
}

/** "47" of 2026-W47, "Nov" of 2026-11, "Q4" of 2026-Q4. */
export function shortLabel(period: string): string {
  const rest = period.slice(5);
  if (rest.startsWith('W')) return String(Number(rest.slice(1)));
  return rest.startsWith('Q') ? rest : (MONTHS[Number(rest) - 1] ?? rest);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
