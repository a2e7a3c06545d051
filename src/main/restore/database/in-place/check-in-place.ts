import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { readObjects } from '../../import/read-objects.ts';
import { readTargetFacts } from '../../import/target-facts.ts';
import type { DatabaseWork, ReadableDump } from '../database-work.ts';
import { readRoutineRights } from '../swap/routine-rights.ts';
import { readTriggers } from '../swap/read-schema.ts';
import { triggersOf } from '../tables/table-triggers.ts';
import type { InPlaceMemo } from './in-place-memo.ts';
import { doomedBy, scopeOf, uncovered } from './plan-in-place.ts';

export interface InPlacePlan {
  readonly memo: InPlaceMemo;
  /** Sentences on what is lost all the same. */
  readonly warnings: readonly string[];
}

/**
 * Looks at what would be dropped and whether all of it could be brought back, before anything is. Throws `restore.in-place-not-possible` with all that stands in the
 * way.
 */
export async function checkInPlace(session: DatabaseSession, work: DatabaseWork, safety: ReadableDump): Promise<InPlacePlan> {
  const { artifact, choice, database } = work;
  const { inventory } = safety.artifact;
  const scope = scopeOf(work);
  const live = await readObjects(session, database);
  const doomed = doomedBy(scope, live);
  const triggers = triggersOf(await readTriggers(session, database), new Set(doomed.tables));
  const faults = uncovered(
    doomed,
    triggers.map(({ name }) => name),
    live,
    [inventory],
  ).map((what) => `The ${what} is in the live database and not in the safety copy.`);
  // Whatever was planned: what is merged or kept aside is never imported over the live table.
  const others = choice.tables?.filter(({ action }) => action !== 'replace') ?? [];
  faults.push(...others.map(({ name }) => `${name}: it is to be merged or kept aside, not replaced.`));
  const backupHas = new Set(artifact.inventory.tables.map(({ name }) => name));
  for (const name of choice.tables?.map((one) => one.name) ?? [])
    if (!backupHas.has(name)) faults.push(`The table ${name} is not in the backup.`);
  if (scope.rowsOnly) {
    const there = new Set(doomed.tables.map((name) => name.toLowerCase()));
    for (const name of scope.tables ?? [])
      if (!there.has(name.toLowerCase()))
        faults.push(`The table ${name} is not in the live database, so its rows alone cannot be brought back.`);
  }
  const code = [...triggers.map(({ name }) => `trigger ${name}`), ...doomed.routines.filter((name) => name.startsWith('function '))];
  if (code.length > 0 && (await readTargetFacts(session)).codeRefused)
    faults.push(
      `The server writes a binary log and trusts no functions and triggers of this account (log_bin_trust_function_creators), so these could not be brought back: ${code.slice(0, 10).join(', ')}.`,
    );
  if (faults.length > 0) throw new AppError('restore.in-place-not-possible', { detail: faults.join('\n') });
  return {
    memo: {
      begun: true,
      tables: scope.tables === null ? null : [...scope.tables],
      triggers: scope.rowsOnly ? [...triggers] : [],
      keys: [],
      rightsRefused: [],
      rights: doomed.routines.length === 0 ? [] : [...((await readRoutineRights(session, database)) ?? [])],
    },
    warnings: await rowsSince(session, database, doomed.tables, safety),
  };
}

/** Tables that have other rows now than when the safety copy was taken: a site without a maintenance page goes on writing. */
async function rowsSince(
  session: DatabaseSession,
  database: string,
  tables: readonly string[],
  safety: ReadableDump,
): Promise<readonly string[]> {
  const held = new Map(safety.artifact.inventory.tables.map(({ name, rows }) => [name.toLowerCase(), rows]));
  const sentences: string[] = [];
  for (const table of tables) {
    const rows = held.get(table.toLowerCase()) ?? null;
    const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${quoteName(database)}.${quoteName(table)}`);
    const now = Number(row?.['n'] ?? 0);
    if (rows !== null && now !== rows)
      sentences.push(
        `${table} had ${now.toLocaleString('en-US')} rows when the import began, and ${rows.toLocaleString('en-US')} in the safety copy: what came in between is lost.`,
      );
  }
  return sentences;
}
