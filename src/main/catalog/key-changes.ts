import * as z from 'zod';
import type { BackupId, SiteId } from '../../shared/model/ids.ts';
import { KeyChange } from '../../shared/model/key-change.ts';
import { decodeAll, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** Application keys that changed from one backup to the next, and what the operator said of it. */
export interface KeyChangesRepository {
  /** Of backups that started at or after `since`, newest first. */
  of(siteId: SiteId, since: string): readonly KeyChange[];
  acknowledge(backupId: BackupId, word: NonNullable<KeyChange['acknowledged']>): void;
}

const Row = KeyChange.extend({ acknowledged: z.null().or(json(KeyChange.shape.acknowledged)) });

export function createKeyChangesRepository(sql: Sql): KeyChangesRepository {
  return {
    of(siteId, since) {
      const rows = sql.all(
        `SELECT id, id AS backupId, startedAt, substr(key, 1, instr(key, ' ') - 1) AS name, beforeId, beforeAt, key_change_word.document AS acknowledged FROM
           (SELECT id, started_at AS startedAt, application_key AS key, lag(application_key) OVER earlier AS before,
              lag(id) OVER earlier AS beforeId, lag(started_at) OVER earlier AS beforeAt
            FROM backup WHERE site_id = :siteId AND application_key IS NOT NULL
              AND started_at >= coalesce((SELECT max(started_at) FROM backup WHERE site_id = :siteId AND application_key IS NOT NULL
                AND started_at < :since), :since)
            WINDOW earlier AS (ORDER BY started_at, id))
           LEFT JOIN key_change_word ON key_change_word.backup_id = id
         WHERE before IS NOT NULL AND before <> key AND startedAt >= :since ORDER BY startedAt DESC, id DESC`,
        { siteId, since },
      );
      return decodeAll(Row, 'backup', rows);
    },
    acknowledge(backupId, word) {
      sql.run('INSERT INTO key_change_word (backup_id, document) VALUES (:backupId, :document) ON CONFLICT (backup_id) DO NOTHING', {
        backupId,
        document: JSON.stringify(word),
      });
    },
  };
}
