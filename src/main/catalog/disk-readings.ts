import * as z from 'zod';
import { DiskReading, type DiskSubject } from '../../shared/model/disk.ts';
import { PlaceId, ServerId } from '../../shared/model/ids.ts';
import { decodeAll } from './decode.ts';
import type { Sql } from './sql.ts';

export interface SubjectReadings {
  readonly subject: DiskSubject;
  /** Oldest first, one for each day. */
  readonly readings: readonly DiskReading[];
}

/** How full disks were, once a day. */
export interface DiskReadingsRepository {
  /** `day` of this computer's zone; a later reading of the same day takes the place of the earlier one. */
  put(subject: DiskSubject, day: string, reading: DiskReading): void;
  /** From `day` on, of every subject that was read. */
  since(day: string): readonly SubjectReadings[];
  forgetBefore(day: string): void;
  /** What the copies in each place come to, as their manifests say. */
  backupBytes(): ReadonlyMap<PlaceId, number>;
}

const Row = z.object({
  subject: z.string(),
  at: DiskReading.shape.at,
  usedBytes: DiskReading.shape.usedBytes,
  totalBytes: DiskReading.shape.totalBytes,
});
const Held = z.object({ placeId: PlaceId, bytes: z.int().nonnegative() });

export function createDiskReadingsRepository(sql: Sql): DiskReadingsRepository {
  return {
    put(subject, day, { at, usedBytes, totalBytes }) {
      sql.run(
        `INSERT INTO disk_reading (subject, day, at, used_bytes, total_bytes) VALUES (:subject, :day, :at, :usedBytes, :totalBytes)
         ON CONFLICT (subject, day) DO UPDATE SET at = excluded.at, used_bytes = excluded.used_bytes, total_bytes = excluded.total_bytes`,
        { subject: keyOf(subject), day, at, usedBytes, totalBytes },
      );
    },
    since(day) {
      const rows = decodeAll(
        Row,
        'disk_reading',
        sql.all(
          `SELECT subject, at, used_bytes AS usedBytes, total_bytes AS totalBytes FROM disk_reading WHERE day >= :day ORDER BY subject, day`,
          { day },
        ),
      );
      return [...Map.groupBy(rows, ({ subject }) => subject)].map(([key, readings]) => ({
        subject: subjectOf(key),
        readings: readings.map(({ at, usedBytes, totalBytes }) => ({ at, usedBytes, totalBytes })),
      }));
    },
    forgetBefore(day) {
      sql.run('DELETE FROM disk_reading WHERE day < :day', { day });
    },
    backupBytes() {
      const rows = sql.all('SELECT place_id AS placeId, sum(bytes) AS bytes FROM holding GROUP BY place_id');
      return new Map(decodeAll(Held, 'holding', rows).map(({ placeId, bytes }) => [placeId, bytes]));
    },
  };
}

function keyOf(subject: DiskSubject): string {
  return `${subject.kind}:${subject.kind === 'place' ? subject.placeId : subject.serverId}`;
}

function subjectOf(key: string): DiskSubject {
  const [kind, id = ''] = key.split(':');
  if (kind === 'place') return { kind, placeId: PlaceId.parse(id) };
  return { kind: kind === 'account' ? kind : 'server', serverId: ServerId.parse(id) };
}
