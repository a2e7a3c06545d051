import type { JobHandler, JobHandlers } from '../../../src/main/jobs/job-handler.ts';

/** The same work, whatever the kind of job. */
export function everyKind(handler: JobHandler): JobHandlers {
  return {
    backup: handler,
    verify: handler,
    'catalog-rebuild': handler,
    copy: handler,
    adopt: handler,
    heal: handler,
    synthesize: handler,
    prune: handler,
    'verify-rolling': handler,
    restore: handler,
    'restore-undo': handler,
    'restore-let-go': handler,
    'restore-put-back': handler,
    drill: handler,
    'cron-test': handler,
  };
}
