import type { Template } from '../template.ts';

export const restoreRunbookProblems = {
  'restore.maintenance-failed': {
    title: 'The maintenance page could not be put up',
    hint: 'The data of the site were not changed. The details show what the command said; put that right, give the site a command of its own, or go on without the page.',
    retryable: false,
  },
  'restore.account-refused': {
    title: 'Commands cannot be run as the account of the site',
    hint: 'Nothing was run: as root, code that somebody may have changed could do anything to the server. Sign in as the account in the details, or install setpriv, runuser or su on the server.',
    retryable: false,
  },
  'restore.no-maintenance': {
    title: 'This site has no maintenance page',
    hint: 'Nothing was run. Sites that are not Laravel need a command of their own for it: enter one in the recovery settings of the site.',
    retryable: false,
  },
  'restore.evidence-not-written': {
    title: 'The evidence could not be written to this computer',
    hint: 'Nothing on the server was changed. Make room on the disk of this computer, then run the restore again; evidence is lost as soon as the site is restored.',
    retryable: false,
  },
  'restore.site-still-down': {
    title: 'The site still shows its maintenance page',
    hint: 'The data of the site are untouched by this. Take the page down by hand with the command in the details, then go on here.',
    retryable: true,
  },
  'restore.migrate-failed': {
    title: 'The migrations did not run to their end',
    hint: 'The restored data is live, and undo brings back what was there before. The details show what the command said: put the code right and run them by hand, or undo.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
