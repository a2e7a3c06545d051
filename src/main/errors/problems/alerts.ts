import type { Template } from '../template.ts';

export const alertProblems = {
  'alerts.not-ready': {
    title: 'A channel of alerts cannot be turned on yet',
    hint: 'The settings are as they were. The details say what it lacks; add it, send a test, then turn it on.',
    retryable: false,
  },
  'alerts.bad-address': {
    title: 'The address for alerts cannot be used',
    hint: 'The settings are as they were, and nothing was sent. Copy the address again from the service that receives alerts.',
    retryable: false,
  },
  'alerts.not-found': {
    title: 'This alert is not open any more',
    hint: 'Nothing was changed. Open the list of alerts again.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
