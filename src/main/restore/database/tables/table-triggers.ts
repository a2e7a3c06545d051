import type { DatabaseSession } from '../../../sites/database-session.ts';
import { convergeCode } from '../swap/converge-code.ts';
import { dropStatement } from '../swap/plan-code.ts';
import { readSchema, readTriggers } from '../swap/read-schema.ts';
import { type CodeObject, isSameCode } from '../swap/schema-content.ts';

export function triggersOf(code: readonly CodeObject[], tables: ReadonlySet<string>): readonly CodeObject[] {
  return code.filter(({ kind, table }) => kind === 'trigger' && table !== null && tables.has(table));
}

/**
 * Gives some tables the triggers that are wanted, in their order; everything else in the schema stays. Idempotent. Throws `restore.swap-code-failed`, `database.*`.
 */
export async function putTriggersRight(
  session: DatabaseSession,
  schema: string,
  tables: ReadonlySet<string>,
  wanted: readonly CodeObject[],
): Promise<void> {
  const { code } = await readSchema(session, schema);
  const wrong = wrongTriggers(triggersOf(code, tables), wanted);
  for (const trigger of wrong) await session.query(dropStatement(schema, trigger));
  const own = new Set(triggersOf(code, tables));
  const gone = new Set(wrong);
  await convergeCode(
    session,
    schema,
    code.filter((object) => !gone.has(object)),
    [...code.filter((object) => !own.has(object)), ...wanted],
  );
}

/** Triggers run in the order they were made in: of a table that has not exactly those that are wanted, all are made again. Pure. */
export function wrongTriggers(now: readonly CodeObject[], wanted: readonly CodeObject[]): readonly CodeObject[] {
  return [...Map.groupBy(now, ({ table }) => table)].flatMap(([table, own]) => {
    const meant = wanted.filter((trigger) => trigger.table === table);
    // What was made before a stop is right as far as it goes.
    const isRight = own.length <= meant.length && own.every((trigger, at) => meant[at] !== undefined && isSameCode(trigger, meant[at]));
    return isRight ? [] : own;
  });
}

/** Takes the triggers off some tables. */
export async function dropTriggers(session: DatabaseSession, schema: string, tables: ReadonlySet<string>): Promise<void> {
  for (const trigger of triggersOf(await readTriggers(session, schema), tables)) await session.query(dropStatement(schema, trigger));
}
