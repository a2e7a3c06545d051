import { useState } from 'react';
import type { Job } from '../../../shared/model/job.ts';
import { activeJobs, isActiveJob, isPausable, newestFirst } from '../../api/jobs-store.ts';
import { useJobs } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Filters } from '../../design/Filters.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { PausedJobs } from './PausedJobs.tsx';
import { JobsTable } from './JobsTable.tsx';
import styles from './jobs.module.css';

type Filter = 'all' | 'failed' | 'warning' | 'unfinished';

const FITS: Readonly<Record<Filter, (job: Job) => boolean>> = {
  all: () => true,
  failed: (job) => job.state === 'failed',
  warning: (job) => job.state === 'warning',
  unfinished: (job) => job.state === 'cancelled' || job.state === 'interrupted' || job.state === 'paused',
};

const LABELS: Readonly<Record<Filter, string>> = { all: 'All', failed: 'Failed', warning: 'Incomplete', unfinished: 'Not finished' };

const FILTERS = ['all', 'failed', 'warning', 'unfinished'] as const;

/** More rows than this are shown only on request. */
const FIRST_ROWS = 200;

export function ActivityScreen() {
  const known = useJobs((state) => state.known);
  const problem = useJobs((state) => state.problem);
  const refresh = useJobs((state) => state.refresh);
  return (
    <div className={layout.stack}>
      <PageHead
        title="Activity"
        meta={[
          'What runs now, and how everything before it ended.',
          <ScreenLink key="audit" to={{ name: 'audit' }}>
            Audit: who changed or read what
          </ScreenLink>,
        ]}
      />
      <RunningJobs />
      <PausedJobs />
      {known ? <EndedJobs /> : null}
      {!known && problem === null ? (
        <Panel title="Jobs" flush>
          <LoadingLines what="the jobs" lines={6} />
        </Panel>
      ) : null}
      {problem === null ? null : (
        <Panel title="Jobs">
          <ProblemPanel problem={problem} actions={<Button onClick={() => void refresh()}>Try again</Button>} />
        </Panel>
      )}
    </div>
  );
}

function RunningJobs() {
  const jobs = useJobs((state) => activeJobs(state.jobs));
  const cancel = useAction('job.cancel');
  const pause = useAction('job.pause');
  const problem = cancel.problem ?? pause.problem;
  if (jobs.length === 0 && problem === null) return null;
  return (
    <Panel title="Running" subtitle="One job at a time on each server" flush>
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <ul className={styles.running}>
        {jobs.map((job) => (
          <li key={job.id}>
            <ScreenLink to={{ name: 'job', jobId: job.id }} className={styles.name}>
              {job.title}
            </ScreenLink>
            <JobLine
              job={job}
              detailed
              onCancel={() => void cancel.run({ jobId: job.id })}
              onPause={isPausable(job) ? () => void pause.run({ jobId: job.id }) : undefined}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function EndedJobs() {
  const now = useNow();
  const ended = useJobs((state) => newestFirst(state.jobs).filter((job) => !isActiveJob(job)));
  const [filter, setFilter] = useState<Filter>('all');
  const [all, setAll] = useState(false);
  const fitting = ended.filter(FITS[filter]);
  const shown = all ? fitting : fitting.slice(0, FIRST_ROWS);
  return (
    <Panel
      title="Ended"
      flush
      aside={
        <Filters
          label="Which jobs"
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: LABELS[value], count: ended.filter(FITS[value]).length })).filter(
            ({ value, count }) => value === 'all' || value === filter || count > 0,
          )}
        />
      }
    >
      {shown.length === 0 ? (
        <EmptyState title={filter === 'all' ? 'No job has run yet' : 'No job of this kind'}>
          {filter === 'all' ? 'Backups and checks appear here with their log.' : undefined}
        </EmptyState>
      ) : (
        <JobsTable jobs={shown} now={now} />
      )}
      {shown.length === fitting.length ? null : (
        <EmptyState
          title={`${shown.length} of ${fitting.length} are shown`}
          actions={<Button onClick={() => setAll(true)}>Show all</Button>}
        />
      )}
    </Panel>
  );
}
