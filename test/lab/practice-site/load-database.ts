import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mariadb } from '../mariadb.ts';

/** Owns the routines, triggers, views and the event. It exists, and it is nobody the site or an operator signs in as. */
export const DEFINER = { name: 'aurora_owner', host: 'localhost' } as const;

/** Creates a database with the practice site's tables and rows; the same bytes every time. */
export async function loadPracticeDatabase(mariadb: Mariadb, database: string): Promise<void> {
  const definer = `'${DEFINER.name}'@'${DEFINER.host}'`;
  await mariadb.createDatabase(database);
  // Locked, so that nobody can sign in as it. Rights everywhere, so that what it owns also works in a database that was restored beside.
  await mariadb.sql(`CREATE USER IF NOT EXISTS ${definer} ACCOUNT LOCK; GRANT ALL PRIVILEGES ON *.* TO ${definer}`);
  const [schema, rows] = await Promise.all(['schema.sql', 'rows.sql'].map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
  await mariadb.script(`${schema?.replaceAll('{{DEFINER}}', definer)}\n${rows}`, { database });
}
