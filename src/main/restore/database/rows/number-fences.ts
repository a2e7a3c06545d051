import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { Pair } from './pair-tables.ts';
import { quotedTable } from './table-shapes.ts';

/** First number that rows written after the switch have, by table; digits. */
export type Fences = Readonly<Record<string, string>>;

/** Rows that may still come between the last look and the switch of a site that goes on writing. */
const ROWS_MEANWHILE = 100n;

/**
 * Lets the imported tables go on counting where the live ones are, as far as those are ahead: else the first new order after the switch would take the number
 * of one that was kept aside, which then could never be put back. `paused`: nobody writes any more. Throws `database.*`.
 */
export async function raiseNumbers(
  session: DatabaseSession,
  pairs: readonly Pair[],
  paused: boolean,
  signal: AbortSignal,
): Promise<Fences> {
  const fences: Record<string, string> = {};
  for (const { from, against } of pairs) {
    const here = numberOf(from.nextNumber);
    const there = numberOf(against.nextNumber);
    if (here === null || there === null) continue;
    fences[from.name] = String(there);
    if (here <= there) continue;
    signal.throwIfAborted();
    const type = from.columns.find(({ counts }) => counts)?.type;
    // In a small type a hundred numbers may be all that is left.
    const next = paused || (type !== 'int' && type !== 'bigint') ? here : here + ROWS_MEANWHILE;
    await session.query(`ALTER TABLE ${quotedTable(against)} AUTO_INCREMENT = ${next}`);
    fences[from.name] = String(next);
  }
  return fences;
}

function numberOf(digits: string | null): bigint | null {
  return digits !== null && /^\d+$/.test(digits) ? BigInt(digits) : null;
}
