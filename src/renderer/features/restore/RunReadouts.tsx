import { formatDuration } from '../../../shared/format/durations.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { useNow } from '../../api/use-now.ts';
import { Figure, Readouts } from '../../design/Readouts.tsx';
import { shortInstant } from './rules/restore-words.ts';
import styles from './restore.module.css';

/** Time so far, and time left until the switch (or until the end, once it has begun). */
export function RunReadouts({ restore, job }: { readonly restore: Restore; readonly job: Job | null }) {
  const now = useNow(1_000);
  const since = restore.confirmedAt ?? restore.createdAt;
  const elapsed = Math.max(0, now - Date.parse(since));
  const left = timeLeft(restore, job, now);
  return (
    <div className={styles.pair}>
      <Readouts
        readouts={[
          {
            label: 'Elapsed',
            value: <Figure text={formatDuration(Math.floor(elapsed / 1000) * 1000)} />,
            sub: restore.plan.rtoMs === null ? 'no drill to compare with' : `planned ${formatDuration(restore.plan.rtoMs)}`,
          },
          {
            label: restore.liveTouched ? 'Done in' : 'Ready to switch in',
            value: left === null ? '–' : <Figure text={formatDuration(left)} />,
            sub: left === null ? 'not known: a step has no measured time' : `near ${shortInstant(new Date(now + left).toISOString(), now)}`,
          },
        ]}
      />
    </div>
  );
}

/** Of the running step what its job says, else its estimate less what it has taken; of the steps to come their estimates. Null: one has none. */
function timeLeft({ plan, steps, liveTouched }: Restore, job: Job | null, now: number): number | null {
  let sum = 0;
  for (const [index, step] of plan.steps.entries()) {
    if (step.touchesLive && !liveTouched) break;
    const run = steps[index];
    if (run === undefined || (run.state !== 'waiting' && run.state !== 'running')) continue;
    const told = run.state === 'running' ? (job?.progress?.remainingMs ?? null) : null;
    if (told !== null) {
      sum += told;
      continue;
    }
    if (step.estimatedMs === null) return null;
    const taken = run.state === 'running' && run.startedAt !== null ? now - Date.parse(run.startedAt) : 0;
    sum += Math.max(0, step.estimatedMs - taken);
  }
  // Rounded to ten seconds, so that it does not jump.
  return Math.ceil(sum / 10_000) * 10_000;
}
