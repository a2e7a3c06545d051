import type { Template } from '../template.ts';

export const recoveryProblems = {
  'restore.target-differs': {
    title: 'The target is not the one the plan was made for',
    hint: 'The plan stopped before it changed anything more. Compare the details with what you expect, then make a new plan.',
    retryable: false,
  },
  'incident.not-found': {
    title: 'This incident is not in the catalog',
    hint: 'Nothing was changed. Open the list of incidents again.',
    retryable: false,
  },
  'incident.task-not-found': {
    title: 'This incident has no such task',
    hint: 'Nothing was changed. Look at the incident again: its tasks stand there with their ids.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
