import { useCallback } from 'react';
import { isPausable } from '../../api/jobs-store.ts';
import { useActiveBackups } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';

export interface SiteActions {
  /** Why pressing "Back up now" would lead to nothing; null when it would not. */
  readonly whyNotNow: (status: SiteStatus) => string | null;
  readonly backUp: (status: SiteStatus) => void;
  /** Reads the copy again that its next step is about, and compares it with its manifest. */
  readonly verify: (status: SiteStatus) => void;
  /** Copies what site policies want elsewhere, to the places that can be reached now. */
  readonly copyOwed: () => void;
  readonly cancel: (job: Job) => void;
  /** Of a job that can be paused; undefined for any other. */
  readonly pauseOf: (job: Job) => (() => void) | undefined;
  /** Of the last press; null when it was accepted. */
  readonly problem: Problem | null;
}

/** What can be started from a row or a head. Progress and results arrive over the stores. */
export function useSiteActions(): SiteActions {
  const start = useAction('backup.start');
  const verify = useAction('backup.verify');
  const catchUp = useAction('copy.catch-up');
  const stop = useAction('job.cancel');
  const pause = useAction('job.pause');
  const active = useActiveBackups();
  const whyNotNow = useCallback(({ site }: SiteStatus) => active[site.id] ?? null, [active]);
  return {
    whyNotNow,
    backUp: (status) => {
      if (whyNotNow(status) === null) void start.run({ siteId: status.site.id });
    },
    verify: (status) => {
      if (status.toVerify !== null) void verify.run({ ...status.toVerify, level: 'sound' });
    },
    copyOwed: () => void catchUp.run(undefined),
    cancel: (job) => void stop.run({ jobId: job.id }),
    pauseOf: (job) => (isPausable(job) ? () => void pause.run({ jobId: job.id }) : undefined),
    problem: start.problem ?? verify.problem ?? catchUp.problem ?? stop.problem ?? pause.problem,
  };
}
