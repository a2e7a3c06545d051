import * as z from 'zod';
import type { Copy } from '../../shared/model/backup.ts';
import { BackupId, PlaceId, type SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { selectCopies } from './copies.ts';
import { decodeAll, decodeMaybe } from './decode.ts';
import type { Sql } from './sql.ts';

/** What a place holds of a site. */
export interface Holding {
  readonly placeId: PlaceId;
  readonly copies: number;
  /** As the manifests say. */
  readonly bytes: number;
  readonly failed: number;
  readonly newest: { readonly copy: Copy; readonly startedAt: string };
  /** When a copy of a whole backup was last shown to be intact or better, of those whose last check did not fail; null: none was. */
  readonly shownAt: string | null;
}

/** A copy whose last check failed. */
export interface FailedCopy {
  readonly copy: Copy;
  readonly startedAt: string;
  /** Another copy of the backup has not failed. */
  readonly healable: boolean;
}

/** A backup that lies in a place where an archive its media needs does not. */
export type BrokenChain = z.infer<typeof BrokenChain>;
const BrokenChain = z.object({
  backupId: BackupId,
  placeId: PlaceId,
  startedAt: Instant,
  needsId: BackupId,
  /** What is missing lies whole in another place and was never in this one: a copy mends it. */
  canBring: z.int().transform((is) => is === 1),
});

/** `shownAt`: to be intact or better; null: never. */
export type ShownCopy = z.infer<typeof ShownCopy>;
const ShownCopy = z.object({ backupId: BackupId, bytes: z.int().nonnegative(), shownAt: Instant.nullable() });

/** What copies come to, place by place: the facts of the proof board. All of it is told by indexes, however many backups there are. */
export interface HoldingsRepository {
  /** One for each place that has a copy of the site. */
  of(siteId: SiteId): readonly Holding[];
  /** Of the whole backups with a copy in the place whose last check did not fail, the newest; null: there is none. */
  newestGoodIn(siteId: SiteId, placeId: PlaceId): Holding['newest'] | null;
  /** Of the newest backup that was restored in a drill, the copy that was, its last check not failed; null: none was. */
  newestProven(siteId: SiteId): Holding['newest'] | null;
  /** Newest backups first. */
  failed(siteId: SiteId, limit: number): readonly FailedCopy[];
  /** Of backups that started at or after `since`, newest first; one row for each backup and place. */
  brokenChains(siteId: SiteId, since: string): readonly BrokenChain[];
  /** Start of the newest backup that holds this part and has a copy whose last check did not fail. */
  newestGoodOf(siteId: SiteId, part: 'media' | 'config'): string | null;
  /**
   * When the first whole backup was complete that is newer than all that lies in the place and could be brought there; null when the place lacks none.
   * Of a place without any: the first backup of all.
   */
  lacksSince(siteId: SiteId, placeId: PlaceId): string | null;
  /** Copies of a place whose last check did not fail: those first that were shown to be intact longest ago, never-read ones before all. */
  shownLongestAgo(placeId: PlaceId, limit: number): readonly ShownCopy[];
}

const Count = z.object({
  placeId: PlaceId,
  copies: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  shownAt: Instant.nullable(),
  failed: z.int().nonnegative(),
  newestId: BackupId,
  newestAt: Instant,
});

const Failed = z.object({ backupId: BackupId, placeId: PlaceId, startedAt: Instant, holding: z.int().nonnegative() });

const GOOD: Readonly<Record<'media' | 'config', string>> = { media: 'media IS NOT NULL', config: `instr(parts, '"config"') > 0` };

export function createHoldingsRepository(sql: Sql): HoldingsRepository {
  const copyOf = (backupId: BackupId, placeId: PlaceId): Copy | undefined =>
    selectCopies(sql, 'WHERE backup_id = :backupId AND place_id = :placeId', { backupId, placeId })[0];
  return {
    of(siteId) {
      const rows = sql.all(
        `SELECT place_id AS placeId, copies, bytes,
           (SELECT max(intact_at) FROM copy WHERE copy.site_id = :siteId AND copy.place_id = holding.place_id
              AND failure IS NULL AND level <> 'present' AND whole = 1) AS shownAt,
           (SELECT count(*) FROM copy INDEXED BY copy_failed
              WHERE copy.site_id = :siteId AND copy.place_id = holding.place_id AND failure IS NOT NULL) AS failed,
           (SELECT backup_id FROM copy WHERE copy.site_id = :siteId AND copy.place_id = holding.place_id
              ORDER BY started_at DESC, backup_id DESC LIMIT 1) AS newestId,
           (SELECT max(started_at) FROM copy WHERE copy.site_id = :siteId AND copy.place_id = holding.place_id) AS newestAt
         FROM holding WHERE site_id = :siteId`,
        { siteId },
      );
      return decodeAll(Count, 'copy', rows).flatMap(({ newestId, newestAt, ...row }) => {
        const copy = copyOf(newestId, row.placeId);
        return copy === undefined ? [] : [{ ...row, newest: { copy, startedAt: newestAt } }];
      });
    },
    newestGoodIn(siteId, placeId) {
      const row = sql.get(
        `SELECT backup_id AS id, started_at AS startedAt FROM copy
         WHERE site_id = :siteId AND place_id = :placeId AND failure IS NULL AND whole = 1 ORDER BY started_at DESC, backup_id DESC LIMIT 1`,
        { siteId, placeId },
      );
      const found = decodeMaybe(z.object({ id: BackupId, startedAt: Instant }), 'copy', row);
      const copy = found === null ? undefined : copyOf(found.id, placeId);
      return found === null || copy === undefined ? null : { copy, startedAt: found.startedAt };
    },
    newestProven(siteId) {
      const row = sql.get(
        `SELECT backup_id AS id, place_id AS placeId, started_at AS startedAt FROM copy INDEXED BY copy_proven
         WHERE site_id = :siteId AND level = 'proven' AND failure IS NULL ORDER BY started_at DESC, backup_id DESC LIMIT 1`,
        { siteId },
      );
      const found = decodeMaybe(z.object({ id: BackupId, placeId: PlaceId, startedAt: Instant }), 'copy', row);
      const copy = found === null ? undefined : copyOf(found.id, found.placeId);
      return found === null || copy === undefined ? null : { copy, startedAt: found.startedAt };
    },
    failed(siteId, limit) {
      const rows = sql.all(
        `SELECT copy.backup_id AS backupId, place_id AS placeId, copy.started_at AS startedAt, holding_copies AS holding
         FROM copy JOIN backup ON backup.id = copy.backup_id
         WHERE copy.site_id = :siteId AND failure IS NOT NULL ORDER BY copy.started_at DESC, copy.backup_id, place_id LIMIT :limit`,
        { siteId, limit },
      );
      return decodeAll(Failed, 'copy', rows).flatMap(({ backupId, placeId, startedAt, holding }) => {
        const copy = copyOf(backupId, placeId);
        return copy === undefined ? [] : [{ copy, startedAt, healable: holding > 0 }];
      });
    },
    brokenChains(siteId, since) {
      const rows = sql.all(
        `SELECT held.backup_id AS backupId, held.place_id AS placeId, held.started_at AS startedAt, min(needs_id) AS needsId,
           max(EXISTS (SELECT 1 FROM copy AS good WHERE good.backup_id = needs_id AND good.failure IS NULL)
             AND NOT EXISTS (SELECT 1 FROM copy AS there WHERE there.backup_id = needs_id AND there.place_id = held.place_id)) AS canBring
         FROM backup JOIN chain_link ON chain_link.backup_id = backup.id JOIN copy AS held ON held.backup_id = backup.id
         WHERE backup.site_id = :siteId AND backup.started_at >= :since AND media IS NOT NULL AND needs_id <> backup.id
           AND held.failure IS NULL AND NOT EXISTS
             (SELECT 1 FROM copy AS needed WHERE needed.backup_id = needs_id AND needed.place_id = held.place_id AND needed.failure IS NULL)
         GROUP BY held.backup_id, held.place_id ORDER BY held.started_at DESC, held.backup_id, held.place_id`,
        { siteId, since },
      );
      return decodeAll(BrokenChain, 'copy', rows);
    },
    newestGoodOf(siteId, part) {
      const row = sql.get(
        `SELECT id, started_at AS startedAt FROM backup WHERE site_id = :siteId AND ${GOOD[part]} AND holding_copies > 0
         ORDER BY started_at DESC LIMIT 1`,
        { siteId },
      );
      return decodeMaybe(z.object({ startedAt: Instant }), 'backup', row)?.startedAt ?? null;
    },
    lacksSince(siteId, placeId) {
      const row = sql.get(
        `SELECT id, completed_at AS completedAt FROM backup
         WHERE site_id = :siteId AND whole = 1 AND holding_copies > 0
           AND started_at > coalesce((SELECT max(started_at) FROM copy WHERE site_id = :siteId AND place_id = :placeId), '')
         ORDER BY started_at LIMIT 1`,
        { siteId, placeId },
      );
      return decodeMaybe(z.object({ completedAt: Instant }), 'backup', row)?.completedAt ?? null;
    },
    shownLongestAgo(placeId, limit) {
      const rows = sql.all(
        `SELECT backup_id AS backupId, bytes, CASE WHEN level = 'present' THEN NULL ELSE intact_at END AS shownAt
         FROM copy WHERE place_id = :placeId AND failure IS NULL ORDER BY shownAt IS NOT NULL, shownAt, backup_id LIMIT :limit`,
        { placeId, limit },
      );
      return decodeAll(ShownCopy, 'copy', rows);
    },
  };
}
