import { createHash } from 'node:crypto';
import { isTableBeside } from '../../../sites/tables-beside.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';

/** Characters a name of a table may have. */
const LONGEST_NAME = 64;

/** Names under which tables of a backup lie in the live schema itself, where an account may not make another. */
export interface BesideNames {
  /** By the name of the table in the backup. */
  readonly tables: ReadonlyMap<string, string>;
  /** Where the keys of the rows lie that are merged into a live table. */
  readonly keysOf: (table: string) => string;
  /** Whether a table is one of this restore. The guard before every statement that makes or drops one. */
  readonly owns: (name: string) => boolean;
}

/**
 * `__hf_0123456789ab_orders`: the mark of the restore, then the table. Plain letters in lower case only, whatever the character set of a dump or the server's way with
 * names; what that loses stands behind it as a hash. Pure: the same after a restart.
 */
export function besideNames(work: Pick<DatabaseWork, 'restoreId' | 'artifact' | 'database' | 'choice'>): BesideNames {
  const id = workSchemas(work).aside.slice(-12);
  const prefix = `__hf_${id}_`;
  const keyPrefix = `__hf_keys_${id}_`;
  const taken = new Set<string>();
  const tables = new Map<string, string>();
  for (const { name } of work.choice.tables ?? []) {
    if (tables.has(name)) continue;
    let beside = plainName(prefix, name);
    for (let again = 1; taken.has(beside); again += 1) beside = hashedName(prefix, name, `${name}\n${again}`);
    taken.add(beside);
    tables.set(name, beside);
  }
  return {
    tables,
    keysOf: (table) => `${keyPrefix}${hashOf(table, 16)}`,
    owns: (name) => isTableBeside(name) && (name.startsWith(prefix) || name.startsWith(keyPrefix)),
  };
}

function plainName(prefix: string, table: string): string {
  return /^[a-z0-9_]+$/.test(table) && prefix.length + table.length <= LONGEST_NAME
    ? `${prefix}${table}`
    : hashedName(prefix, table, table);
}

function hashedName(prefix: string, table: string, hashed: string): string {
  const end = `_${hashOf(hashed, 8)}`;
  const plain = table.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
  return `${prefix}${plain.slice(0, LONGEST_NAME - prefix.length - end.length)}${end}`;
}

function hashOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
