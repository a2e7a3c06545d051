import { formatDuration } from '../../../shared/format/durations.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { RunStep } from '../../../shared/model/restore.ts';
import { useNow } from '../../api/use-now.ts';
import { describeJob } from '../../design/JobLine.tsx';
import { ProgressBar } from '../../design/ProgressBar.tsx';
import styles from './restore.module.css';

/** Percent, bytes of bytes, rate and time left of the running step, from its job. */
export function ActiveProgress({ job, run }: { readonly job: Job | null; readonly run: RunStep | null }) {
  const now = useNow(1_000);
  const since = run?.startedAt ?? null;
  const { head, value, foot, speed, step } =
    job === null ? { head: 'Starting', value: null, foot: '', speed: null, step: null } : describeJob(job);
  const soFar = since === null ? null : `${formatDuration(Math.max(0, now - Date.parse(since)))} so far`;
  return (
    <div>
      <ProgressBar value={value} label={job?.title ?? 'Restore'} thick />
      {/* Two lines at all times: what stands below must not move with the figures. */}
      <p className={styles.bigLine}>
        <span>
          <b>{head}</b> {speed === null ? foot : `${foot} · ${speed}`}
        </span>
        <span title={step ?? undefined}>{[soFar, step].filter((part) => part !== null && part !== '').join(', ')}</span>
      </p>
    </div>
  );
}
