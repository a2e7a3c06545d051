import { quoteName, type LiveTable } from '../../../sites/live-inventory.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';

/** Tables of a database with the rows the server believes they have, by name. Throws `database.*`. */
export async function liveTables(
  session: DatabaseSession,
  database: string,
): Promise<readonly Pick<LiveTable, 'name' | 'approximateRows'>[]> {
  const rows = await session.query(`SHOW TABLE STATUS FROM ${quoteName(database)} WHERE Engine IS NOT NULL`);
  return rows
    .map((row) => ({ name: String(row['Name']), approximateRows: Number(row['Rows'] ?? 0) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
