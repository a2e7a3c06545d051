import * as z from 'zod';
import { ArtifactId, BackupId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Compression } from './preflight.ts';

export const DatabaseKind = z.enum(['full', 'structure', 'data']);
export type DatabaseKind = z.infer<typeof DatabaseKind>;

/** `incremental`: only what changed since the backup before it in its chain. */
export const MediaKind = z.enum(['full', 'incremental']);
export type MediaKind = z.infer<typeof MediaKind>;

/** Lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

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

/** A plain file beside the manifest. */
const StoredFile = {
  /** File name inside the backup's folder. */
  file: z.string(),
  bytes: z.int().nonnegative(),
  /** Of the file as it lies there. */
  sha256: Sha256,
};

const Common = {
  id: ArtifactId,
  sourceId: SourceId,
  ...StoredFile,
  compression: Compression,
  uncompressedBytes: z.int().nonnegative(),
  capturedFrom: Instant,
  capturedTo: Instant,
};

/** A database artifact as the manifest describes it. */
export const DatabaseArtifact = z.object({
  ...Common,
  part: z.literal('database'),
  /** Schema the dump was taken of; as the dump or the file's name says where the server made it. */
  database: z.string(),
  kind: DatabaseKind,
  /** Version of the database server, as it says itself; null when an adopted dump does not say. */
  serverVersion: z.string().nullable(),
  /** Null when an adopted dump does not say. */
  dumpTool: z.object({ name: z.string(), version: z.string(), flags: z.array(z.string()) }).nullable(),
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

/**
 * The state of every file of a media source at the time of its backup, apart from the manifest because it may have 100,000 lines: gzipped JSON
 * lines, see docs/manifest.md. Like an artifact it is listed in SHA256SUMS and travels with every copy.
 */
export const FileListFile = z.object(StoredFile);
export type FileListFile = z.infer<typeof FileListFile>;

export const MediaCounts = z.object({
  /** Regular files of the state, with the sum of their bytes. */
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  folders: z.int().nonnegative(),
  links: z.int().nonnegative(),
  /** Against the backup before it in the chain; all zero in a full. */
  added: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  /** Mode, owner or time changed, the bytes did not. */
  touched: z.int().nonnegative(),
  /** Sockets, devices and pipes, which hold no data. */
  skipped: z.int().nonnegative(),
});
export type MediaCounts = z.infer<typeof MediaCounts>;

/** A media archive: one tar with the files of `kind`, and the list of all files of the state. */
export const MediaArtifact = z.object({
  ...Common,
  part: z.literal('media'),
  kind: MediaKind,
  /** Folders of the source, relative to the site's root; the names in the archive begin with them. */
  folders: z.array(z.string()),
  archiveTool: z.object({ name: z.string(), version: z.string() }).nullable(),
  fileList: FileListFile,
  counts: MediaCounts,
  /** Backups whose archives this state needs, oldest first; the last one is this backup. A full names only itself. */
  chain: z.array(BackupId).min(1),
  /** Where each archive of the chain lies beside this one, in the order of `chain`, for those who restore by hand. Absent: the chain is this backup alone. */
  chainFiles: z.array(z.object({ folder: z.string(), file: z.string(), compression: Compression })).optional(),
  /** A full that was built here from an earlier chain, without a transfer. */
  synthetic: z.boolean(),
  /** Times the line was lost and the transfer went on where it had stopped. */
  resumed: z.int().nonnegative(),
});
export type MediaArtifact = z.infer<typeof MediaArtifact>;

/** The site's settings, sealed: `age -d` opens it to a tar. */
export const ConfigArtifact = z.object({
  ...Common,
  part: z.literal('config'),
  kind: z.literal('full'),
  /** Public keys that can open it, `age1...`. */
  recipients: z.array(z.string()).min(1),
  /** What the tar holds: names relative to the site's root, and `holdfast/crontab.txt` and the like for what is no file there. */
  entries: z.array(z.object({ name: z.string(), bytes: z.int().nonnegative() })),
  /** Tells two application keys apart without telling any; null when the site has none. First 16 hex digits of a salted SHA-256. */
  applicationKey: z.object({ name: z.string(), fingerprint: z.string() }).nullable(),
  /** `php` -> `8.2.28`, `python`, `framework`. */
  versions: z.record(z.string(), z.string()),
});
export type ConfigArtifact = z.infer<typeof ConfigArtifact>;

/** A dump in a zip: all that is known of a dump in a file of its own. */
const ZippedDump = DatabaseArtifact.pick({
  id: true,
  database: true,
  kind: true,
  compression: true,
  bytes: true,
  sha256: true,
  uncompressedBytes: true,
  serverVersion: true,
  dumpTool: true,
  characterSets: true,
  altersDatabase: true,
  inventory: true,
}).extend({
  /** Its name in the zip; `bytes` and `sha256` are of what comes out of the zip under it, `compression` is its own. */
  path: z.string(),
});

/** As the first builds wrote it: enough to be shown and compared, too little to be restored by a plan. */
const NamedDump = ZippedDump.pick({ path: true, database: true, compression: true, bytes: true, inventory: true });

/** A zip the server made itself (spatie/laravel-backup): dumps and files in one. */
export const BundleArtifact = z.object({
  ...Common,
  part: z.literal('bundle'),
  kind: z.literal('full'),
  format: z.literal('zip'),
  encrypted: z.boolean(),
  dumps: z.array(z.union([ZippedDump, NamedDump])),
  fileList: FileListFile,
  counts: MediaCounts,
});
export type BundleArtifact = z.infer<typeof BundleArtifact>;

export const Artifact = z.discriminatedUnion('part', [DatabaseArtifact, MediaArtifact, ConfigArtifact, BundleArtifact]);
export type Artifact = z.infer<typeof Artifact>;

export const Part = z.enum(['database', 'media', 'config', 'bundle']);
export type Part = z.infer<typeof Part>;

export function isDatabase(artifact: Artifact): artifact is DatabaseArtifact {
  return artifact.part === 'database';
}

export function isMedia(artifact: Artifact): artifact is MediaArtifact {
  return artifact.part === 'media';
}

/** What holds files of a site: an archive, or a zip the server made. */
export type FilesArtifact = MediaArtifact | BundleArtifact;

/** A zip that holds dumps alone has none. */
export function holdsFiles(artifact: Artifact): artifact is FilesArtifact {
  return artifact.part === 'media' || (artifact.part === 'bundle' && artifact.counts.files > 0);
}

/** Every file of an artifact as it lies in the backup's folder. */
export function filesOf(artifact: Artifact): readonly FileListFile[] {
  const { file, bytes, sha256 } = artifact;
  switch (artifact.part) {
    case 'database':
    case 'config':
      return [{ file, bytes, sha256 }];
    case 'media':
    case 'bundle':
      return [{ file, bytes, sha256 }, artifact.fileList];
  }
}
