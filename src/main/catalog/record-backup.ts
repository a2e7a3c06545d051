import type { BackupId } from '../../shared/model/ids.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { applicationKeyOf, databasesOf, isWhole, mediaOf, partsOf } from './backup-columns.ts';
import { insertAdopted } from './adopted-files.ts';
import type { Sql } from './sql.ts';

/** The backup with its artifacts and the links of its chains. False, and nothing is changed, when the backup is known already. */
export function insertBackup(sql: Sql, manifest: Manifest, sumsSha256: string | null): boolean {
  const { backup, site, server } = manifest;
  const { id, siteId, serverId, trigger, label, kind, folder, startedAt, completedAt, bytes } = backup;
  const media = mediaOf(backup);
  const added = sql.run(
    `INSERT INTO backup (id, site_id, server_id, site_name, server_name, occasion, label, kind, folder, started_at, completed_at, bytes,
       databases, warnings, parts, media, whole, application_key)
     VALUES (:id, :siteId, :serverId, :siteName, :serverName, :trigger, :label, :kind, :folder, :startedAt, :completedAt, :bytes, :databases,
       :warnings, :parts, :media, :whole, :applicationKey)
     ON CONFLICT (id) DO NOTHING`,
    {
      id,
      siteId,
      serverId,
      trigger,
      label,
      kind,
      folder,
      startedAt,
      completedAt,
      bytes,
      siteName: site.name,
      serverName: server.name,
      databases: JSON.stringify(databasesOf(backup)),
      warnings: JSON.stringify(backup.warnings),
      parts: JSON.stringify(partsOf(backup)),
      media: media === null ? null : JSON.stringify(media),
      whole: isWhole(manifest) ? 1 : 0,
      applicationKey: applicationKeyOf(backup),
    },
  );
  if (added === 0) return false;
  sql.run('INSERT INTO manifest (backup_id, document, sums_sha256) VALUES (:id, :document, :sumsSha256)', {
    id,
    document: JSON.stringify(manifest),
    sumsSha256,
  });
  insertArtifacts(sql, manifest);
  insertChains(sql, manifest);
  insertAdopted(sql, manifest);
  return true;
}

/** A rebuild may meet a backup in the moment before it is recorded by the job that made it, and knows nothing of the list it wrote. */
export function addSums(sql: Sql, id: BackupId, sumsSha256: string): void {
  sql.run('UPDATE manifest SET sums_sha256 = :sumsSha256 WHERE backup_id = :id AND sums_sha256 IS NULL', { id, sumsSha256 });
}

function insertArtifacts(sql: Sql, { backup }: Manifest): void {
  for (const { id, sourceId, part, kind, compression, file, bytes, uncompressedBytes, sha256, capturedFrom } of backup.artifacts) {
    sql.run(
      `INSERT INTO artifact (id, backup_id, source_id, part, kind, compression, file, bytes, uncompressed_bytes, sha256, captured_from)
       VALUES (:id, :backupId, :sourceId, :part, :kind, :compression, :file, :bytes, :uncompressedBytes, :sha256, :capturedFrom)`,
      { id, backupId: backup.id, sourceId, part, kind, compression, file, bytes, uncompressedBytes, sha256, capturedFrom },
    );
  }
}

function insertChains(sql: Sql, { backup }: Manifest): void {
  for (const artifact of backup.artifacts) {
    if (artifact.part !== 'media') continue;
    artifact.chain.forEach((needsId, position) => {
      sql.run('INSERT INTO chain_link (backup_id, source_id, needs_id, position) VALUES (:backupId, :sourceId, :needsId, :position)', {
        backupId: backup.id,
        sourceId: artifact.sourceId,
        needsId,
        position,
      });
    });
  }
}
