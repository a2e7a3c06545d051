import type { ProofLevel } from '../../shared/model/backup.ts';
import { NIGHTS, type NightMark } from '../../shared/model/health.ts';
import type { BackupId } from '../../shared/model/ids.ts';

export interface NightFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the last `NIGHTS` days or more, newest first. `level` null: no copy that holds. */
  readonly backups: readonly {
    readonly id: BackupId;
    readonly startedAt: string;
    readonly bytes: number;
    readonly level: ProofLevel | null;
  }[];
  /** When attempts began that made no backup. */
  readonly failedAt: readonly string[];
  /** Backups off the site's own trend. */
  readonly offRange: ReadonlySet<BackupId>;
  /** When the backup that runs now was asked for; null: none runs. */
  readonly runningSince: string | null;
}

const LEVELS: readonly ProofLevel[] = ['present', 'intact', 'sound', 'proven'];

/** One mark for each day of this computer's calendar, today the last. Pure but for the zone of the process. */
export function nightsOf({ now, backups, failedAt, offRange, runningSince }: NightFacts): readonly NightMark[] {
  const made = Map.groupBy(backups, ({ startedAt }) => dayOf(Date.parse(startedAt)));
  const failed = new Set(failedAt.map((at) => dayOf(Date.parse(at))));
  const running = runningSince === null ? null : dayOf(now);
  return daysUntil(now, NIGHTS).map((day): NightMark => {
    const ofDay = made.get(day) ?? [];
    const state = running === day ? 'running' : ofDay.length > 0 ? 'made' : failed.has(day) ? 'failed' : 'none';
    return {
      day,
      state,
      level: bestOf(ofDay.map(({ level }) => level)),
      isOffRange: ofDay.some(({ id }) => offRange.has(id)),
      backups: ofDay.length,
      backupId: ofDay[0]?.id ?? null,
      bytes: ofDay.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  });
}

function bestOf(levels: readonly (ProofLevel | null)[]): ProofLevel | null {
  const best = Math.max(-1, ...levels.map((level) => (level === null ? -1 : LEVELS.indexOf(level))));
  return LEVELS[best] ?? null;
}

/** The operator's day, not Greenwich's: `2026-11-26`. `at`: milliseconds since the epoch. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last `count` days, the one of `now` the last. */
export function daysUntil(now: number, count: number): readonly string[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, index) =>
    // Noon, so that a day of 23 or 25 hours is stepped over whole.
    dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - (count - 1 - index), 12).getTime()),
  );
}
