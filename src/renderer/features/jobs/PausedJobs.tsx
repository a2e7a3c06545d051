import { Play } from 'lucide-react';
import type { Job } from '../../../shared/model/job.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { newestFirst } from '../../api/jobs-store.ts';
import { useJobs } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { progressShare } from '../../design/JobLine.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ProgressBar } from '../../design/ProgressBar.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './jobs.module.css';

/** Work the operator stopped for a while: what has arrived is kept, and a press goes on from there. */
export function PausedJobs() {
  const jobs = useJobs((state) => stillPaused(newestFirst(state.jobs)));
  const again = useAction('job.again');
  const now = useNow();
  if (jobs.length === 0) return null;
  return (
    <Panel title="Paused" subtitle="what has arrived is kept" flush>
      {again.problem === null ? null : <ProblemPanel problem={again.problem} />}
      <ul className={styles.running}>
        {jobs.map((job) => (
          <li key={job.id}>
            <ScreenLink to={{ name: 'job', jobId: job.id }} className={styles.name}>
              {job.title}
            </ScreenLink>
            <div className={styles.paused}>
              <ProgressBar value={job.progress === null ? 0 : (progressShare(job.progress) ?? 0)} label={job.title} thick />
              <Button size="s" icon={Play} busy={again.busy} onClick={() => void again.run({ jobId: job.id })}>
                Go on
              </Button>
              <span className={text.second}>{keptLine(job, now)}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Paused, and not gone on with since: going on is a new job of the same words. Newest first, as they came. */
function stillPaused(jobs: readonly Job[]): readonly Job[] {
  const newer = new Set<string>();
  return jobs.filter((job) => {
    const work = `${job.kind} ${job.siteId ?? ''} ${job.title}`;
    const isFirst = !newer.has(work);
    newer.add(work);
    return isFirst && job.state === 'paused';
  });
}

/** "paused Fri 20 Nov 09:30 at 41 %, 1.21 GB kept". */
function keptLine(job: Job, now: number): string {
  const { progress, endedAt } = job;
  const share = progress === null ? null : progressShare(progress);
  const kept = progress?.doneBytes ?? null;
  return [
    `paused${endedAt === null ? '' : ` ${formatInstant(endedAt, now)}`}${share === null ? '' : ` at ${Math.floor(share * 100)}\u00a0%`}`,
    ...(kept === null ? [] : [`${formatBytes(kept)} kept`]),
  ].join(', ');
}
