import { activeJobs, newestFirst } from '../api/jobs-store.ts';
import { useJobs } from '../api/stores.ts';
import text from '../design/text.module.css';
import { jobStateWord } from '../design/Status.tsx';

/** Says the active step, and how the last job ended; not every percent. */
export function Announcer() {
  const running = useJobs((state) => activeJobs(state.jobs)[0] ?? null);
  const last = useJobs((state) => newestFirst(state.jobs)[0] ?? null);
  const job = running ?? last;
  // A job that ended before this window opened is no news.
  const words =
    job === null || (running === null && job.endedAt !== null && Date.parse(job.endedAt) < performance.timeOrigin) ? '' : sentence(job);
  return (
    <div className={text.hidden} aria-live="polite">
      {words}
    </div>
  );
}

function sentence(job: NonNullable<ReturnType<typeof newestFirst>[number]>): string {
  if (job.state === 'running' && job.progress !== null) return `${job.title}: ${job.progress.step}`;
  return `${job.title}: ${jobStateWord(job.state).word}${job.problem === null ? '' : `. ${job.problem.title}`}`;
}
