import type { Template } from '../template.ts';

export const retentionProblems = {
  'retention.plan-changed': {
    title: 'What would be deleted is not what was shown',
    hint: 'Nothing was deleted. Look at the plan again: a backup, a proof or a policy changed meanwhile.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
