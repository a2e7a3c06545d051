import type { Template } from '../template.ts';

export const anomalyProblems = {
  'anomaly.not-found': {
    title: 'There is no such anomaly',
    hint: 'Nothing was changed. The list of anomalies of the site shows what there is.',
    retryable: false,
  },
  'anomaly.no-key-change': {
    title: 'The application key did not change with this backup',
    hint: 'Nothing was changed. The page of the site shows the backups whose key is another one than before.',
    retryable: false,
  },
  'anomaly.acknowledged': {
    title: 'It was acknowledged before',
    hint: 'Nothing was changed: the note that was given then, which the details show, stands.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
