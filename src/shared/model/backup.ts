import * as z from 'zod';
import { Artifact, Part } from './artifact.ts';
import { BackupId, PlaceId, ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { Place } from './place.ts';

/**
 * `full`: databases whole, media whole. `incremental`: databases whole, media as changes since the newest chain. `structure`, `data`: of databases alone.
 */
export const BackupKind = z.enum(['full', 'incremental', 'structure', 'data']);
export type BackupKind = z.infer<typeof BackupKind>;

/**
 * `manual`: "Back up now". `scheduled`: by the schedule of this computer. `checkpoint`: the operator named it, before an update, say. `adopted`: the server made it, Holdfast pulled and checked it.
 * `synthetic`: built here from a chain, without asking the server. `safety`: taken by a restore, of the state it was about to replace.
 */
export const Trigger = z.enum(['manual', 'scheduled', 'checkpoint', 'adopted', 'synthetic', 'safety']);
export type Trigger = z.infer<typeof Trigger>;

/** Something a complete-looking backup lacks, or that its reader must know. */
export const BackupWarning = z.object({ code: z.string(), text: z.string() });
export type BackupWarning = z.infer<typeof BackupWarning>;

/** Where an adopted backup came from. */
export const AdoptedFrom = z.object({
  /** Absolute path on the server. */
  path: z.string(),
  modifiedAt: Instant,
  /** Where the time of the backup was read. */
  timeFrom: z.enum(['name', 'modified']),
});
export type AdoptedFrom = z.infer<typeof AdoptedFrom>;

/** One recovery point of a site. */
export const Backup = z.object({
  id: BackupId,
  siteId: SiteId,
  serverId: ServerId,
  trigger: Trigger,
  label: z.string().nullable(),
  kind: BackupKind,
  /** Folder name inside the site's folder, `2026-11-21T020000Z-full`. */
  folder: z.string(),
  startedAt: Instant,
  completedAt: Instant,
  /** Sum of all files of the artifacts, in bytes. */
  bytes: z.int().nonnegative(),
  warnings: z.array(BackupWarning),
  artifacts: z.array(Artifact),
  adoptedFrom: AdoptedFrom.optional(),
});
export type Backup = z.infer<typeof Backup>;

/**
 * How far a copy is proved. Each level includes the ones before it.
 *
 *   present -> intact (every byte re-read, SHA-256 equal) -> sound (decompressed, indexed, inventory equal) -> proven (restored in a drill)
 */
export const ProofLevel = z.enum(['present', 'intact', 'sound', 'proven']);
export type ProofLevel = z.infer<typeof ProofLevel>;

/** What was last shown of a copy. A failed check withdraws the proof: `failure` is set and nothing but the failed state counts. */
export const Proof = z.object({
  level: ProofLevel,
  presentAt: Instant,
  intactAt: Instant.nullable(),
  soundAt: Instant.nullable(),
  provenAt: Instant.nullable(),
  failure: z.object({ at: Instant, step: ProofLevel, code: z.string(), text: z.string() }).nullable(),
});
export type Proof = z.infer<typeof Proof>;

/** A backup's bytes in one place. */
export const Copy = z.object({
  backupId: BackupId,
  placeId: PlaceId,
  /** Absolute folder in a folder place or on a server; in S3 the key of the folder, without a slash at its end. */
  location: z.string(),
  proof: Proof,
});
export type Copy = z.infer<typeof Copy>;

/** A row of the backups table. */
export const BackupSummary = z.object({
  id: BackupId,
  siteId: SiteId,
  siteName: z.string(),
  startedAt: Instant,
  completedAt: Instant,
  trigger: Trigger,
  label: z.string().nullable(),
  /** The operator's own words. */
  note: z.string(),
  /** Forbids deletion by retention. */
  held: z.boolean(),
  kind: BackupKind,
  bytes: z.int().nonnegative(),
  parts: z.array(Part),
  databases: z.array(z.string()),
  /** Null: no media. */
  media: z.object({ kind: z.enum(['full', 'incremental', 'mixed']), files: z.int().nonnegative() }).nullable(),
  warnings: z.array(BackupWarning),
  copies: z.array(Copy),
});
export type BackupSummary = z.infer<typeof BackupSummary>;

/** A backup with everything that is known of it. */
export const BackupDetails = z.object({
  backup: Backup,
  siteName: z.string(),
  serverName: z.string(),
  note: z.string(),
  held: z.boolean(),
  copies: z.array(z.object({ copy: Copy, place: Place })),
  /** The text of RESTORE.txt. */
  restoreByHand: z.string(),
  /** Backups whose media chain needs this one: they fall with it. */
  neededBy: z.array(z.object({ id: BackupId, startedAt: Instant })),
});
export type BackupDetails = z.infer<typeof BackupDetails>;

export const BackupFilter = z.strictObject({
  /** Searched in label, note, folder, id, site, databases. Empty: everything. */
  text: z.string().max(200),
  siteId: z.uuid().brand<'SiteId'>().nullable(),
  kind: BackupKind.nullable(),
  trigger: Trigger.nullable(),
  part: Part.nullable(),
  /** With a copy there. */
  placeId: PlaceId.nullable(),
  /** The best copy shows at least this; `failed`: a copy whose check failed. */
  proof: z.enum(['intact', 'sound', 'proven', 'failed']).nullable(),
  held: z.boolean().nullable(),
  /** Started at or after, UTC. */
  from: Instant.nullable(),
  /** Started before, UTC. */
  until: Instant.nullable(),
});
export type BackupFilter = z.infer<typeof BackupFilter>;

export const BackupPage = z.object({ rows: z.array(BackupSummary), total: z.int().nonnegative() });
export type BackupPage = z.infer<typeof BackupPage>;

/** Figures over the backups of one site, or of all. */
export const BackupStatistics = z.object({
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  uncompressedBytes: z.int().nonnegative(),
  oldestAt: Instant.nullable(),
  newestAt: Instant.nullable(),
  byKind: z.array(z.object({ kind: BackupKind, count: z.int().nonnegative(), bytes: z.int().nonnegative() })),
  byPart: z.array(
    z.object({ part: Part, count: z.int().nonnegative(), bytes: z.int().nonnegative(), uncompressedBytes: z.int().nonnegative() }),
  ),
  byPlace: z.array(
    z.object({ placeId: PlaceId, count: z.int().nonnegative(), bytes: z.int().nonnegative(), failed: z.int().nonnegative() }),
  ),
  /** One point a day with a backup, oldest first: size of that day's last full recovery point, and what was added that day. */
  growth: z.array(z.object({ day: z.iso.date(), bytes: z.int().nonnegative(), addedBytes: z.int().nonnegative() })),
});
export type BackupStatistics = z.infer<typeof BackupStatistics>;
