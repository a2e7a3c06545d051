import type { Template } from '../template.ts';

export const mediaProblems = {
  'capture.media-differs': {
    title: 'The archive does not hold what the folders have',
    hint: 'Nothing was kept; earlier backups are unaffected. The details list every difference.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
