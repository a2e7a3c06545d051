import * as z from 'zod';
import { BackupId, SiteId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';

/** One figure of a backup that has a history. */
export const WatchedFigure = z.object({
  /** The same in every backup it can be compared with: source, kind, compression. */
  series: z.string(),
  kind: z.enum(['size', 'files', 'duration']),
  sourceId: SourceId.nullable(),
  subject: z.string(),
  value: z.number().nonnegative(),
});
export type WatchedFigure = z.infer<typeof WatchedFigure>;

export const WatchedTables = z.object({
  /** As of a figure. */
  series: z.string(),
  sourceId: SourceId,
  database: z.string(),
  /** Rows by table; null: that dump holds no rows. */
  rows: z.record(z.string(), z.int().nonnegative().nullable()),
});
export type WatchedTables = z.infer<typeof WatchedTables>;

/** What is watched of one backup, as its manifest tells it. */
export const Watched = z.object({
  backupId: BackupId,
  siteId: SiteId,
  /** Its start. */
  at: Instant,
  /** Empty for a backup that is no measure: put together here, or taken of a site in trouble. */
  figures: z.array(WatchedFigure),
  tables: z.array(WatchedTables),
  /** What the capture said of new scripts among the uploads; null: nothing. */
  executables: z.string().nullable(),
});
export type Watched = z.infer<typeof Watched>;
