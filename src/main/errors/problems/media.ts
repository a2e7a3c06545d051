import type { Template } from '../template.ts';

export const mediaProblems = {
  'capture.media-differs': {
    title: 'The archive does not hold what the folders have',
    hint: 'Nothing was kept; earlier backups are unaffected. The details list every difference.',
    retryable: true,
  },
  'capture.media-folder-missing': {
    title: 'The folders of the files are not on the server',
    hint: 'Nothing was kept; earlier backups are unaffected. Check whether the folders were moved, or a disk is not mounted, and correct the source.',
    retryable: false,
  },
  'capture.media-folder-closed': {
    title: 'The folders of the files may not be read',
    hint: 'Nothing was kept; earlier backups are unaffected. Give the user of the connection the right to read them; the details name them.',
    retryable: false,
  },
  'capture.listing-failed': {
    title: 'The files on the server could not be listed',
    hint: 'Nothing was kept; earlier backups are unaffected. The details show what the server said.',
    retryable: true,
  },
  'capture.no-archive-tool': {
    title: 'The server has no tar',
    hint: 'Ask the hosting provider for it. Nothing was kept of this attempt.',
    retryable: false,
  },
  'capture.archive-failed': {
    title: 'The archive stopped before its end',
    hint: 'Nothing was kept of it; earlier backups are unaffected. The details show what tar said.',
    retryable: true,
  },
  'capture.archive-unreadable': {
    title: 'What arrived is not a readable archive',
    hint: 'Nothing was kept; earlier backups are unaffected. The details say where reading stopped.',
    retryable: true,
  },
  'synthesize.nothing-to-do': {
    title: 'This backup needs no other one already',
    hint: 'Only the end of a chain can be put together as a full. Nothing was done.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
