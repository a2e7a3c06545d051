import type { Template } from '../template.ts';

export const sealingProblems = {
  'sealing.key-not-kept': {
    title: 'There is no safe place for the key that seals settings',
    hint: 'Nothing was sealed or sent. The details say what this computer lacks; a recovery kit written first makes it possible.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
