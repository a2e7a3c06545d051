import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { Pair } from './pair-tables.ts';
import { quotedTable, type SchemaShape } from './table-shapes.ts';

/** A number of AUTO_INCREMENT by table; digits. */
export type Numbers = Readonly<Record<string, string>>;

export interface Fences {
  /** First number that rows written after the switch have. */
  readonly fences: Numbers;
  /** First number no row of the backup has. */
  readonly firstLater: Numbers;
}

/** Numbers that are left free for rows that come between this look and the switch, where the site goes on writing. */
const ROWS_MEANWHILE = 100n;
/** As many times what came while the step looked: the switch has to find its moment. */
const TIMES_AS_MANY = 20n;

/**
 * Lets the imported tables go on counting where the live ones are, as far as those are ahead: else the first new order after the switch would take the number
 * of one that was kept aside, which then could never be put back. `now`: the live tables as they are at the end of the step; `paused`: nobody should write any
 * more. Throws `database.*`.
 */
export async function raiseNumbers(
  session: DatabaseSession,
  pairs: readonly Pair[],
  now: SchemaShape,
  paused: boolean,
  signal: AbortSignal,
): Promise<Fences> {
  const fences: Record<string, string> = {};
  const firstLater: Record<string, string> = {};
  for (const { from, against } of pairs) {
    const before = numberOf(from.nextNumber);
    const here = numberOf(now.tables.get(now.folded(from.name))?.nextNumber ?? null);
    const there = numberOf(against.nextNumber);
    if (before === null || here === null || there === null) continue;
    firstLater[from.name] = String(there);
    fences[from.name] = String(there);
    if (here <= there) continue;
    signal.throwIfAborted();
    const next = here + marginOf(here - before, paused, from.columns.find(({ counts }) => counts)?.type);
    await session.query(`ALTER TABLE ${quotedTable(against)} AUTO_INCREMENT = ${next}`);
    fences[from.name] = String(next);
  }
  return { fences, firstLater };
}

function marginOf(came: bigint, paused: boolean, type: string | undefined): bigint {
  // In a small type a hundred numbers may be all that is left.
  if ((paused && came <= 0n) || (type !== 'int' && type !== 'bigint')) return 0n;
  return ROWS_MEANWHILE + (came > 0n ? TIMES_AS_MANY * came : 0n);
}

function numberOf(digits: string | null): bigint | null {
  return digits !== null && /^\d+$/.test(digits) ? BigInt(digits) : null;
}
