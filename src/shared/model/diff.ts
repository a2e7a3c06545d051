import * as z from 'zod';
import { BackupId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { FileChange } from './media-file.ts';

export const TableDifference = z.object({
  name: z.string(),
  /** `same` tables are not listed. */
  change: z.enum(['new', 'gone', 'rows']),
  rowsBefore: z.int().nonnegative().nullable(),
  rowsAfter: z.int().nonnegative().nullable(),
});
export type TableDifference = z.infer<typeof TableDifference>;

export const DatabaseDifference = z.object({
  database: z.string(),
  /** The other backup does not hold this database. */
  onlyIn: z.enum(['before', 'after']).nullable(),
  tables: z.array(TableDifference),
  sameTables: z.int().nonnegative(),
  /** Views, routines, triggers and events that came or went: `view x`, `trigger y`. */
  objectsAdded: z.array(z.string()),
  objectsRemoved: z.array(z.string()),
});
export type DatabaseDifference = z.infer<typeof DatabaseDifference>;

export const MediaDifference = z.object({
  sourceId: SourceId,
  folders: z.array(z.string()),
  onlyIn: z.enum(['before', 'after']).nullable(),
  added: z.object({ files: z.int().nonnegative(), bytes: z.int().nonnegative() }),
  changed: z.object({ files: z.int().nonnegative(), bytesBefore: z.int().nonnegative(), bytesAfter: z.int().nonnegative() }),
  removed: z.object({ files: z.int().nonnegative(), bytes: z.int().nonnegative() }),
  touched: z.int().nonnegative(),
  same: z.int().nonnegative(),
  /** New or changed executables, all of them: the first thing to look at after a break-in. */
  executables: z.array(FileChange),
  /** The rest, largest change first, at most 1,000. */
  files: z.array(FileChange),
  /** Changes beyond those listed. */
  notListed: z.int().nonnegative(),
});
export type MediaDifference = z.infer<typeof MediaDifference>;

/** What `after` has and `before` has not, and the other way round. */
export const BackupDiff = z.object({
  before: z.object({ id: BackupId, startedAt: Instant }),
  after: z.object({ id: BackupId, startedAt: Instant }),
  databases: z.array(DatabaseDifference),
  media: z.array(MediaDifference),
  /** One sentence each: "APP_KEY is another one". */
  config: z.array(z.string()),
});
export type BackupDiff = z.infer<typeof BackupDiff>;
