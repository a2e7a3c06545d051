import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { Job } from '../../../shared/model/job.ts';
import { useNow } from '../../api/use-now.ts';
import { useJobs } from '../../api/stores.ts';
import { newestFirst } from '../../api/jobs-store.ts';
import { JobStateWord } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './FleetScreen.module.css';

const SHOWN = 6;

/** The newest jobs; live where the job list is known, else as the fleet said. */
export function RecentActivity({ jobs }: { readonly jobs: readonly Job[] }) {
  const now = useNow();
  const live = useJobs((state) => (state.known ? newestFirst(state.jobs).slice(0, SHOWN) : null));
  const shown = live ?? jobs.slice(0, SHOWN);
  return (
    <section aria-label="Recent activity">
      <h2>
        Recent activity
        <span className={styles.right}>
          <ScreenLink to={{ name: 'activity' }}>All</ScreenLink>
        </span>
      </h2>
      {shown.length === 0 ? (
        <p className={text.soft}>No job has run yet.</p>
      ) : (
        <ul className={styles.acts}>
          {shown.map((job) => (
            <li key={job.id}>
              <time className={styles.time} dateTime={job.createdAt} title={formatInstant(job.createdAt, now)}>
                {shortTime(job.createdAt, now)}
              </time>
              <ScreenLink to={{ name: 'job', jobId: job.id }} className={text.clip} title={job.title}>
                {job.title}
              </ScreenLink>
              <span className={styles.ended}>
                <span className={styles.took}>{took(job)}</span>
                <JobStateWord state={job.state} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The time of today's, the day of earlier ones. */
function shortTime(iso: string, now: number): string {
  const [day, date, month, time] = formatInstant(iso, now).split(' ');
  const [today, todaysDate] = formatInstant(new Date(now).toISOString(), now).split(' ');
  if (day === today && date === todaysDate && now - Date.parse(iso) < 86_400_000) return time ?? '';
  return `${date} ${month}`;
}

function took(job: Job): string {
  if (job.startedAt === null || job.endedAt === null) return '';
  return formatDuration(Date.parse(job.endedAt) - Date.parse(job.startedAt));
}
