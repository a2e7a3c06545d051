import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { readGranted } from '../../../sites/privileges.ts';
import { readTargetFacts } from '../../import/target-facts.ts';
import type { WorkSchemas } from '../schema-names.ts';
import { renamesForward, renameStatement } from './plan-renames.ts';
import { type CodeObject, codeIn, isSameCode, keyOfCode, type SchemaContent } from './schema-content.ts';

/** TRIGGER also where there seems to be none: without it triggers are not shown, and a table that has one cannot be renamed. */
const NEEDED = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER', 'TRIGGER'] as const;
const ASKED = [...NEEDED, 'LOCK TABLES', 'CREATE VIEW', 'SHOW VIEW', 'CREATE ROUTINE', 'ALTER ROUTINE', 'EVENT'] as const;
export type SwitchPrivilege = (typeof ASKED)[number];

/** What a switch must know of the server beyond the two schemas. */
export interface SwitchFacts {
  readonly schemas: WorkSchemas;
  /** By schema: live, aside, old. */
  readonly granted: ReadonlyMap<string, ReadonlySet<SwitchPrivilege>>;
  readonly currentUser: string;
  readonly setsDefiners: boolean;
  readonly codeRefused: boolean;
  /** Bytes. */
  readonly maxPacket: number;
  /** Foreign keys of tables outside of live that refer to live tables: `other.orders (orders_user_fk)`. */
  readonly foreignReferences: readonly string[];
  /** Tables that lie in the old schema before anything was done. */
  readonly inOld: readonly string[];
}

export async function readSwitchFacts(session: DatabaseSession, schemas: WorkSchemas, inOld: ReadonlySet<string>): Promise<SwitchFacts> {
  const { currentUser, setsDefiners, codeRefused, maxPacket } = await readTargetFacts(session);
  const granted = new Map<string, ReadonlySet<SwitchPrivilege>>();
  for (const schema of [schemas.live, schemas.aside, schemas.old]) granted.set(schema, await readGranted(session, ASKED, schema));
  const references = await session.query(
    `SELECT CONSTRAINT_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, UNIQUE_CONSTRAINT_SCHEMA AS to_db
       FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE UNIQUE_CONSTRAINT_SCHEMA = ?`,
    [schemas.live],
  );
  const foreignReferences = references
    .filter((row) => row['to_db'] === schemas.live && row['db'] !== schemas.live)
    .map((row) => `${row['db']}.${row['tab']} (${row['name']})`);
  return { schemas, granted, currentUser, setsDefiners, codeRefused, maxPacket, foreignReferences, inOld: [...inOld] };
}

/** Why a switch cannot be made and taken back, a sentence each; empty: it can. Pure. */
export function switchFaults(old: SchemaContent, imported: SchemaContent, facts: SwitchFacts): readonly string[] {
  const { schemas, granted, foreignReferences, maxPacket, inOld } = facts;
  const faults: string[] = [];
  const wanted = codeIn(imported.code, schemas.aside, schemas.live);
  const changed = changedCode(old.code, wanted);
  const needed = new Set<SwitchPrivilege>([...NEEDED, ...changed.flatMap(privilegesFor)]);
  for (const [schema, has] of granted) {
    const lacks = [...needed].filter((one) => !has.has(one) && (schema === schemas.live || (NEEDED as readonly string[]).includes(one)));
    if (lacks.length > 0) faults.push(`The database user lacks ${lacks.join(', ')} on ${schema}.`);
  }
  if (imported.tables.length === 0 && old.tables.length > 0)
    faults.push(`${schemas.aside} holds no tables: the site would be left without any.`);
  if (inOld.length > 0) faults.push(`${schemas.old} holds tables already: ${inOld.slice(0, 5).join(', ')}.`);
  for (const reference of foreignReferences)
    faults.push(`The foreign key of ${reference} refers to a table of ${schemas.live}: it would go away with the old one.`);
  faults.push(...codeFaults(changed, facts));
  const now = { live: new Set(old.tables), aside: new Set(imported.tables), old: new Set<string>() };
  const moves = renamesForward(schemas, { old: old.tables, new: imported.tables }, now);
  const bytes = Buffer.byteLength(renameStatement(moves)) + 1024;
  if (bytes > maxPacket)
    faults.push(`All tables in one statement make ${bytes} bytes; the server takes ${maxPacket} (max_allowed_packet).`);
  return faults;
}

/** Throws `restore.swap-not-possible` with all that stands in the way. */
export function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new AppError('restore.swap-not-possible', { detail: faults.join('\n') });
}

/** Objects that are dropped or made, in either direction. Triggers are so in any case. */
function changedCode(old: readonly CodeObject[], wanted: readonly CodeObject[]): readonly CodeObject[] {
  const differs = (object: CodeObject, others: readonly CodeObject[]) =>
    object.kind === 'trigger' || !others.some((other) => isSameCode(object, other));
  return [...old.filter((object) => differs(object, wanted)), ...wanted.filter((object) => differs(object, old))];
}

function privilegesFor({ kind }: CodeObject): readonly SwitchPrivilege[] {
  switch (kind) {
    case 'trigger':
      return ['LOCK TABLES'];
    case 'view':
      return ['CREATE VIEW', 'SHOW VIEW'];
    case 'event':
      return ['EVENT'];
    case 'procedure':
    case 'function':
    case 'package':
    case 'package body':
      return ['CREATE ROUTINE', 'ALTER ROUTINE'];
  }
}

function codeFaults(
  changed: readonly CodeObject[],
  { currentUser, setsDefiners, codeRefused }: Pick<SwitchFacts, 'currentUser' | 'setsDefiners' | 'codeRefused'>,
): readonly string[] {
  const faults: string[] = [];
  for (const object of changed) {
    const { kind, definer, create } = object;
    if (create === '')
      faults.push(`The text of ${keyOfCode(object)} may not be read by the database user, so it could not be brought back.`);
    else if (definer !== currentUser && !setsDefiners)
      faults.push(`${keyOfCode(object)} belongs to ${definer}; the database user ${currentUser} may not make it again in that name.`);
    else if (codeRefused && (kind === 'trigger' || kind === 'function'))
      faults.push(
        `${keyOfCode(object)} could not be made again: the server writes a binary log and trusts no functions and triggers of this user.`,
      );
  }
  return [...new Set(faults)];
}
