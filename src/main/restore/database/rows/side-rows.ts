import type { SideRows } from '../../../../shared/model/restore.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { DatabaseWork } from '../database-work.ts';
import { rowHomes } from './row-homes.ts';

/** Table of the side schema: how many rows of each table were put back. */
export const PLACED = '__hf_put_back';
/** No table of a site is called so. */
const OURS = /^__hf_/;

/** Rows that lie aside now, by table, and those of which all were put back; empty when there are none. Throws `database.*`. */
export async function sideRowsOf(work: DatabaseWork, session: DatabaseSession): Promise<readonly SideRows[]> {
  const { side } = rowHomes(work);
  const found = await session.query(
    "SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE <> 'VIEW'",
    [side],
  );
  const names = found.map((row) => String(row['name'])).toSorted();
  const placed = names.includes(PLACED) ? await placedRows(session, side) : new Map<string, number>();
  const rows: SideRows[] = [];
  for (const table of names.filter((name) => !OURS.test(name))) {
    const [count] = await session.query(`SELECT COUNT(*) AS n FROM ${quoteName(side)}.${quoteName(table)}`);
    const aside = Number(count?.['n'] ?? 0);
    const done = placed.get(table) ?? 0;
    if (aside > 0) rows.push({ database: work.database, table, rows: aside, putBack: false });
    else if (done > 0) rows.push({ database: work.database, table, rows: done, putBack: true });
  }
  return rows;
}

async function placedRows(session: DatabaseSession, side: string): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query(`SELECT name, placed FROM ${quoteName(side)}.${quoteName(PLACED)}`);
  return new Map(rows.map((row) => [String(row['name']), Number(row['placed'])]));
}
