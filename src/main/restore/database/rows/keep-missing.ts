import type { DatabaseSession } from '../../../sites/database-session.ts';
import { copyByKey, copyByRows, renewKept, type CopyOrder } from './copy-missing.ts';
import { countSmall, SMALL_TABLE } from './missing-rows.ts';
import type { Numbers } from './number-fences.ts';
import { pairOf, withLater, type Pair } from './pair-tables.ts';
import { isRefusal } from './rows-session.ts';
import { readShapes, type SchemaShape, type TableShape } from './table-shapes.ts';

export interface KeptTable {
  readonly table: string;
  readonly kept: number;
  /** Rows of one key with another content; null: not looked at. */
  readonly changed: number | null;
}

export interface KeptRows {
  readonly tables: readonly KeptTable[];
  /** Tables the other side does not have at all. */
  readonly onlyHere: readonly string[];
  /** One sentence for each table whose rows were not compared. */
  readonly left: readonly string[];
}

export interface KeepOrder {
  readonly from: SchemaShape;
  readonly against: SchemaShape;
  readonly side: string;
  /** Null: all. */
  readonly tables: readonly string[] | null;
  /** By table, the number the imported one would have given next: rows from there on are none of the backup, whatever has their key by now. */
  readonly firstLater: Numbers;
  readonly signal: AbortSignal;
  /** A table is begun; `total` of them are looked at one by one. */
  readonly onTable: (table: string, done: number, total: number) => void;
}

/**
 * Copies rows of `from` that `against` lacks, and that do not lie aside yet, into the side schema; makes its tables as they are needed. Rows that lie aside
 * already and changed since are kept as they are now. Throws `restore.rows-not-kept`, `database.*` and the reason of the signal; what was copied stays.
 */
export async function keepMissing(session: DatabaseSession, order: KeepOrder): Promise<KeptRows> {
  const { signal, side } = order;
  const { pairs: found, onlyHere } = pairsOf(order.from, order.against, order.tables);
  const pairs = found.map((pair) => withLater(pair, order.firstLater[pair.from.name]));
  const sides = await sideTables(session, side, pairs);
  const left: string[] = [];
  const refused = (pair: Pair, why: string) => left.push(`${pair.from.name} was not compared: ${why}.`);
  for (const [pair, table] of sides) await renewKept(session, pair, table);
  const counted = await countSmall(session, pairs.filter(isSmall), sides, refused);
  signal.throwIfAborted();
  const tables: KeptTable[] = [];
  for (const [pair, { missing, changed }] of counted) if (missing === 0) tables.push({ table: pair.from.name, kept: 0, changed });
  const alone = pairs.filter((pair) => !isSmall(pair) || (counted.get(pair)?.missing ?? 0) > 0);
  for (const [done, pair] of alone.entries()) {
    signal.throwIfAborted();
    order.onTable(pair.from.name, done, alone.length);
    const copy: CopyOrder = { pair, schema: side, there: sides.get(pair) ?? null, signal };
    try {
      const kept = pair.by.kind === 'key' ? await copyByKey(session, copy) : await copyByRows(session, copy);
      if ('why' in kept) left.push(kept.why);
      else tables.push({ table: pair.from.name, ...kept });
    } catch (error) {
      // One damaged table must not hold up a restore: nothing of it is lost as long as the old data is kept.
      if (!isRefusal(error)) throw error;
      refused(pair, error.detail);
    }
  }
  return { tables, onlyHere, left };
}

/** Tables both sides have, of those that are wanted, and those only `from` has. */
export function pairsOf(
  from: SchemaShape,
  against: SchemaShape,
  wanted: readonly string[] | null,
): { readonly pairs: readonly Pair[]; readonly onlyHere: readonly string[] } {
  const names = wanted === null ? null : new Set(wanted.map(from.folded));
  const pairs: Pair[] = [];
  const onlyHere: string[] = [];
  for (const [folded, shape] of from.tables) {
    if (names?.has(folded) === false) continue;
    const other = against.tables.get(folded);
    if (other === undefined) onlyHere.push(shape.name);
    else pairs.push(pairOf(shape, other));
  }
  return { pairs, onlyHere };
}

async function sideTables(session: DatabaseSession, side: string, pairs: readonly Pair[]): Promise<ReadonlyMap<Pair, TableShape>> {
  const found = await readShapes(session, side);
  const tables = new Map<Pair, TableShape>();
  for (const pair of pairs) if (found.tables.has(found.folded(pair.from.name))) tables.set(pair, { ...pair.from, schema: side });
  return tables;
}

export function isSmall({ from, against, by }: Pair): boolean {
  return by.kind === 'key' && Math.max(from.approximateRows, against.approximateRows) <= SMALL_TABLE;
}
