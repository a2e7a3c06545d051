import * as z from 'zod';
import { ArtifactId, BackupId, PlaceId, ServerId, SiteId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Compression } from './preflight.ts';

export const DatabaseKind = z.enum(['full', 'structure', 'data']);
export type DatabaseKind = z.infer<typeof DatabaseKind>;

/** `manual`: "Back up now". `checkpoint`: the operator named it, before an update, say. */
export const Trigger = z.enum(['manual', 'checkpoint']);
export type Trigger = z.infer<typeof Trigger>;

/** Half-open range [start, end) of bytes in the decompressed artifact. */
export const ByteRange = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);
export type ByteRange = z.infer<typeof ByteRange>;

export const TableInventory = z.object({
  name: z.string(),
  /** Rows counted in the dump; null when the kind holds no data. */
  rows: z.int().nonnegative().nullable(),
  /** Where the CREATE TABLE stands; null when the kind holds no structure. */
  definition: ByteRange.nullable(),
  /** From the first to the end of the last INSERT; null when there is none. */
  data: ByteRange.nullable(),
});
export type TableInventory = z.infer<typeof TableInventory>;

/** Everything one dump holds. Names are as in the server, unquoted, sorted. */
export const DatabaseInventory = z.object({
  tables: z.array(TableInventory),
  views: z.array(z.string()),
  /** `procedure name` or `function name`. */
  routines: z.array(z.string()),
  triggers: z.array(z.string()),
  events: z.array(z.string()),
});
export type DatabaseInventory = z.infer<typeof DatabaseInventory>;

/** A database artifact as the manifest describes it. */
export const DatabaseArtifact = z.object({
  id: ArtifactId,
  sourceId: SourceId,
  part: z.literal('database'),
  /** Schema the dump was taken of. */
  database: z.string(),
  kind: DatabaseKind,
  /** File name inside the backup's folder. */
  file: z.string(),
  bytes: z.int().nonnegative(),
  /** Of the file as it lies there, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  compression: Compression,
  uncompressedBytes: z.int().nonnegative(),
  capturedFrom: Instant,
  capturedTo: Instant,
  /** Version of the database server, as it says itself. */
  serverVersion: z.string(),
  dumpTool: z.object({ name: z.string(), version: z.string(), flags: z.array(z.string()) }),
  /** Character sets the dump names, sorted. */
  characterSets: z.array(z.string()),
  /** The dump says ALTER DATABASE with the original name (a routine older than the database's collation): see RESTORE.txt. Absent: unknown. */
  altersDatabase: z.boolean().optional(),
  /** What CREATE TABLE takes in this schema when it names nothing else. Absent: not asked. */
  schemaDefaults: z.object({ characterSet: z.string(), collation: z.string() }).optional(),
  /** Tables whose engine has no transactions: consistent each for itself, not with the rest. */
  nonTransactionalTables: z.array(z.string()),
  inventory: DatabaseInventory,
});
export type DatabaseArtifact = z.infer<typeof DatabaseArtifact>;

export const Artifact = z.discriminatedUnion('part', [DatabaseArtifact]);
export type Artifact = z.infer<typeof Artifact>;

/** Something a complete-looking backup lacks, or that its reader must know. */
export const BackupWarning = z.object({ code: z.string(), text: z.string() });
export type BackupWarning = z.infer<typeof BackupWarning>;

/** One recovery point of a site. */
export const Backup = z.object({
  id: BackupId,
  siteId: SiteId,
  serverId: ServerId,
  trigger: Trigger,
  label: z.string().nullable(),
  kind: DatabaseKind,
  /** Folder name inside the site's folder, `2026-11-21T020000Z-full`. */
  folder: z.string(),
  startedAt: Instant,
  completedAt: Instant,
  /** Sum of the artifacts, in bytes. */
  bytes: z.int().nonnegative(),
  warnings: z.array(BackupWarning),
  artifacts: z.array(Artifact),
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
  /** Absolute folder for places on this computer. */
  location: z.string(),
  proof: Proof,
});
export type Copy = z.infer<typeof Copy>;

export const Place = z.object({
  id: PlaceId,
  kind: z.enum(['this-computer']),
  name: z.string(),
  /** Absolute folder. */
  folder: z.string(),
});
export type Place = z.infer<typeof Place>;

/** A row of the backups table. */
export const BackupSummary = z.object({
  id: BackupId,
  siteId: SiteId,
  siteName: z.string(),
  startedAt: Instant,
  completedAt: Instant,
  trigger: Trigger,
  label: z.string().nullable(),
  kind: DatabaseKind,
  bytes: z.int().nonnegative(),
  databases: z.array(z.string()),
  warnings: z.array(BackupWarning),
  copies: z.array(Copy),
});
export type BackupSummary = z.infer<typeof BackupSummary>;

/** A backup with everything that is known of it. */
export const BackupDetails = z.object({
  backup: Backup,
  siteName: z.string(),
  serverName: z.string(),
  copies: z.array(z.object({ copy: Copy, place: Place })),
  /** The text of RESTORE.txt. */
  restoreByHand: z.string(),
});
export type BackupDetails = z.infer<typeof BackupDetails>;
