import { formatDuration } from '../../../shared/format/durations.ts';
import type { Job } from '../../../shared/model/job.ts';

/** How long a job ran, or has been running; a dash for one that never began. */
export function jobDuration(job: Job, now: number): string {
  if (job.startedAt === null) return '–';
  const end = job.endedAt === null ? now : Date.parse(job.endedAt);
  return formatDuration(Math.max(0, end - Date.parse(job.startedAt)));
}
