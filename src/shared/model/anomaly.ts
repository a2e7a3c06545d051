import * as z from 'zod';
import { AnomalyId, BackupId, SiteId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';

/**
 * What is watched of each backup. `size`: bytes of an artifact. `rows`: of one large table. `files`: regular files of a media source. `duration`: from the
 * start of the backup to its end, milliseconds. `tables`: names in a database. `executables`: scripts and programs among the uploads.
 */
export const AnomalyKind = z.enum(['size', 'rows', 'files', 'duration', 'tables', 'executables']);
export type AnomalyKind = z.infer<typeof AnomalyKind>;

/** What a site's own history leads to expect. `low` to `high`: where its values usually lie. */
export const ExpectedRange = z.object({
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
  /** 0 Sunday to 6 Saturday, UTC, when there are enough backups of that weekday for a season; null: of every day. */
  weekday: z.int().min(0).max(6).nullable(),
  /** Values it is made of. */
  from: z.int().nonnegative(),
});
export type ExpectedRange = z.infer<typeof ExpectedRange>;

/** A backup in which it was seen. */
export const AnomalySighting = z.object({ backupId: BackupId, at: Instant, value: z.number().nonnegative() });
export type AnomalySighting = z.infer<typeof AnomalySighting>;

/** `new-level`: wanted; from the first backup in which it was seen on, this is how the site is. `one-off`: those backups are no measure for what follows. */
export const AnomalyVerdict = z.enum(['new-level', 'one-off']);
export type AnomalyVerdict = z.infer<typeof AnomalyVerdict>;

/**
 * A backup far off its site's own trend. While it is open, further backups like it join it, and the retention of its site pauses.
 *
 *   open -> acknowledged (by the operator, with a note)
 */
export const Anomaly = z.object({
  id: AnomalyId,
  siteId: SiteId,
  kind: AnomalyKind,
  direction: z.enum(['up', 'down']),
  /** Key of what is watched: one open anomaly for each key and direction. */
  series: z.string(),
  sourceId: SourceId.nullable(),
  /** For people: `aurora_shop`, `aurora_shop.orders`, `storage/app/public`, `the backup`. */
  subject: z.string(),
  /** When it was found. */
  at: Instant,
  /** One sentence with the numbers, of the first sighting. */
  text: z.string(),
  /** Null where there is no range: tables and scripts. */
  expected: ExpectedRange.nullable(),
  /** Tables that are gone, scripts that came; at most 50. */
  names: z.array(z.string()),
  /** Oldest first. */
  sightings: z.array(AnomalySighting).min(1),
  acknowledged: z.object({ at: Instant, note: z.string(), verdict: AnomalyVerdict, by: z.string() }).nullable(),
});
export type Anomaly = z.infer<typeof Anomaly>;

export const TrendPoint = z.object({
  backupId: BackupId,
  /** Start of the backup. */
  at: Instant,
  value: z.number().nonnegative(),
  /** What was expected of it then. Null: not known yet. */
  expected: ExpectedRange.nullable(),
  /** Far off, acknowledged or not. */
  isAnomaly: z.boolean(),
});
export type TrendPoint = z.infer<typeof TrendPoint>;

/** One watched figure of a site over time. */
export const TrendSeries = z.object({
  series: z.string(),
  kind: AnomalyKind,
  sourceId: SourceId.nullable(),
  subject: z.string(),
  unit: z.enum(['bytes', 'rows', 'files', 'ms']),
  /** Oldest first. */
  points: z.array(TrendPoint),
  /** For a backup made now. Null: the range is known after `knownAfter` backups. */
  next: ExpectedRange.nullable(),
});
export type TrendSeries = z.infer<typeof TrendSeries>;

export const SiteTrend = z.object({
  siteId: SiteId,
  /** Backups of a kind before there is a range. */
  knownAfter: z.int().positive(),
  /** Sizes, then files, rows of the largest tables, duration. */
  series: z.array(TrendSeries),
});
export type SiteTrend = z.infer<typeof SiteTrend>;
