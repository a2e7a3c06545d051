import type { Template } from '../template.ts';

export const retentionProblems = {
  'retention.plan-changed': {
    title: 'What would be deleted is not what was shown',
    hint: 'Nothing was deleted. Look at the plan again: a backup, a proof or a policy changed meanwhile.',
    retryable: false,
  },
  'retention.paused': {
    title: 'Retention of this site is paused',
    hint: 'Nothing was deleted. A backup of it is far off what its others are, and the older ones may be the good ones. Look at what the details name, and acknowledge it on the page of the site: retention goes on then.',
    retryable: false,
  },
  'retention.zone-unknown': {
    title: 'No such time zone',
    hint: 'Nothing was deleted. Choose a zone like Europe/Berlin for the retention policy, or none to use the zone of this computer.',
    retryable: false,
  },
  'retention.partly-applied': {
    title: 'Not everything that was to be deleted could be',
    hint: 'What the details name is still there and still in the catalog. The rest was deleted as the plan said. Apply the plan again when the place can be written.',
    retryable: true,
  },
  'retention.not-in-bin': {
    title: 'This copy cannot be taken back',
    hint: 'It is not in the bin of its place any more: it was taken back before, its days there are over, or the place was taken from the list. Copy the backup again from another place that has it.',
    retryable: false,
  },
  'retention.place-taken': {
    title: 'The place has a copy of this backup again',
    hint: 'Nothing was changed. The one in the bin is not needed: it goes by itself when its days there are over.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
