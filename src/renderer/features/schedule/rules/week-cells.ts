import { formatInstant } from '../../../../shared/format/instants.ts';
import type { WeekEntry, WeekRow } from './week.ts';
import { summaryOf } from './week.ts';

/** One button of the week: a run, or several told together. */
export interface Cell {
  readonly id: string;
  readonly row: string;
  readonly day: number;
  readonly planned: boolean;
  readonly tone: WeekEntry['state']['tone'];
  readonly word: string;
  readonly label: string;
  readonly entries: readonly WeekEntry[];
}

/** What ran and what will run stay apart, so that the line of now can lie between them. */
export function cellsOf(rows: readonly WeekRow[], most: number): readonly Cell[] {
  return rows.flatMap((row) =>
    row.days.flatMap((entries, day) =>
      [false, true].flatMap((planned): readonly Cell[] => {
        const own = entries.filter((each) => each.planned === planned);
        if (own.length === 0) return [];
        if (own.length > most) {
          const { state, words } = summaryOf(own);
          const id = `${row.key} ${day} ${planned ? 'plan' : 'past'}`;
          return [{ id, row: row.key, day, planned, tone: state.tone, word: state.word, label: words, entries: own }];
        }
        return own.map((each) => ({
          id: each.id,
          row: row.key,
          day,
          planned,
          tone: each.state.tone,
          word: each.state.word,
          label: clock(each.at),
          entries: [each],
        }));
      }),
    ),
  );
}

function clock(at: number): string {
  return formatInstant(new Date(at).toISOString(), at).slice(-5);
}
