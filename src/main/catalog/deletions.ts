import * as z from 'zod';
import { Copy } from '../../shared/model/backup.ts';
import type { PlaceId } from '../../shared/model/ids.ts';
import { Deletion } from '../../shared/model/retention.ts';
import { putCopy } from './copies.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

/** What is known of a deletion before the place has done it. */
export type IntendedDeletion = Omit<Deletion, 'state' | 'goneAt'>;

/** A deletion with what is needed to undo it. */
export interface DeletionRecord extends IntendedDeletion {
  readonly state: Deletion['state'] | 'deleting';
  readonly goneAt: string | null;
  /** Where the place keeps it; null unless `state` is `bin`. */
  readonly bin: string | null;
  /** As the catalog had it. */
  readonly copy: Copy;
}

/**
 * The log of deletions, and the state machine that keeps it true when the app dies at any moment:
 *
 *   begin --> deleting --(the place has moved it to its bin)--> bin --(after 7 days)--> gone
 *                |    \                                          |
 *                |     \--(the place has no bin)--> gone         +--(taken back)--> restored
 *                +--(the place refused, or had not begun)--> the row is dropped and the copy is known again
 *
 *   deleting, bin --(the place is taken from the list)--> place-removed
 *
 * From `begin` on the catalog does not count the copy any more, so that no other plan relies on one that is about to go. What is found in `deleting`
 * at the next start is settled by a look at the place (`settleDeletions`).
 */
export interface DeletionsRepository {
  /** Newest first, at most `limit`; without those the place has not done. */
  list(limit: number): readonly Deletion[];
  find(id: string): DeletionRecord | null;
  /** Left over from a run that died. Oldest first. */
  unsettled(placeId: PlaceId): readonly DeletionRecord[];
  /** In the bin of a place. */
  inBin(placeId: PlaceId): readonly DeletionRecord[];
  /** In the bin, and to go for good at or before `now`. Null: of all places. */
  due(placeId: PlaceId | null, now: string): readonly DeletionRecord[];
  /** The row is there and the catalog forgets the copy, in one transaction. */
  begin(deletion: IntendedDeletion, copy: Copy): void;
  /** The place has done it. `bin` null: gone for good, and a backup without any copy or bin is forgotten. */
  finish(id: string, bin: string | null, goneAt: string): void;
  /** The place has not done it: the copy is known again as it was. */
  undo(id: string): void;
  /** The place has not done it, and the copy counts no more: another one has replaced it. What is left of it is nobody's. */
  drop(id: string): void;
  /** The place has emptied its bin of it. */
  purged(id: string, at: string): void;
  /** The place has taken it out of its bin to `location`; the copy is known again. */
  restored(id: string, location: string): void;
}

const RecordRow = Deletion.omit({ state: true }).extend({
  state: z.enum(['deleting', ...Deletion.shape.state.options]),
  bin: z.string().nullable(),
  copy: json(Copy),
});

const SELECT = `
  SELECT id, backup_id AS backupId, site_id AS siteId, site_name AS siteName, place_id AS placeId, place_name AS placeName,
    started_at AS startedAt, bytes, deleted_at AS deletedAt, reason, state, bin, gone_at AS goneAt, copy
  FROM deletion`;

export function createDeletionsRepository(sql: Sql): DeletionsRepository {
  const all = (rest: string, values: SqlValues): readonly DeletionRecord[] =>
    decodeAll(RecordRow, 'deletion', sql.all(`${SELECT} ${rest}`, values));
  const find = (id: string): DeletionRecord | null => decodeMaybe(RecordRow, 'deletion', sql.get(`${SELECT} WHERE id = :id`, { id }));
  const end = (id: string, state: Deletion['state'], bin: string | null, goneAt: string | null): void => {
    // One whose place was taken from the list meanwhile has ended.
    sql.run("UPDATE deletion SET state = :state, bin = :bin, gone_at = :goneAt WHERE id = :id AND state IN ('deleting', 'bin')", {
      id,
      state,
      bin,
      goneAt,
    });
  };
  return {
    list: (limit) =>
      decodeAll(Deletion, 'deletion', sql.all(`${SELECT} WHERE state <> 'deleting' ORDER BY deleted_at DESC, id LIMIT :limit`, { limit })),
    find,
    unsettled: (placeId) => all("WHERE state = 'deleting' AND place_id = :placeId ORDER BY deleted_at, id", { placeId }),
    inBin: (placeId) => all("WHERE state = 'bin' AND place_id = :placeId ORDER BY gone_at, id", { placeId }),
    due: (placeId, now) =>
      all("WHERE state = 'bin' AND gone_at <= :now AND place_id = coalesce(:placeId, place_id) ORDER BY gone_at, id", { placeId, now }),
    begin(deletion, copy) {
      sql.atomically(() => {
        sql.run(
          `INSERT INTO deletion (id, backup_id, site_id, site_name, place_id, place_name, started_at, bytes, deleted_at, reason, state, copy)
           VALUES (:id, :backupId, :siteId, :siteName, :placeId, :placeName, :startedAt, :bytes, :deletedAt, :reason, 'deleting', :copy)`,
          { ...deletion, copy: JSON.stringify(copy) },
        );
        sql.run('DELETE FROM copy WHERE backup_id = :backupId AND place_id = :placeId', {
          backupId: deletion.backupId,
          placeId: deletion.placeId,
        });
      });
    },
    finish(id, bin, goneAt) {
      sql.atomically(() => {
        end(id, bin === null ? 'gone' : 'bin', bin, goneAt);
        if (bin === null) forgetBackup(sql, id);
      });
    },
    undo(id) {
      sql.atomically(() => {
        const deletion = find(id);
        if (deletion?.state !== 'deleting') return;
        putCopy(sql, deletion.copy);
        sql.run('DELETE FROM deletion WHERE id = :id', { id });
      });
    },
    drop: (id) => void sql.run('DELETE FROM deletion WHERE id = :id', { id }),
    purged(id, at) {
      sql.atomically(() => {
        end(id, 'gone', null, at);
        forgetBackup(sql, id);
      });
    },
    restored(id, location) {
      sql.atomically(() => {
        const deletion = find(id);
        if (deletion === null) return;
        putCopy(sql, { ...deletion.copy, location });
        end(id, 'restored', null, null);
      });
    },
  };
}

/**
 * A backup that lies nowhere any more is not kept in mind: manifests are large. One that was adopted is, or its file on the server would be
 * pulled again.
 */
function forgetBackup(sql: Sql, deletionId: string): void {
  sql.run(
    `DELETE FROM backup WHERE id = (SELECT backup_id FROM deletion WHERE id = :deletionId) AND copy_count = 0
       AND NOT EXISTS (SELECT 1 FROM deletion WHERE backup_id = backup.id AND state IN ('bin', 'deleting'))
       AND NOT EXISTS (SELECT 1 FROM adopted WHERE backup_id = backup.id)`,
    { deletionId },
  );
}
