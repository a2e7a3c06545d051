import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import { isWorkSchema, type WorkSchemas } from '../schema-names.ts';
import { defaultsIn, presenceOf, setDefaults } from '../swap/crossing.ts';
import { type Presence, renamesBack, renamesForward } from '../swap/plan-renames.ts';
import { readTables, readTriggers } from '../swap/read-schema.ts';
import { codeIn } from '../swap/schema-content.ts';
import { concerns, type ForeignKey, keysIn, planKeys, readForeignKeys } from './foreign-keys.ts';
import { type Move, parkTriggered, renameAtOnce, settleParked } from './park-tables.ts';
import { setKeys } from './set-keys.ts';
import type { TablesMemo } from './tables-memo.ts';
import { dropTriggers, putTriggersRight, triggersOf } from './table-triggers.ts';

/**
 * The imported tables take the places of the live ones, from wherever it stopped. InnoDB lets a foreign key follow a table that is renamed, which would bind other
 * live tables to the old one, and the old one to live rows: so all keys around the tables are dropped before, and made as they are to be behind the rename.
 */
export async function replaceTables(
  session: DatabaseSession,
  memo: TablesMemo,
  schemas: WorkSchemas,
  context: StepContext,
  keep: (change: Partial<TablesMemo>) => void,
): Promise<void> {
  const { live, aside, old } = schemas;
  const tables = namesIn(memo);
  await settleParked(session, schemas, memo.parked);
  const moves = renamesForward(schemas, { old: memo.old.tables, new: memo.new.tables }, await placesOf(session, schemas, tables));
  if (moves.length > 0) {
    await session.query(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(old)} CHARACTER SET ${memo.old.characterSet} COLLATE ${memo.old.collation}`,
    );
    await dropTriggers(session, aside, tables);
    const imported = (await readForeignKeys(session, aside)).filter(({ table }) => tables.has(table));
    await setKeys(session, aside, { drop: imported, add: [] }, old);
    await context.confirmTarget();
    await cross(session, schemas, tables, moves, keep);
    context.say(`RENAME TABLE ...: ${moves.length} renames in one statement`);
  }
  await makeKeys(session, schemas, [...memo.keys.new, ...memo.keys.inbound]);
  await putTriggersRight(session, live, tables, codeIn(memo.new.code, aside, live));
  await setDefaults(session, live, defaultsIn(memo.new.defaults, aside, live));
}

/** The tables from before take their places again. `keep` writes down what the memo does not know yet. Throws `restore.swap-old-gone`. */
export async function replaceBack(
  session: DatabaseSession,
  memo: TablesMemo,
  schemas: WorkSchemas,
  context: StepContext,
  keep: (change: Partial<TablesMemo>) => void,
): Promise<void> {
  const { live, old } = schemas;
  const tables = namesIn(memo);
  await settleParked(session, schemas, memo.parked);
  const renames = renamesBack(schemas, { old: memo.old.tables, new: memo.new.tables }, await placesOf(session, schemas, tables));
  if (renames.state === 'gone') throw new AppError('restore.swap-old-gone', { detail: renames.tables.join(', ') });
  let since: readonly ForeignKey[] = memo.since;
  if (renames.moves.length > 0) {
    const others = (await readForeignKeys(session, live)).filter((key) => !tables.has(key.table) && concerns(key, tables, [live]));
    since = [...memo.since, ...others.filter((key) => !isAmong(memo.since)(key))];
    keep({ since: [...since] });
    await context.confirmTarget();
    await cross(session, schemas, tables, renames.moves, keep);
    context.say(`RENAME TABLE ...: ${renames.moves.length} renames back in one statement`);
  }
  // As they are today where they are there today: a migration may have renamed a column of theirs.
  await makeKeys(session, schemas, [...memo.keys.old, ...memo.keys.inbound.filter((key) => !isAmong(since)(key)), ...since]);
  await putTriggersRight(session, live, tables, memo.old.code);
  await setDefaults(session, live, memo.old.defaults);
  await restoreAside(session, memo, schemas, tables);
  await dropIfEmpty(session, old);
}

/** What was imported is in aside as it was, so that it can be looked at, and switched to once more. */
async function restoreAside(
  session: DatabaseSession,
  memo: TablesMemo,
  { live, aside, old }: WorkSchemas,
  tables: ReadonlySet<string>,
): Promise<void> {
  const present = await readTables(session, aside);
  if (![...tables].some((table) => present.has(table))) return;
  const wanted = keysIn(memo.keys.new, live, aside).filter(({ table }) => present.has(table));
  const { add } = planKeys(await readForeignKeys(session, aside), wanted);
  await setKeys(session, aside, { drop: [], add }, old);
  await putTriggersRight(session, aside, tables, memo.new.code);
  await setDefaults(
    session,
    aside,
    memo.new.defaults.filter(({ table }) => present.has(table)),
  );
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

/** Tables with triggers keep them through the one statement, parked in live: no row is written to one without its triggers. */
async function cross(
  session: DatabaseSession,
  schemas: WorkSchemas,
  tables: ReadonlySet<string>,
  moves: readonly Omit<Move, 'as'>[],
  keep: (change: Partial<TablesMemo>) => void,
): Promise<void> {
  const { live, aside, old } = schemas;
  const keys = (await readForeignKeys(session, live)).filter((key) => concerns(key, tables, [live, aside, old]));
  await setKeys(session, live, { drop: keys, add: [] }, old);
  const triggers = triggersOf(await readTriggers(session, live), tables);
  const crossing = parkTriggered(schemas, moves, new Set(triggers.map(({ table }) => table ?? '')));
  keep({ parked: [...crossing.parked] });
  await renameAtOnce(session, crossing.moves);
  await settleParked(session, schemas, crossing.parked);
}

/** Keys that are not wanted are left alone unless one that is wanted has their name: somebody may have made them meanwhile. */
async function makeKeys(session: DatabaseSession, { live, old }: WorkSchemas, wanted: readonly ForeignKey[]): Promise<void> {
  const { drop, add } = planKeys(await readForeignKeys(session, live), wanted);
  const present = await readTables(session, live);
  const isInTheWay = (key: ForeignKey) => add.some((one) => one.name.toLowerCase() === key.name.toLowerCase());
  await setKeys(session, live, { drop: drop.filter(isInTheWay), add: add.filter(({ table }) => present.has(table)) }, old);
}

/** Whether a key of the same table and name is among some. */
function isAmong(keys: readonly ForeignKey[]): (key: ForeignKey) => boolean {
  return (key) => keys.some(({ table, name }) => table === key.table && name === key.name);
}

/** The old schema when there is nothing in it any more. */
async function dropIfEmpty(session: DatabaseSession, schema: string): Promise<void> {
  if (!isWorkSchema(schema) || (await readTables(session, schema)).size > 0) return;
  await session.query(`DROP DATABASE IF EXISTS ${quoteName(schema)}`);
}
