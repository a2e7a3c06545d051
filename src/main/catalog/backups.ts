import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { BackupId, PlaceId, SiteId, SourceId } from '../../shared/model/ids.ts';
import type { Artifact } from '../../shared/model/artifact.ts';
import type { Backup, BackupFilter, BackupPage, BackupStatistics, BackupSummary, Copy, Proof } from '../../shared/model/backup.ts';
import { Manifest } from '../../shared/model/manifest.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import { allAnnotations, annotate, type Annotation, type AnnotationChange, annotationOf } from './annotations.ts';
import { type BackupEvidence, evidenceOf } from './backup-evidence.ts';
import { newest, newestWhole, type SiteTotals, summaries, totalsOf } from './backup-lists.ts';
import { searchBackups } from './backup-search.ts';
import { statisticsOf } from './backup-statistics.ts';
import { type ChainLink, neededBy, needsOf } from './chains.ts';
import { putCopy, selectCopies, updateProof } from './copies.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import { placeTotals, type PlaceTotals } from './place-totals.ts';
import { addSums, insertBackup } from './record-backup.ts';
import type { Sql } from './sql.ts';

/** Sizes of an artifact, in bytes. */
export type ArtifactSize = z.infer<typeof ArtifactSize>;
const ArtifactSize = z.object({ bytes: z.int().nonnegative(), uncompressedBytes: z.int().nonnegative() });

export interface BackupsRepository {
  /**
   * The backup, its artifacts and this copy, all or nothing. A backup that is known keeps what was recorded first (a manifest changed later
   * must not become the measure of itself); only its copy in this place is replaced. `sumsSha256`: of SHA256SUMS as it was written, lower-case
   * hex; null for a backup that was found and not made here.
   */
  record(manifest: Manifest, copy: Copy, sumsSha256?: string | null): void;
  find(id: BackupId): Backup | null;
  /** As it was recorded: the measure for every check of a copy. */
  manifestOf(id: BackupId): Manifest | null;
  /** SHA-256 of its SHA256SUMS as it was written; null when that is not known. */
  sumsSha256Of(id: BackupId): string | null;
  /** Backups whose id begins with `text`, or whose folder is called so; newest first, at most `limit` (20). */
  findByPrefix(text: string, limit?: number): readonly Backup[];
  /** Newest first, without inventories. Null: of all sites. */
  summaries(filter: { readonly siteId: SiteId | null; readonly limit?: number }): readonly BackupSummary[];
  newest(siteId: SiteId): BackupSummary | null;
  /** What the manifests of the newest backups of a site tell of their data, newest first, at most `limit`. */
  evidenceOf(siteId: SiteId, limit: number): readonly BackupEvidence[];
  /** A page of what the filter lets through, newest first; `limit` and `offset` in rows. What lies nowhere any more is left out. */
  search(filter: BackupFilter, offset: number, limit: number): BackupPage;
  /** Figures over all backups of a site; null: of all sites. */
  statistics(siteId: SiteId | null): BackupStatistics;
  /** The operator's label, note and hold. Null: unknown backup. */
  annotationOf(id: BackupId): Annotation | null;
  /** Of every backup that has any. */
  annotations(): readonly Annotation[];
  /** Changes what is given and leaves the rest; returns what holds then. Throws `backup.not-found`. */
  annotate(id: BackupId, change: AnnotationChange): Annotation;
  /** Backups that lie anywhere and need the archive of this one, oldest first. */
  neededBy(id: BackupId): readonly ChainLink[];
  /** Backups whose archives this one needs, itself not among them. */
  needsOf(id: BackupId): readonly BackupId[];
  /** Newest that brings the whole data of the site back as far as its databases go. */
  newestFull(siteId: SiteId): BackupSummary | null;
  totalsOf(siteId: SiteId): SiteTotals;
  /** Names for people: of a removed site or server as it was when the backup was made. Null: unknown backup. */
  namesOf(id: BackupId): { readonly siteName: string; readonly serverName: string } | null;
  copiesOf(id: BackupId): readonly Copy[];
  /** Figures over what lies in each place that has a copy. */
  placeTotals(): readonly PlaceTotals[];
  /** Everything the catalog believes to lie in a place. */
  copiesIn(placeId: PlaceId): readonly Copy[];
  /** What the newest artifact of this source, kind and compression came to; null when there is none. */
  lastSizeOf(siteId: SiteId, sourceId: SourceId, kind: Artifact['kind'], compression: Compression): ArtifactSize | null;
  /** Throws `backup.not-found` when there is no such copy. */
  updateProof(backupId: BackupId, placeId: PlaceId, proof: Proof): void;
  /** The catalog forgets a copy that is gone; the backup stays known, though no list shows it without a copy. Nothing is deleted in the place. */
  forgetCopy(backupId: BackupId, placeId: PlaceId): void;
}

const ManifestRow = z.object({ document: json(Manifest) });
const SumsRow = z.object({ sumsSha256: z.string().nullable() });
const Names = z.object({ siteName: z.string(), serverName: z.string() });

const SELECT_MANIFEST = 'SELECT backup.id, document FROM manifest JOIN backup ON backup.id = manifest.backup_id';
const IDS = /^[0-9a-f][0-9a-f-]*$/;

export function createBackupsRepository(sql: Sql): BackupsRepository {
  const manifestOf = (id: BackupId): Manifest | null =>
    decodeMaybe(ManifestRow, 'manifest', sql.get(`${SELECT_MANIFEST} WHERE backup.id = :id`, { id }))?.document ?? null;
  return {
    record(manifest, copy, sumsSha256 = null) {
      if (copy.backupId !== manifest.backup.id)
        throw new Error(`copy of ${copy.backupId} recorded with the manifest of ${manifest.backup.id}`);
      sql.atomically(() => {
        const isNew = insertBackup(sql, manifest, sumsSha256);
        if (!isNew && sumsSha256 !== null && isDeepStrictEqual(manifestOf(copy.backupId), manifest))
          addSums(sql, copy.backupId, sumsSha256);
        putCopy(sql, copy);
      });
    },
    find: (id) => manifestOf(id)?.backup ?? null,
    manifestOf,
    sumsSha256Of: (id) =>
      decodeMaybe(SumsRow, 'manifest', sql.get('SELECT sums_sha256 AS sumsSha256 FROM manifest WHERE backup_id = :id', { id }))
        ?.sumsSha256 ?? null,
    findByPrefix(text, limit = 20) {
      const from = text.toLowerCase();
      const byId = IDS.test(from);
      // 'g' follows every digit of an id, so this range is exactly the ids that begin so, and the index serves it.
      const rows = sql.all(
        `${SELECT_MANIFEST} WHERE ${byId ? '(backup.id >= :from AND backup.id < :to) OR' : ''} folder = :text
         ORDER BY started_at DESC, backup.id DESC LIMIT :limit`,
        byId ? { from, to: `${from}g`, text, limit } : { text, limit },
      );
      return decodeAll(ManifestRow, 'manifest', rows).map(({ document }) => document.backup);
    },
    summaries: ({ siteId, limit = -1 }) => summaries(sql, siteId, limit),
    newest: (siteId) => newest(sql, siteId),
    evidenceOf: (siteId, limit) => evidenceOf(sql, siteId, limit),
    search: (filter, offset, limit) => searchBackups(sql, filter, offset, limit),
    statistics: (siteId) => statisticsOf(sql, siteId),
    annotationOf: (id) => annotationOf(sql, id),
    annotations: () => allAnnotations(sql),
    annotate: (id, change) => annotate(sql, id, change),
    neededBy: (id) => neededBy(sql, id),
    needsOf: (id) => needsOf(sql, id),
    newestFull: (siteId) => newestWhole(sql, siteId),
    totalsOf: (siteId) => totalsOf(sql, siteId),
    namesOf: (id) =>
      decodeMaybe(
        Names,
        'backup',
        sql.get(
          `SELECT coalesce(site.name, site_name) AS siteName, coalesce(server.name, server_name) AS serverName
           FROM backup LEFT JOIN site ON site.id = backup.site_id LEFT JOIN server ON server.id = backup.server_id WHERE backup.id = :id`,
          { id },
        ),
      ),
    copiesOf: (id) => selectCopies(sql, 'WHERE backup_id = :id ORDER BY place_id', { id }),
    placeTotals: () => placeTotals(sql),
    copiesIn: (placeId) => selectCopies(sql, 'WHERE place_id = :placeId ORDER BY backup_id', { placeId }),
    lastSizeOf: (siteId, sourceId, kind, compression) =>
      decodeMaybe(
        ArtifactSize,
        'artifact',
        sql.get(
          `SELECT artifact.bytes, uncompressed_bytes AS uncompressedBytes FROM artifact JOIN backup ON backup.id = artifact.backup_id
           WHERE source_id = :sourceId AND artifact.kind = :kind AND compression = :compression AND site_id = :siteId
           ORDER BY captured_from DESC LIMIT 1`,
          { siteId, sourceId, kind, compression },
        ),
      ),
    updateProof: (backupId, placeId, proof) => updateProof(sql, backupId, placeId, proof),
    forgetCopy(backupId, placeId) {
      sql.run('DELETE FROM copy WHERE backup_id = :backupId AND place_id = :placeId', { backupId, placeId });
    },
  };
}
