import { Pause, X } from 'lucide-react';
import { formatBytes } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import type { Job, Progress } from '../../shared/model/job.ts';
import { IconButton } from './Button.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import styles from './JobLine.module.css';

interface JobLineProps {
  readonly job: Job;
  /** Where there is room: the step and the rate stand beside the bytes, and the bar is thicker. */
  readonly detailed?: boolean;
  /** Absent: the page has a button of its own. */
  readonly onCancel?: () => void;
  /** Absent: this work cannot be paused. */
  readonly onPause?: (() => void) | undefined;
}

/** A job that waits or runs: percent or step, time left, bytes of bytes, rate, cancel. */
export function JobLine({ job, detailed = false, onCancel, onPause }: JobLineProps) {
  const { head, value, foot, speed, step } = describeJob(job);
  const whole = [step, foot, speed].filter((part) => part !== null && part !== '').join(' · ');
  return (
    <div className={styles.line}>
      <span className={styles.head}>{head}</span>
      <ProgressBar value={value} label={job.title} thick={detailed} />
      <span className={styles.foot} title={whole}>
        {detailed ? whole : foot}
      </span>
      <div className={styles.cancel}>
        {onPause === undefined ? null : (
          <IconButton
            icon={Pause}
            label={`Pause: ${job.title}`}
            blocked={job.cancelRequested ? 'already being stopped' : null}
            onClick={onPause}
          />
        )}
        {onCancel === undefined ? null : (
          <IconButton
            icon={X}
            label={`Cancel: ${job.title}`}
            blocked={job.cancelRequested ? 'already being cancelled' : null}
            onClick={onCancel}
          />
        )}
      </div>
    </div>
  );
}

interface Description {
  readonly head: string;
  /** 0 to 1, null when no total is known. */
  readonly value: number | null;
  readonly foot: string;
  /** Null where it is not known. */
  readonly speed: string | null;
  /** The step, where the head does not name it. */
  readonly step: string | null;
}

/** The words for an active job. Times left are rounded, so that they do not jump. */
export function describeJob(job: Job): Description {
  if (job.state === 'queued')
    return { head: 'Waiting', value: 0, foot: 'starts when the work before it has ended', speed: null, step: null };
  const progress = job.progress;
  if (job.cancelRequested) return { head: 'Stopping', value: null, foot: 'nothing incomplete is kept', speed: null, step: null };
  if (progress === null) return { head: 'Starting', value: null, foot: job.title, speed: null, step: null };
  const share = progressShare(progress);
  return {
    head:
      share === null
        ? progress.step
        : [`${Math.floor(share * 100)}\u00a0%`, timeLeft(progress)].filter((part) => part !== null).join(' · '),
    value: share,
    foot: amount(progress) ?? '',
    speed: rate(progress),
    step: share === null ? null : progress.step,
  };
}

/** Done of total, 0 to 1; null when no total is known. More bytes than foretold stay below the end. */
export function progressShare(progress: Progress): number | null {
  if (progress.totalBytes === null || progress.doneBytes === null) return null;
  return Math.min(0.99, progress.doneBytes / progress.totalBytes);
}

function timeLeft(progress: Progress): string | null {
  if (progress.remainingMs === null) return null;
  const seconds = progress.remainingMs / 1000;
  const rounded = seconds < 10 ? 10 : seconds < 90 ? Math.ceil(seconds / 10) * 10 : Math.ceil(seconds / 30) * 30;
  return `${formatDuration(rounded * 1000)} left`;
}

function amount(progress: Progress): string | null {
  if (progress.doneBytes === null) return null;
  if (progress.totalBytes === null || progress.doneBytes > progress.totalBytes) return `${formatBytes(progress.doneBytes)} so far`;
  const [done = '', doneUnit] = formatBytes(progress.doneBytes).split('\u00a0');
  const [total = '', totalUnit] = formatBytes(progress.totalBytes).split('\u00a0');
  return `${done}${doneUnit === totalUnit ? '' : `\u00a0${doneUnit}`} of ${total}\u00a0${totalUnit}`;
}

function rate(progress: Progress): string | null {
  return progress.bytesPerSecond === null ? null : `${formatBytes(Math.round(progress.bytesPerSecond))}/s`;
}
