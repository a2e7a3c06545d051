import type { BackupSummary } from '../../../shared/model/backup.ts';

export interface Week {
  readonly label: string;
  readonly backups: readonly BackupSummary[];
}

const DAY = 86_400_000;

/**
 * Backups under the week they were taken in, newest first. A backup stands for the moment it was begun: that is the state it holds. A week begins on
 * Monday, in this computer's own time.
 */
export function groupByWeek(backups: readonly BackupSummary[], now: number): readonly Week[] {
  const weeks = new Map<number, BackupSummary[]>();
  for (const backup of [...backups].sort((a, b) => b.startedAt.localeCompare(a.startedAt))) {
    const monday = mondayOf(Date.parse(backup.startedAt));
    const week = weeks.get(monday);
    if (week === undefined) weeks.set(monday, [backup]);
    else week.push(backup);
  }
  const thisWeek = mondayOf(now);
  // Three days back from Monday is in the week before, whatever summer time did to its length.
  const lastWeek = mondayOf(thisWeek - 3 * DAY);
  return [...weeks].map(([monday, inWeek]) => ({
    label: monday >= thisWeek ? 'This week' : monday === lastWeek ? 'Last week' : `Week of ${dayName(monday, now)}`,
    backups: inWeek,
  }));
}

function mondayOf(time: number): number {
  const day = new Date(time);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
  return day.getTime();
}

function dayName(time: number, now: number): string {
  const day = new Date(time);
  const sameYear = day.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(day);
}
