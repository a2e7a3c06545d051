import type { Template } from '../template.ts';

export const recoveryProblems = {
  'restore.target-differs': {
    title: 'The target is not the one the plan was made for',
    hint: 'The plan stopped before it changed anything more. Compare the details with what you expect, then make a new plan.',
    retryable: false,
  },
  'restore.not-found': {
    title: 'This restore is not in the catalog',
    hint: 'Nothing was changed. Open the list of restores again.',
    retryable: false,
  },
  'restore.not-confirmed': {
    title: 'The name that was typed is not the name of the site',
    hint: 'Nothing was changed. Type the name exactly as it is shown.',
    retryable: false,
  },
  'restore.cannot-run': {
    title: 'This plan cannot run',
    hint: 'Nothing was changed. The details name what stands in the way. Mend it, or choose another method, and make the plan again.',
    retryable: false,
  },
  'incident.not-found': {
    title: 'This incident is not in the catalog',
    hint: 'Nothing was changed. Open the list of incidents again.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
