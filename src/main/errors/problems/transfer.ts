import type { Template } from '../template.ts';

export const transferProblems = {
  'place.unreachable': {
    title: 'The place did not answer',
    hint: 'Copies elsewhere are unaffected. What has arrived is kept, and the rest is tried again later.',
    retryable: true,
  },
  'place.refused': {
    title: 'The place refused',
    hint: 'Check keys and rights: the details show what it said, and the test of the place says which rights are missing. Nothing was deleted.',
    retryable: false,
  },
  'copy.arrived-different': {
    title: 'What arrived is not what was sent',
    hint: 'The copy was not kept. The backup it was made from is unaffected; try again, and look at the drive or the line if it happens again.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
