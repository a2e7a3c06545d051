import { activeJobs } from '../api/jobs-store.ts';
import { useInfo, useJobs } from '../api/stores.ts';
import { useNow } from '../api/use-now.ts';
import { progressShare } from '../design/JobLine.tsx';
import { ProgressBar } from '../design/ProgressBar.tsx';
import { NextRun } from './NextRun.tsx';
import { ScreenLink } from './ScreenLink.tsx';
import styles from './StatusBar.module.css';
import { useOnline } from './use-online.ts';
import { Status } from '../design/Status.tsx';

interface StatusBarProps {
  /** In place of the folder: what the screen above says of itself. */
  readonly note?: string;
}

/** Network, running job, next run, folder, clock with its zone. */
export function StatusBar({ note }: StatusBarProps) {
  const online = useOnline();
  const jobs = useJobs((state) => activeJobs(state.jobs));
  const now = useNow(5_000);
  const running = jobs[0];
  const progress = running?.progress ?? null;
  const share = progress === null ? null : progressShare(progress);
  return (
    <footer className={styles.bar} data-region="status bar" tabIndex={-1} aria-label="Status">
      <span>
        <Status tone={online ? 'ok' : 'warn'}>{online ? 'Network up' : 'No network on this computer'}</Status>
      </span>
      {running === undefined ? (
        <span>No jobs</span>
      ) : (
        <span>
          <ScreenLink to={{ name: 'job', jobId: running.id }}>{jobs.length === 1 ? '1 job' : `${jobs.length} jobs`} running</ScreenLink>
          <span className={styles.progress}>
            <ProgressBar value={running.state === 'queued' ? 0 : share} label={running.title} />
          </span>
          {share === null ? null : `${Math.floor(share * 100)}\u00a0%`}
        </span>
      )}
      {note === undefined ? (
        <>
          <NextRun />
          <Folder />
        </>
      ) : (
        <span className={styles.folder}>{note}</span>
      )}
      <time className={styles.clock} dateTime={new Date(now).toISOString()}>
        {clock(now)}
      </time>
      <span>{zone(now)}</span>
    </footer>
  );
}

function Folder() {
  const place = useInfo((state) => state.info?.place ?? null);
  return place === null ? null : (
    <span className={styles.folder} title={place.folder}>
      This computer: {place.folder}
    </span>
  );
}

function clock(now: number): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('weekday')} ${parts.get('day')} ${parts.get('month')} ${parts.get('year')}, ${parts.get('hour')}:${parts.get('minute')}`;
}

/** "UTC+1", "UTC". */
function zone(now: number): string {
  const minutes = -new Date(now).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
