import type { DatabaseInventory } from '../../../../shared/model/artifact.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { StepContext } from '../../step.ts';
import { dropStatement } from '../swap/plan-code.ts';
import type { CodeObject } from '../swap/schema-content.ts';
import { readForeignKeys, type ForeignKey } from '../tables/foreign-keys.ts';
import { setKeys } from '../tables/set-keys.ts';
import type { InPlaceMemo } from './in-place-memo.ts';

/**
 * Names of foreign keys and triggers are one per schema: a table that was renamed since carries those of the table the safety copy makes again. Its keys are
 * taken off, written down first, and a trigger of such a name goes with its text in the journal. Returns the triggers that stay.
 */
export async function clearNames(
  session: DatabaseSession,
  {
    schema,
    tables,
    triggers,
    mark,
  }: { readonly schema: string; readonly tables: ReadonlySet<string>; readonly triggers: readonly CodeObject[]; readonly mark: string },
  inventories: readonly DatabaseInventory[],
  context: StepContext,
  memo: InPlaceMemo,
): Promise<readonly CodeObject[]> {
  const keys = (await readForeignKeys(session, schema)).filter(({ table }) => tables.has(table));
  if (keys.length > 0) {
    const known = memo.keys.filter((key) => !keys.some(({ table, name }) => table === key.table && name === key.name));
    memo.keys = [...known, ...keys];
    context.keepMemo(memo);
    await setKeys(session, schema, { drop: keys, add: [] }, mark);
  }
  const taken = new Set(inventories.flatMap((inventory) => inventory.triggers.map((name) => name.toLowerCase())));
  const clashing = triggers.filter(({ name }) => taken.has(name.toLowerCase()));
  for (const trigger of clashing) {
    context.say(
      `The trigger ${trigger.name} of ${trigger.table ?? ''}, a table that came since, has the name of one that comes back, and is dropped. Its text:\n${trigger.create}`,
    );
    await session.query(dropStatement(schema, trigger));
  }
  return triggers.filter((trigger) => !clashing.includes(trigger));
}

/** Gives tables that came since their foreign keys back, under another name where theirs is taken by then. What cannot be made is said; no row is touched. */
export async function giveKeysBack(
  session: DatabaseSession,
  schema: string,
  keys: readonly ForeignKey[],
  mark: string,
  context: StepContext,
): Promise<void> {
  const there = await readForeignKeys(session, schema);
  for (const key of keys) {
    const names = [key.name, `${key.name.slice(0, 58)}_since`];
    if (there.some(({ table, name }) => table === key.table && names.includes(name))) continue;
    const made = await firstThatWorks(names, (name) => setKeys(session, schema, { drop: [], add: [{ ...key, name }] }, mark));
    if (made === null) context.say(`The foreign key ${key.name} of ${key.table}, a table that came since, could not be made again.`);
    else if (made !== key.name) context.say(`The foreign key ${key.name} of ${key.table}, a table that came since, is called ${made} now.`);
  }
}

async function firstThatWorks(names: readonly string[], attempt: (name: string) => Promise<void>): Promise<string | null> {
  for (const name of names) {
    try {
      await attempt(name);
      return name;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'restore.tables-keys-failed') throw error;
    }
  }
  return null;
}
