import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { inOrder } from '../rows/key-values.ts';
import type { Pair } from '../rows/pair-tables.ts';
import type { Column } from '../rows/table-shapes.ts';

/** As many as show what kind of rows they are. */
const SHOWN = 5;
/** Characters of one value. */
const LONGEST = 60;

/** The keys of the first of some rows, as people read them: `id 4711`, `order_id 7, line 2`. `from`: of `a`, rows of the pair's own side. Throws `database.*`. */
export async function exampleKeys(session: DatabaseSession, { by }: Pair, from: string): Promise<string[]> {
  if (by.kind === 'rows') return [];
  const { key } = by;
  const list = key.map((column, index) => `${readable(column)} AS k${index}`).join(', ');
  const rows = await session.query(`SELECT ${list} FROM ${from} ORDER BY ${inOrder('a', key)} LIMIT ${SHOWN}`);
  return rows.map((row) => key.map(({ name }, index) => `${name} ${shortened(String(row[`k${index}`] ?? ''))}`).join(', '));
}

function readable({ name, characterSet, type }: Column): string {
  const value = `a.${quoteName(name)}`;
  if (characterSet !== null) return `CONVERT(${value} USING utf8mb4)`;
  return /binary|blob/.test(type) ? `HEX(${value})` : `CAST(${type === 'bit' ? `${value} + 0` : value} AS CHAR)`;
}

function shortened(value: string): string {
  return value.length <= LONGEST ? value : `${value.slice(0, LONGEST)}...`;
}
