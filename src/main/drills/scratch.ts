import type { DatabaseArtifact } from '../../shared/model/artifact.ts';
import type { ImportTarget } from '../restore/import/import-target.ts';
import type { DatabaseSession } from '../sites/database-session.ts';
import { quoteName } from '../sites/live-inventory.ts';
import { isScratchSchema, scratchSchema } from './scratch-name.ts';

/** A database server that a drill may restore to. */
export interface Scratch {
  /** For people: "a database server of its own on this computer, MariaDB 10.11.14". */
  readonly name: string;
  /** As the server says itself. */
  readonly serverVersion: string;
  readonly target: ImportTarget;
  /** Makes an empty schema for a database of the backup, and returns its name. */
  makeSchema(artifact: Pick<DatabaseArtifact, 'database' | 'schemaDefaults'>, signal: AbortSignal): Promise<string>;
}

/** The one place where a drill makes a schema. It must be new: what is there already is never written to. */
export async function createScratchSchema(
  session: DatabaseSession,
  { database, schemaDefaults }: Pick<DatabaseArtifact, 'database' | 'schemaDefaults'>,
  id: string,
): Promise<string> {
  const schema = scratchSchema(database, id);
  guard(schema);
  await session.query(`CREATE DATABASE ${quoteName(schema)} CHARACTER SET utf8mb4`);
  if (schemaDefaults !== undefined) await adopt(session, schema, schemaDefaults);
  return schema;
}

/** The one place where a drill drops a schema. */
export async function dropScratchSchema(session: DatabaseSession, schema: string): Promise<void> {
  guard(schema);
  await session.query(`DROP DATABASE IF EXISTS ${quoteName(schema)}`);
}

/** What CREATE TABLE takes where it names nothing else; a server that lacks it keeps its own, and the import says what it puts in its place. */
async function adopt(
  session: DatabaseSession,
  schema: string,
  { characterSet, collation }: NonNullable<DatabaseArtifact['schemaDefaults']>,
): Promise<void> {
  const [known] = await session.query('SHOW COLLATION WHERE Collation = ?', [collation]);
  if (known === undefined || !/^\w+$/.test(characterSet) || !/^\w+$/.test(collation)) return;
  await session.query(`ALTER DATABASE ${quoteName(schema)} CHARACTER SET ${characterSet} COLLATE ${collation}`);
}

function guard(schema: string): void {
  if (!isScratchSchema(schema)) throw new Error(`a drill must not touch ${schema}`);
}
