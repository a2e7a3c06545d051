import type { DatabaseArtifact, DatabaseInventory, DatabaseKind } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import type { DumpIndex } from '../../dump-index/dump-index.ts';
import { indexDumpFile } from '../../dump-index/index-dump-file.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { artifactFields, isIncremental, tableWarnings, type CheckedFile, type Clues } from './checked-file.ts';
import type { Recognised } from './recognise.ts';

/**
 * Reads a dump to its end, as a dump of our own is read. Refused (`adopt.not-readable`) is what cannot be decompressed, what a dump program began and did not
 * end, and what holds nothing.
 */
export async function checkDump(
  path: string,
  { compression, head }: Recognised,
  clues: Clues,
  job: Pick<JobContext, 'signal' | 'advance'>,
): Promise<CheckedFile> {
  let index: DumpIndex;
  try {
    index = await indexDumpFile(path, { compression, signal: job.signal, onBytes: (bytes) => job.advance(bytes) });
  } catch (error) {
    if (error instanceof UnreadableError) throw new AppError('adopt.not-readable', { detail: error.message, cause: error });
    throw error;
  }
  const warnings = [...dumpWarnings(index), ...tableWarnings(clues.beside, index.inventory)];
  const incremental = isIncremental(clues);
  if (incremental) warnings.push(ONLY_CHANGES);
  const kind = incremental ? 'data' : kindOf(index.inventory);
  const database = databaseOf(head, clues);
  return {
    kind,
    warnings,
    list: null,
    artifact: (common): DatabaseArtifact => ({
      ...artifactFields(common),
      part: 'database',
      database,
      kind,
      compression,
      uncompressedBytes: index.uncompressedBytes,
      serverVersion: index.serverVersion,
      dumpTool: dumpToolOf(index.dumpTool),
      characterSets: [...index.characterSets],
      altersDatabase: index.altersDatabase,
      nonTransactionalTables: [],
      inventory: index.inventory,
    }),
  };
}

const ONLY_CHANGES: BackupWarning = {
  code: 'adopt.incremental-dump',
  text: 'The server calls this dump incremental: it holds only what changed, and brings no whole database back.',
};

/** What a reader of the dump must know. Throws `adopt.not-readable` for what is no whole dump. Pure. */
export function dumpWarnings({ inventory, trailer, dumpTool, uncompressedBytes }: DumpIndex): BackupWarning[] {
  const { tables, views, routines, triggers, events } = inventory;
  if (tables.length + views.length + routines.length + triggers.length + events.length === 0)
    throw new AppError('adopt.not-readable', { detail: `No table, view or routine is in its ${uncompressedBytes} bytes of SQL.` });
  if (trailer) return [];
  // mysqldump and mariadb-dump put the mark at the end of whatever has their heading.
  if (dumpTool !== null)
    throw new AppError('adopt.not-readable', {
      detail: `The dump ends without its end mark after ${uncompressedBytes} bytes of SQL: it was cut off, or its program failed.`,
    });
  return [
    {
      code: 'adopt.no-end-mark',
      text: 'The dump has no heading and no end mark, as some programs write them: it is readable to its end, but nothing proves that this is where it should end.',
    },
  ];
}

/** By what is in it: names lie. Pure. */
export function kindOf({ tables }: DatabaseInventory): DatabaseKind {
  if (tables.length > 0 && tables.every(({ definition }) => definition === null)) return 'data';
  return tables.length > 0 && tables.every(({ rows, data }) => rows === null && data === null) ? 'structure' : 'full';
}

/** The dump's own heading, what lies beside it, its name, the site's only database; else it has no name. Pure. */
export function databaseOf(head: Buffer, { named, beside, siteDatabases }: Clues): string {
  const text = head.toString('utf8');
  const heading = /^-- Host: \S*\s+Database: (\S.*?)\s*$/m.exec(text)?.[1];
  const used = /^(?:CREATE DATABASE .*?|USE )`((?:[^`]|``)+)`/m.exec(text)?.[1]?.replaceAll('``', '`');
  const admin = /^-- (?:Database|Datenbank): [`']?([^`'\n]+?)[`']?\s*$/m.exec(text)?.[1];
  const [only] = siteDatabases.length === 1 ? siteDatabases : [];
  return heading ?? used ?? admin ?? beside.database ?? named.database ?? only ?? 'unknown';
}

/** The program that made it, by the heading of its dump. Pure. */
export function dumpToolOf(heading: string | null): DatabaseArtifact['dumpTool'] {
  const [, make, version] = /^(\S+) dump (\d[^,]*?)\s*(?:,|$)/.exec(heading ?? '') ?? [];
  if (make === undefined || version === undefined) return null;
  return { name: make === 'MariaDB' ? 'mariadb-dump' : 'mysqldump', version: version.replaceAll(/\s+/g, ' '), flags: [] };
}
