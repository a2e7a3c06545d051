import * as z from 'zod';
import { Day } from '../../shared/model/health.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import { decodeAll } from './decode.ts';
import type { Sql } from './sql.ts';

/** What was recorded of one day: the last score of it, and the lowest. */
export type RecordedDay = z.infer<typeof RecordedDay>;
const RecordedDay = z.object({ day: Day, score: z.int().min(0).max(100), lowest: z.int().min(0).max(100) });

/** The scores of the days gone by. They cannot be worked out afterwards: what was not recorded is not known. */
export interface HealthDaysRepository {
  /** The score of a site on a day; a later one of the same day takes its place, and the lowest is kept. Nothing is written when nothing changes. */
  record(siteId: SiteId, day: string, score: number): void;
  /** From `since` on, oldest first. Null: of each day the lowest of all sites. */
  since(siteId: SiteId | null, since: string): readonly RecordedDay[];
  /** Days before `day` go. */
  forgetBefore(day: string): void;
}

export function createHealthDaysRepository(sql: Sql): HealthDaysRepository {
  return {
    record(siteId, day, score) {
      sql.run(
        `INSERT INTO health_day (site_id, day, score, lowest) VALUES (:siteId, :day, :score, :score)
         ON CONFLICT (site_id, day) DO UPDATE SET score = excluded.score, lowest = min(lowest, excluded.score)
           WHERE score <> excluded.score`,
        { siteId, day, score },
      );
    },
    since: (siteId, since) =>
      decodeAll(
        RecordedDay,
        'health_day',
        siteId === null
          ? sql.all(
              'SELECT day, min(score) AS score, min(lowest) AS lowest FROM health_day WHERE day >= :since GROUP BY day ORDER BY day',
              { since },
            )
          : sql.all('SELECT day, score, lowest FROM health_day WHERE site_id = :siteId AND day >= :since ORDER BY day', { siteId, since }),
      ),
    forgetBefore(day) {
      sql.run('DELETE FROM health_day WHERE day < :day', { day });
    },
  };
}
