import * as z from 'zod';
import { BackupId, type SiteId, SourceId } from '../../shared/model/ids.ts';
import { FileListFile } from '../../shared/model/artifact.ts';
import { Instant } from '../../shared/model/instant.ts';
import { decodeAll, json } from './decode.ts';
import { NEWEST_FIRST } from './backup-lists.ts';
import type { Sql } from './sql.ts';

/** What the manifest of a backup tells of its data, without the lists of files beside it. */
export interface BackupEvidence {
  readonly id: BackupId;
  readonly startedAt: Instant;
  /** When the newest of its data was captured. */
  readonly capturedTo: Instant;
  /** Rows by `database.table`; null: that dump holds no rows. */
  readonly rows: ReadonlyMap<string, number | null>;
  readonly databaseBytes: number;
  /** Null: what it holds is in no zip that the server made. */
  readonly zip: { readonly encrypted: boolean } | null;
  /** Archives that hold files of the site; one the server made is `foreign`: its names and its folders are its own. */
  readonly files: readonly FilesEvidence[];
  /** Name and fingerprint, `APP_KEY 0123456789abcdef`; null: its settings hold none. */
  readonly applicationKey: string | null;
}

export interface FilesEvidence {
  readonly sourceId: SourceId;
  readonly fileList: FileListFile;
  /** Of its own archive, compressed. */
  readonly bytes: number;
  /** Backups whose archives it needs, oldest first, itself the last. */
  readonly chain: readonly BackupId[];
  readonly foreign: boolean;
}

const Tables = z.object({ tables: z.array(z.object({ name: z.string(), rows: z.number().nullable() })) });
const Common = { sourceId: SourceId, bytes: z.number(), capturedTo: Instant };
const Artifact = z.discriminatedUnion('part', [
  z.object({ ...Common, part: z.literal('database'), database: z.string(), inventory: Tables }),
  z.object({ ...Common, part: z.literal('media'), fileList: FileListFile, chain: z.array(BackupId) }),
  z.object({ ...Common, part: z.literal('config') }),
  z.object({
    ...Common,
    part: z.literal('bundle'),
    fileList: FileListFile,
    encrypted: z.boolean(),
    dumps: z.array(z.object({ database: z.string(), bytes: z.number(), inventory: Tables })),
  }),
]);
type Artifact = z.infer<typeof Artifact>;

const Row = z.object({
  id: BackupId,
  startedAt: Instant,
  trigger: z.string(),
  applicationKey: z.string().nullable(),
  artifacts: json(z.array(Artifact)),
});

/** Of the newest backups of a site that lie anywhere, at most `limit`, newest first. Only what is asked for is read out of the manifests. */
export function evidenceOf(sql: Sql, siteId: SiteId, limit: number): readonly BackupEvidence[] {
  const rows = sql.all(
    `SELECT backup.id, started_at AS startedAt, occasion AS "trigger", application_key AS applicationKey,
       json_extract(document, '$.backup.artifacts') AS artifacts
     FROM backup JOIN manifest ON manifest.backup_id = backup.id
     WHERE backup.site_id = :siteId AND copy_count > 0 ${NEWEST_FIRST} LIMIT :limit`,
    { siteId, limit },
  );
  return decodeAll(Row, 'manifest', rows).map(({ id, startedAt, trigger, applicationKey, artifacts }) => ({
    id,
    startedAt,
    capturedTo: artifacts.reduce<Instant>(
      (newest, { capturedTo }) => (Date.parse(capturedTo) > Date.parse(newest) ? capturedTo : newest),
      startedAt,
    ),
    rows: new Map(artifacts.flatMap(rowsIn)),
    databaseBytes: artifacts.reduce((sum, artifact) => sum + dumpBytesOf(artifact), 0),
    zip: zipOf(artifacts),
    files: artifacts.flatMap((artifact) => filesIn(id, artifact, trigger === 'adopted')),
    applicationKey,
  }));
}

function rowsIn(artifact: Artifact): readonly (readonly [string, number | null])[] {
  const dumps = artifact.part === 'database' ? [artifact] : artifact.part === 'bundle' ? artifact.dumps : [];
  return dumps.flatMap(({ database, inventory }) => inventory.tables.map(({ name, rows }) => [`${database}.${name}`, rows] as const));
}

/** A zip says of its dumps only what they are unpacked; they take no more than all of it. */
function dumpBytesOf(artifact: Artifact): number {
  if (artifact.part === 'database') return artifact.bytes;
  if (artifact.part !== 'bundle') return 0;
  return Math.min(
    artifact.bytes,
    artifact.dumps.reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

function zipOf(artifacts: readonly Artifact[]): BackupEvidence['zip'] {
  const zips = artifacts.filter((artifact) => artifact.part === 'bundle');
  return zips.length === 0 ? null : { encrypted: zips.some(({ encrypted }) => encrypted) };
}

function filesIn(id: BackupId, artifact: Artifact, isAdopted: boolean): readonly FilesEvidence[] {
  if (artifact.part !== 'media' && artifact.part !== 'bundle') return [];
  const { sourceId, fileList, bytes } = artifact;
  const chain = artifact.part === 'media' ? artifact.chain : [id];
  return [{ sourceId, fileList, bytes, chain, foreign: isAdopted || artifact.part === 'bundle' }];
}
