import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { LOCK_WAIT_SECONDS } from '../swap/cross-over.ts';
import type { Doomed } from './plan-in-place.ts';

const TABLES_AT_ONCE = 50;

/** Drops what is named, in an order in which nothing is refused. `mark` tells whose statement runs. May be called again. Throws `database.*`. */
export async function clearLive(session: DatabaseSession, schema: string, doomed: Doomed, mark: string): Promise<void> {
  await session.query(`SET SESSION foreign_key_checks = 0, lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  for (const statement of dropStatements(schema, doomed)) await session.query(`${statement} /* ${mark} */`);
}

/** Events first, so that none runs on half a database; then what reads tables, then these, then what they call. Pure. */
export function dropStatements(schema: string, { tables, views, routines, events }: Doomed): readonly string[] {
  const named = (name: string) => `${quoteName(schema)}.${quoteName(name)}`;
  const groups = Array.from({ length: Math.ceil(tables.length / TABLES_AT_ONCE) }, (_, at) =>
    tables.slice(at * TABLES_AT_ONCE, (at + 1) * TABLES_AT_ONCE),
  );
  return [
    ...events.map((name) => `DROP EVENT IF EXISTS ${named(name)}`),
    ...views.map((name) => `DROP VIEW IF EXISTS ${named(name)}`),
    ...groups.map((group) => `DROP TABLE IF EXISTS ${group.map(named).join(', ')}`),
    // The body of a package goes with it.
    ...routines.flatMap((routine) => {
      const [, kind = '', name = ''] = /^(package body|\w+) (.*)$/s.exec(routine) ?? [];
      return kind === 'package body' ? [] : [`DROP ${kind.toUpperCase()} IF EXISTS ${named(name)}`];
    }),
  ];
}

/** Takes all rows out of tables that stay. */
export async function emptyTables(session: DatabaseSession, schema: string, tables: readonly string[], mark: string): Promise<void> {
  await session.query(`SET SESSION foreign_key_checks = 0, lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  for (const table of tables) await session.query(`TRUNCATE TABLE ${quoteName(schema)}.${quoteName(table)} /* ${mark} */`);
}
