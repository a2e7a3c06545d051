import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { LiveTable } from '../../../sites/live-inventory.ts';

/** Tables of a database with the rows the server believes they have, by name; no views. Throws `database.*`. */
export async function liveTables(
  session: DatabaseSession,
  database: string,
): Promise<readonly Pick<LiveTable, 'name' | 'approximateRows'>[]> {
  const [settings] = await session.query('SELECT @@lower_case_table_names AS folds');
  const rows = await session.query(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, TABLE_ROWS AS row_count FROM information_schema.TABLES
       WHERE TABLE_SCHEMA = ? AND TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE', 'SYSTEM VIEW')`,
    [database],
  );
  return rows
    .filter((row) => Number(settings?.['folds']) !== 0 || row['db'] === database)
    .map((row) => ({ name: String(row['name']), approximateRows: Number(row['row_count'] ?? 0) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
