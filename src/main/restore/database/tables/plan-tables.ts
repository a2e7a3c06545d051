import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import type { TableShape } from '../rows/table-shapes.ts';
import type { TablePlaces } from './table-places.ts';
import { readSwitchFacts, switchFaults } from '../swap/check-switch.ts';
import { readSchema, readTables } from '../swap/read-schema.ts';
import type { CodeObject, SchemaContent } from '../swap/schema-content.ts';
import { compareTables, shapeOf } from './compare-tables.ts';
import { comparisonSentence } from './comparison-sentence.ts';
import { concerns, type ForeignKey, keysIn, readForeignKeys } from './foreign-keys.ts';
import { planMerge } from './plan-merge.ts';
import { readSides } from './read-sides.ts';
import { brokenKeys } from './set-keys.ts';
import type { MergeMemo, TablesMemo } from './tables-memo.ts';
import { triggersOf } from './table-triggers.ts';

/**
 * Says what is different between both sides, table by table, and writes down all that is needed to go forward and back. Nothing is changed. Throws
 * `restore.tables-not-possible` with all that stands in the way.
 */
export async function planTables(
  work: DatabaseWork,
  context: StepContext,
  schemas: TablePlaces,
  session: DatabaseSession,
): Promise<TablesMemo> {
  const { live, aside, old } = schemas;
  const compared = await compareTables(work, session, context.job.signal);
  // In one: each writes the whole journal, and the site may be paused.
  if (compared.length > 0) context.say(compared.map(comparisonSentence).join('\n'));
  const shapes = await readSides(session, schemas);
  const choices = work.choice.tables ?? [];
  const chosen = (action: string) => choices.filter((one) => one.action === action).map(({ name }) => name);
  const faults: string[] = [];

  const merges: MergeMemo[] = [];
  for (const name of chosen('merge')) {
    const plan = planMerge(name, shapeOf(shapes.live, name), shapeOf(shapes.aside, name), schemas.beside?.keysOf);
    if (plan.kind === 'not') faults.push(plan.why);
    else if (schemas.beside !== null && shapeOf(shapes.live, plan.memo.keys) !== undefined)
      faults.push(`${name}: a table ${plan.memo.keys} is there already, which this restore did not make.`);
    else merges.push(plan.memo);
  }

  const replaced = chosen('replace').map((name) => ({ name, backup: shapeOf(shapes.aside, name)?.name }));
  faults.push(...replaced.filter(({ backup }) => backup === undefined).map(({ name }) => `${name}: it was not imported.`));
  const tables = new Set(replaced.map(({ name, backup }) => backup ?? name));
  const now = await readSchema(session, live);
  const memo: TablesMemo = {
    old: onlyTables(now, tables),
    new: onlyTables(await readSchema(session, aside), tables),
    keys: await readKeys(session, schemas, tables),
    since: [],
    merges,
    mergeTriggers: [...triggersOf(now.code, new Set(merges.map(({ table }) => table)))],
    merged: false,
    undoTriggers: null,
    parked: [],
    begun: false,
  };
  if (tables.size > 0) {
    const facts = await readSwitchFacts(session, schemas, await readTables(session, old));
    faults.push(...switchFaults(memo.old, memo.new, { ...facts, foreignReferences: await referencesFromElsewhere(session, live, tables) }));
    faults.push(...takenNames(memo.new.code, now.code, tables));
    const views = now.code.filter(
      ({ kind, name }) => kind === 'view' && memo.new.tables.some((table) => shapes.live.folded(table) === shapes.live.folded(name)),
    );
    faults.push(...views.map(({ name }) => `${name}: a view of that name is in the live database now.`));
  }
  faults.push(...lostColumns(memo.keys.inbound, (parent) => shapeOf(shapes.aside, parent)));
  if (faults.length > 0) throw new AppError('restore.tables-not-possible', { detail: faults.join('\n') });
  for (const sentence of await brokenKeys(session, (key) => (tables.has(key.table) ? aside : live), keysToCome(memo, schemas)))
    context.say(sentence.replace('that are not there', 'that are not in the backup'));
  return memo;
}

/** Columns other live tables refer to and the restored ones do not have. Pure. */
export function lostColumns(inbound: readonly ForeignKey[], backupOf: (table: string) => TableShape | undefined): readonly string[] {
  return inbound.flatMap(({ table, name, parent, parentColumns }) => {
    const has = new Set(backupOf(parent)?.columns.map((column) => column.name.toLowerCase()));
    const lacks = parentColumns.filter((column) => !has.has(column.toLowerCase()));
    return has.size === 0 || lacks.length === 0
      ? []
      : [`${table} refers to ${parent}.${lacks.join(', ')} (${name}), which the backup does not have.`];
  });
}

/** All foreign keys around the replaced tables as rows will meet them, read from where the tables lie before the switch. */
function keysToCome({ keys, new: imported }: TablesMemo, { aside, live }: TablePlaces): readonly ForeignKey[] {
  const coming = new Set(imported.tables);
  return [...keys.new, ...keys.inbound].map((key) =>
    key.parentSchema === live && coming.has(key.parent) ? { ...key, parentSchema: aside } : key,
  );
}

async function readKeys(session: DatabaseSession, { live, aside }: TablePlaces, tables: ReadonlySet<string>): Promise<TablesMemo['keys']> {
  const keys = await readForeignKeys(session, live);
  const imported = await readForeignKeys(session, aside);
  return {
    old: keys.filter(({ table }) => tables.has(table)),
    new: [
      ...keysIn(
        imported.filter(({ table }) => tables.has(table)),
        aside,
        live,
      ),
    ],
    inbound: keys.filter((key) => !tables.has(key.table) && concerns(key, tables, [live])),
  };
}

/** What of a schema is about some tables: they, their triggers and their defaults. */
function onlyTables(content: SchemaContent, tables: ReadonlySet<string>): SchemaContent {
  return {
    ...content,
    tables: content.tables.filter((table) => tables.has(table)),
    sequences: [],
    code: [...triggersOf(content.code, tables)],
    defaults: content.defaults.filter(({ table }) => tables.has(table)),
  };
}

/** Names of triggers are unique in a schema. Pure. */
export function takenNames(imported: readonly CodeObject[], now: readonly CodeObject[], tables: ReadonlySet<string>): readonly string[] {
  return imported.flatMap(({ name }) => {
    const other = now.find((one) => one.kind === 'trigger' && one.name.toLowerCase() === name.toLowerCase());
    return other?.table === null || other === undefined || tables.has(other.table)
      ? []
      : [`The trigger ${name} of the backup has the name of one that ${other.table} has now.`];
  });
}

/** Foreign keys of other databases that lead to one of the tables: those databases are not touched, so such a table stays where it is. */
async function referencesFromElsewhere(session: DatabaseSession, live: string, tables: ReadonlySet<string>): Promise<readonly string[]> {
  const rows = await session.query(
    `SELECT DISTINCT TABLE_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, REFERENCED_TABLE_SCHEMA AS parent_db, REFERENCED_TABLE_NAME AS parent
       FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA = ?`,
    [live],
  );
  return rows
    .filter((row) => row['parent_db'] === live && row['db'] !== live && tables.has(String(row['parent'])))
    .map((row) => `${row['db']}.${row['tab']} (${row['name']})`);
}
