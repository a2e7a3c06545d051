import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { DatabaseWork } from '../database-work.ts';
import { besideNames } from '../beside/beside-names.ts';
import { workSchemas } from '../schema-names.ts';

/**
 * What lies beside the live data of a finished restore: names of schemas that hold something, of single tables where one schema is all there is, and the bytes they take by the server's estimate (null: it says none).
 * With `switch-env` the schema from before is the one the site had all along; it is never dropped by a restore.
 */
export async function keptOf(
  work: DatabaseWork,
  session: DatabaseSession,
): Promise<{ readonly keeps: readonly string[]; readonly bytes: number | null }> {
  const { live, aside, old, side } = workSchemas(work);
  const wanted = work.method === 'switch-env' ? [live, side] : [old, side, aside];
  const rows = await session.query(
    `SELECT TABLE_SCHEMA AS db, SUM(COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0)) AS size FROM information_schema.TABLES
       WHERE TABLE_SCHEMA IN (?, ?, ?) GROUP BY TABLE_SCHEMA`,
    [wanted[0] ?? '', wanted[1] ?? '', wanted[2] ?? ''],
  );
  const owns = besideNames(work).owns;
  const own = (
    await session.query(
      'SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0) AS size FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME',
      [live],
    )
  ).filter((row) => owns(String(row['name'])));
  // A server that folds names of schemas answers in lower case.
  const folded = new Map(rows.map((row) => [String(row['db']).toLowerCase(), Number(row['size'] ?? 0)]));
  const keeps = wanted.filter((name) => folded.has(name.toLowerCase()));
  const bytes = keeps.reduce((sum, name) => sum + (folded.get(name.toLowerCase()) ?? 0), 0);
  return {
    keeps: [...keeps, ...own.map((row) => `${live}.${String(row['name'])}`)],
    bytes: own.reduce((sum, row) => sum + Number(row['size']), bytes),
  };
}
