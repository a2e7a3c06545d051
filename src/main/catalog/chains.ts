import * as z from 'zod';
import { BackupId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { decodeAll } from './decode.ts';
import type { Sql } from './sql.ts';

const Link = z.object({ id: BackupId, startedAt: Instant });
const Needed = z.object({ id: BackupId });
export type ChainLink = z.infer<typeof Link>;

/** Backups that lie anywhere and need the archive of this one: they fall with it. Oldest first. */
export function neededBy(sql: Sql, backupId: BackupId): readonly ChainLink[] {
  return decodeAll(
    Link,
    'chain_link',
    sql.all(
      `SELECT DISTINCT backup.id, started_at AS startedAt FROM chain_link JOIN backup ON backup.id = chain_link.backup_id
       WHERE needs_id = :backupId AND chain_link.backup_id <> :backupId AND copy_count > 0 ORDER BY started_at, backup.id`,
      { backupId },
    ),
  );
}

/** Ids of the backups whose archives this one needs, itself not among them; oldest first of each source. Also ids the catalog knows nothing else of. */
export function needsOf(sql: Sql, backupId: BackupId): readonly BackupId[] {
  const rows = sql.all(
    `SELECT needs_id AS id FROM chain_link WHERE backup_id = :backupId AND needs_id <> :backupId GROUP BY needs_id ORDER BY min(position), needs_id`,
    { backupId },
  );
  return decodeAll(Needed, 'chain_link', rows).map(({ id }) => id);
}
