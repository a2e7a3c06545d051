import type { Template } from '../template.ts';

export const adoptionProblems = {
  'adopt.not-readable': {
    title: 'The file the server made is not a readable backup',
    hint: 'It was not adopted and nothing was changed on the server. The details say where reading stopped.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
