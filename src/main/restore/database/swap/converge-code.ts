import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { planCode, type CodeStatement } from './plan-code.ts';
import { readSchema } from './read-schema.ts';
import { type CodeObject, keyOfCode } from './schema-content.ts';

/** A package takes its body along when it is made again, so the body comes with the second look. */
const MOST_LOOKS = 3;

/**
 * Makes the code of a schema what is wanted. `now`: what it holds, where that is known already. Idempotent: what is there stays. Throws `restore.swap-code-failed`
 * with what the server refused, after everything else was made.
 */
export async function convergeCode(
  session: DatabaseSession,
  schema: string,
  now: readonly CodeObject[] | null,
  wanted: readonly CodeObject[],
): Promise<void> {
  let faults: readonly string[] = [];
  for (let look = 0; look < MOST_LOOKS; look++) {
    const current = look === 0 && now !== null ? now : (await readSchema(session, schema)).code;
    const statements = planCode(schema, current, wanted);
    if (statements.length === 0) return;
    faults = await runCode(session, schema, statements);
  }
  if (faults.length > 0) throw new AppError('restore.swap-code-failed', { detail: faults.join('\n') });
}

/** Runs all of them; a sentence for each that the server refused. */
async function runCode(session: DatabaseSession, schema: string, statements: readonly CodeStatement[]): Promise<readonly string[]> {
  const faults: string[] = [];
  // Names without a schema in front mean this one, and routines and triggers belong to it.
  await session.query(`USE ${quoteName(schema)}`);
  let settings: string | null = null;
  for (const { sql, under } of statements) {
    try {
      // A round trip saved for most is a shorter moment without them.
      if (settings !== settingsOf(under)) await applySettings(session, under);
      settings = settingsOf(under);
      await session.query(sql);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'database.refused') throw error;
      if (under?.broken !== true) faults.push(`${under === null ? sql : keyOfCode(under)}: ${error.detail}`);
    }
  }
  await applySettings(session, null);
  return faults;
}

function settingsOf(under: CodeObject | null): string {
  return JSON.stringify(under === null ? null : [under.sqlMode, under.characterSet, under.collation, under.timeZone]);
}

/** The server keeps these with the object. */
async function applySettings(session: DatabaseSession, under: CodeObject | null): Promise<void> {
  await session.query(
    `SET SESSION sql_mode = ?, character_set_client = ?, collation_connection = ?, time_zone = ${under?.timeZone ? '?' : '@@global.time_zone'}`,
    [
      under?.sqlMode ?? '',
      under?.characterSet ?? 'utf8mb4',
      under?.collation ?? 'utf8mb4_general_ci',
      ...(under?.timeZone ? [under.timeZone] : []),
    ],
  );
}
