import type { StepContext } from '../../step.ts';
import type { KeptRows } from './keep-missing.ts';

/** Lines of one kind that are shown; the rest is counted. */
const MOST_LINES = 50;

/** Says table by table what lies aside now. The sentence of a warning when some could not be compared. */
export function sayKept(context: Pick<StepContext, 'say'>, { tables, onlyHere, left }: KeptRows, when: string): string | void {
  const kept = tables.filter((table) => table.kept > 0);
  const changed = tables.filter((table) => (table.changed ?? 0) > 0);
  const rows = kept.reduce((sum, table) => sum + table.kept, 0);
  sayLines(
    context,
    kept.map((table) => `${table.table}: ${counted(table.kept)} kept aside`),
  );
  context.say(rows === 0 ? `No rows had to be kept ${when}.` : `${counted(rows)} of ${named(kept.length)} kept ${when}.`);
  sayLines(
    context,
    changed.map((table) => `${table.table}: ${counted(table.changed ?? 0)} differ from the backup, which goes live as it is`),
  );
  if (onlyHere.length > 0) sayLines(context, [`Not in the backup, kept whole with the old data: ${onlyHere.join(', ')}`]);
  return left.length === 0 ? undefined : `${left.join(' ')} Their rows stay with the old data until it is let go.`;
}

function sayLines({ say }: Pick<StepContext, 'say'>, lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LINES)) say(line);
  if (lines.length > MOST_LINES) say(`... and ${named(lines.length - MOST_LINES)} more`);
}

function counted(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}

function named(tables: number): string {
  return `${tables.toLocaleString('en-US')} ${tables === 1 ? 'table' : 'tables'}`;
}
