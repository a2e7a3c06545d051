import { formatInstant } from '../../../shared/format/instants.ts';
import type { Job } from '../../../shared/model/job.ts';

export interface Day {
  readonly label: string;
  readonly jobs: readonly Job[];
}

/** Jobs under the day they were asked for, in this computer's own time; the order is kept. */
export function groupByDay(jobs: readonly Job[], now: number): readonly Day[] {
  const today = dayOf(new Date(now).toISOString(), now);
  const days: { label: string; jobs: Job[] }[] = [];
  for (const job of jobs) {
    const day = dayOf(job.createdAt, now);
    const label = day === today ? 'Today' : day;
    const last = days.at(-1);
    if (last?.label === label) last.jobs.push(job);
    else days.push({ label, jobs: [job] });
  }
  return days;
}

/** "Fri 20 Nov", with the year when it is not this one. */
function dayOf(iso: string, now: number): string {
  return formatInstant(iso, now).replace(/ \d\d:\d\d$/, '');
}
