import { formatBytes } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import { isActive, type Job } from '../../shared/model/job.ts';
import { ask, EXIT, ProblemReport, type CommandContext, type Exit } from './command.ts';

/** Follows a job to its end. Ctrl-C asks it to stop and waits until it has. */
export async function waitForJob({ app, signal, note, progress }: CommandContext, started: Job): Promise<Job> {
  note(`${started.title}: ${started.state}`);
  const ended = Promise.withResolvers<Job>();
  const stopListening = app.on('job.changed', (job) => {
    if (job.id !== started.id) return;
    if (isActive(job.state)) progress(progressLine(job));
    else ended.resolve(job);
  });
  const cancel = () => {
    note('Stopping...');
    ask(app, 'job.cancel', { jobId: started.id }).catch(ended.reject);
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    // The job may have ended before this listened.
    const now = (await ask(app, 'job.list', undefined)).find((job) => job.id === started.id);
    if (now !== undefined && !isActive(now.state)) ended.resolve(now);
    return await ended.promise;
  } finally {
    signal.removeEventListener('abort', cancel);
    stopListening();
  }
}

/** The exit status a finished job stands for; failed jobs throw their problem. */
export function exitOf(job: Job): Exit {
  switch (job.state) {
    case 'succeeded':
      return EXIT.done;
    case 'warning':
      return EXIT.warning;
    case 'cancelled':
      return EXIT.cancelled;
    case 'failed':
    case 'paused':
    case 'interrupted':
    case 'queued':
    case 'running':
      if (job.problem !== null) throw new ProblemReport(job.problem);
      return EXIT.failed;
  }
}

/** What a finished job's problem says, one line each; empty where it has none. */
export function problemLines({ problem }: Job): readonly string[] {
  return problem === null ? [] : [problem.title, problem.hint, problem.detail].filter((words) => words !== '');
}

function progressLine({ title, progress }: Job): string {
  if (progress === null) return title;
  const done = progress.doneBytes === null ? '' : ` ${formatBytes(progress.doneBytes)}`;
  const total = progress.totalBytes === null ? '' : ` of about ${formatBytes(progress.totalBytes)}`;
  const rate = progress.bytesPerSecond === null ? '' : `, ${formatBytes(Math.round(progress.bytesPerSecond))}/s`;
  const left = progress.remainingMs === null ? '' : `, ${formatDuration(progress.remainingMs)} left`;
  return `${progress.step}${done}${total}${rate}${left}`;
}
