import * as z from 'zod';
import { SiteId } from '../../shared/model/ids.ts';
import { Schedule, ScheduledWork } from '../../shared/model/schedule.ts';
import { decode, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** The schedule of one kind of work of one site. */
export interface SiteSchedule {
  readonly siteId: SiteId;
  readonly work: ScheduledWork;
  readonly schedule: Schedule;
}

export interface SchedulesRepository {
  list(): readonly SiteSchedule[];
  of(siteId: SiteId): readonly SiteSchedule[];
  /** Goes with its site. */
  put(schedule: SiteSchedule): void;
}

const Row = z.object({ siteId: SiteId, work: ScheduledWork, schedule: json(Schedule) });

const SELECT = 'SELECT site_id AS siteId, work, document AS schedule, work AS id FROM schedule';

/** Far more than there are sites, times their works. */
const KNOWN_AT_MOST = 10_000;

export function createSchedulesRepository(sql: Sql): SchedulesRepository {
  // They are read each minute and change once a year: what was decoded before is not decoded again.
  const known = new Map<string, SiteSchedule>();
  const decoded = (rows: readonly unknown[]): readonly SiteSchedule[] =>
    rows.map((row) => {
      const key = JSON.stringify(row);
      const found = known.get(key) ?? decode(Row, 'schedule', row);
      if (known.size > KNOWN_AT_MOST) known.clear();
      known.set(key, found);
      return found;
    });
  return {
    list: () => decoded(sql.all(`${SELECT} ORDER BY site_id, work`)),
    of: (siteId) => decoded(sql.all(`${SELECT} WHERE site_id = :siteId`, { siteId })),
    put({ siteId, work, schedule }) {
      sql.run(
        `INSERT INTO schedule (site_id, work, document) VALUES (:siteId, :work, :document)
         ON CONFLICT (site_id, work) DO UPDATE SET document = excluded.document`,
        { siteId, work, document: JSON.stringify(schedule) },
      );
    },
  };
}
