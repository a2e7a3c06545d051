import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import { isWorkSchema, type WorkSchemas } from '../schema-names.ts';
import { crossOver } from '../swap/cross-over.ts';
import { defaultsIn, presenceOf, setDefaults } from '../swap/crossing.ts';
import { type Move, type Presence, renamesBack, renamesForward } from '../swap/plan-renames.ts';
import { readTables, readTriggers } from '../swap/read-schema.ts';
import { codeIn } from '../swap/schema-content.ts';
import type { SwitchServer } from '../swap/switch-sessions.ts';
import { concerns, type ForeignKey, planKeys, readForeignKeys } from './foreign-keys.ts';
import { setKeys } from './set-keys.ts';
import type { TablesMemo } from './tables-memo.ts';
import { dropTriggers, putTriggersRight, triggersOf } from './table-triggers.ts';

/**
 * The imported tables take the places of the live ones, from wherever it stopped. InnoDB lets a foreign key follow a table that is renamed, which would bind other
 * live tables to the old one, and the old one to live rows: so all keys around the tables are dropped before, and made as they are to be behind the rename.
 */
export async function replaceTables(server: SwitchServer, memo: TablesMemo, schemas: WorkSchemas, context: StepContext): Promise<void> {
  const { session } = server;
  const { live, aside, old } = schemas;
  const tables = namesIn(memo);
  const moves = renamesForward(schemas, { old: memo.old.tables, new: memo.new.tables }, await placesOf(session, schemas, tables));
  if (moves.length > 0) {
    await session.query(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(old)} CHARACTER SET ${memo.old.characterSet} COLLATE ${memo.old.collation}`,
    );
    await dropTriggers(session, aside, tables);
    const imported = (await readForeignKeys(session, aside)).filter(({ table }) => tables.has(table));
    await setKeys(session, aside, { drop: imported, add: [] }, old);
    await context.confirmTarget();
    await cross(server, schemas, tables, moves);
    context.say(`RENAME TABLE ...: ${moves.length} renames in one statement`);
  }
  await makeKeys(session, schemas, [...memo.keys.new, ...memo.keys.inbound]);
  await putTriggersRight(session, live, tables, codeIn(memo.new.code, aside, live));
  await setDefaults(session, live, defaultsIn(memo.new.defaults, aside, live));
}

/** The tables from before take their places again. `keepSince` is told foreign keys that nobody wrote down yet, before they are dropped. Throws `restore.swap-old-gone`. */
export async function replaceBack(
  server: SwitchServer,
  memo: TablesMemo,
  schemas: WorkSchemas,
  context: StepContext,
  keepSince: (keys: readonly ForeignKey[]) => void,
): Promise<void> {
  const { session } = server;
  const { live, old } = schemas;
  const tables = namesIn(memo);
  const renames = renamesBack(schemas, { old: memo.old.tables, new: memo.new.tables }, await placesOf(session, schemas, tables));
  if (renames.state === 'gone') throw new AppError('restore.swap-old-gone', { detail: renames.tables.join(', ') });
  let since: readonly ForeignKey[] = memo.since;
  if (renames.moves.length > 0) {
    const known = [...memo.keys.inbound, ...memo.since];
    const isKnown = (key: ForeignKey) => known.some(({ table, name }) => table === key.table && name === key.name);
    const others = (await readForeignKeys(session, live)).filter((key) => !tables.has(key.table) && concerns(key, tables, [live]));
    since = [...memo.since, ...others.filter((key) => !isKnown(key))];
    keepSince(since);
    await context.confirmTarget();
    await cross(server, schemas, tables, renames.moves);
    context.say(`RENAME TABLE ...: ${renames.moves.length} renames back in one statement`);
  }
  await makeKeys(session, schemas, [...memo.keys.old, ...memo.keys.inbound, ...since]);
  await putTriggersRight(session, live, tables, memo.old.code);
  await setDefaults(session, live, memo.old.defaults);
  await dropIfEmpty(session, old);
}

/** Every table the replacement is about, on either side. */
export function namesIn(memo: TablesMemo): ReadonlySet<string> {
  return new Set([...memo.old.tables, ...memo.new.tables]);
}

/** Where the replaced tables lie; all others are none of its business. */
async function placesOf(session: DatabaseSession, schemas: WorkSchemas, tables: ReadonlySet<string>): Promise<Presence> {
  const { live, aside, old } = await presenceOf(session, schemas);
  const only = (names: ReadonlySet<string>) => new Set([...names].filter((name) => tables.has(name)));
  return { live: only(live), aside: only(aside), old: only(old) };
}

async function cross(server: SwitchServer, schemas: WorkSchemas, tables: ReadonlySet<string>, moves: readonly Move[]): Promise<void> {
  const { session } = server;
  const { live, aside, old } = schemas;
  const keys = (await readForeignKeys(session, live)).filter((key) => concerns(key, tables, [live, aside, old]));
  await setKeys(session, live, { drop: keys, add: [] }, old);
  const triggers = triggersOf(await readTriggers(session, live), tables);
  const lockable = moves.filter(({ from }) => from === live).map(({ table }) => table);
  await crossOver(server, { moves, live, triggers, lockable });
}

/** Keys that are not wanted are left alone unless one that is wanted has their name: somebody may have made them meanwhile. */
async function makeKeys(session: DatabaseSession, { live, old }: WorkSchemas, wanted: readonly ForeignKey[]): Promise<void> {
  const { drop, add } = planKeys(await readForeignKeys(session, live), wanted);
  const present = await readTables(session, live);
  const isInTheWay = (key: ForeignKey) => add.some((one) => one.name.toLowerCase() === key.name.toLowerCase());
  await setKeys(session, live, { drop: drop.filter(isInTheWay), add: add.filter(({ table }) => present.has(table)) }, old);
}

/** The old schema when there is nothing in it any more. */
async function dropIfEmpty(session: DatabaseSession, schema: string): Promise<void> {
  if (!isWorkSchema(schema) || (await readTables(session, schema)).size > 0) return;
  await session.query(`DROP DATABASE IF EXISTS ${quoteName(schema)}`);
}
