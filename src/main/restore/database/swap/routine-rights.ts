import * as z from 'zod';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { readObjects } from '../../import/read-objects.ts';
import { isRefusal } from '../rows/rows-session.ts';

/** What one account may do with one procedure, function or package. The server drops it with the routine. */
export const RoutineRight = z.object({
  /** `PROCEDURE`, `FUNCTION`, `PACKAGE`, `PACKAGE BODY`. */
  type: z.string(),
  name: z.string(),
  user: z.string(),
  /** Empty: a role. */
  host: z.string(),
  /** `EXECUTE`, `ALTER ROUTINE`...; empty: it may only hand the right on. */
  privileges: z.array(z.string()),
  grants: z.boolean(),
});
export type RoutineRight = z.infer<typeof RoutineRight>;

/** Statements the server refused to this account when the restored data was live. */
export const RightsRefused = z.array(z.string()).default([]);

/** Of the memo of a switch, or of a restore in place. Pure. */
export function rightsRefusedIn(memo: unknown): readonly string[] {
  return z.object({ rightsRefused: RightsRefused }).safeParse(memo).data?.rightsRefused ?? [];
}

/** Rights on single routines of a schema. Null: this account may not read whose they are. Throws `database.*`. */
export async function readRoutineRights(session: DatabaseSession, schema: string): Promise<readonly RoutineRight[] | null> {
  try {
    const rows = await session.query(
      `SELECT Host AS at_host, User AS who, Routine_name AS name, Routine_type AS type, CAST(Proc_priv AS CHAR) AS privs FROM mysql.procs_priv
         WHERE Db = IF(@@lower_case_table_names = 0, ?, LOWER(?)) ORDER BY Routine_name, User, Host`,
      [schema, schema],
    );
    return rows.map((row) => {
      const privileges = String(row['privs']).toUpperCase().split(',').filter(Boolean);
      return {
        type: String(row['type']),
        name: String(row['name']),
        user: String(row['who']),
        host: String(row['at_host']),
        privileges: privileges.filter((one) => one !== 'GRANT'),
        grants: privileges.includes('GRANT'),
      };
    });
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** The statement that gives a right, as an administrator may run it by hand. Pure. */
export function grantLine(schema: string, { type, name, user, host, privileges, grants }: RoutineRight): string {
  const account = host === '' ? quoteName(user) : `${quoteName(user)}@${quoteName(host)}`;
  const what = privileges.length === 0 ? 'USAGE' : privileges.join(', ');
  return `GRANT ${what} ON ${type} ${quoteName(schema)}.${quoteName(name)} TO ${account}${grants ? ' WITH GRANT OPTION' : ''}`;
}

/**
 * Gives rights on routines that were made again back. Resolves with the statements the server refused; a routine that is not there needs none. May be called
 * again. Throws `database.*` but for a refusal.
 */
export async function giveRightsBack(
  session: DatabaseSession,
  schema: string,
  rights: readonly RoutineRight[],
): Promise<readonly string[]> {
  if (rights.length === 0) return [];
  const now = (await readRoutineRights(session, schema)) ?? [];
  const there = new Set((await readObjects(session, schema)).routines.map((routine) => routine.toLowerCase()));
  const missing = rights.filter(
    (right) => there.has(`${right.type} ${right.name}`.toLowerCase()) && !now.some((other) => isCovered(right, other)),
  );
  // Else a right of an account that is gone would make the account again.
  if (session.isMariaDb) await session.query("SET SESSION sql_mode = 'NO_AUTO_CREATE_USER'");
  const refused: string[] = [];
  for (const right of missing) {
    const line = grantLine(schema, right);
    try {
      await session.query(line);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push(line);
    }
  }
  return refused;
}

/** A sentence with the statements, for whoever may run them; null: none is needed. Pure. */
export function refusedSentence(lines: readonly string[]): string | null {
  return lines.length === 0
    ? null
    : `Rights of accounts on routines that were made again could not be given back by this account. An administrator of the database gives them with: ${lines.map((line) => `${line};`).join(' ')}`;
}

function isCovered(right: RoutineRight, other: RoutineRight): boolean {
  const { type, name, user, host, privileges, grants } = right;
  return (
    other.type === type &&
    other.name.toLowerCase() === name.toLowerCase() &&
    other.user === user &&
    other.host === host &&
    privileges.every((one) => other.privileges.includes(one)) &&
    (!grants || other.grants)
  );
}
