import type { SiteId } from '../../shared/model/ids.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Sql } from './sql.ts';

/** Files of servers that are backups of the catalog already, so that none is pulled twice. */
export interface AdoptedFilesRepository {
  /** A file that was replaced or has grown since is another one. `modifiedAt`: UTC, to the second. */
  has(siteId: SiteId, path: string, bytes: number, modifiedAt: string): boolean;
}

export function createAdoptedFilesRepository(sql: Sql): AdoptedFilesRepository {
  return {
    has(siteId, path, bytes, modifiedAt) {
      const values = { siteId, path, bytes, modifiedAt };
      return (
        sql.get(
          'SELECT 1 FROM adopted WHERE site_id = :siteId AND path = :path AND bytes = :bytes AND modified_at = :modifiedAt',
          values,
        ) !== undefined
      );
    },
  };
}

/** With every backup that is recorded, found ones included: a catalog that was rebuilt knows again what was adopted. */
export function insertAdopted(sql: Sql, { backup }: Manifest): void {
  const [artifact] = backup.artifacts;
  if (backup.adoptedFrom === undefined || artifact === undefined) return;
  const { path, modifiedAt } = backup.adoptedFrom;
  sql.run(
    `INSERT INTO adopted (site_id, path, bytes, modified_at, backup_id) VALUES (:siteId, :path, :bytes, :modifiedAt, :backupId)
     ON CONFLICT DO NOTHING`,
    { siteId: backup.siteId, path, bytes: artifact.bytes, modifiedAt, backupId: backup.id },
  );
}
