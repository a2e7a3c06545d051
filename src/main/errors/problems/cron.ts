import type { Template } from '../template.ts';

export const cronProblems = {
  'cron.no-home': {
    title: 'The account has no home folder on the server',
    hint: 'Nothing was changed. The program and its backups lie in a private folder of the account; give the account a home, or sign in with another one.',
    retryable: false,
  },
  'cron.folder-served': {
    title: 'A web server may show what lies in the home folder of this account',
    hint: 'Nothing was changed: backups must not be reachable from the web. The details name the folder. Sign in with an account whose home is not served.',
    retryable: false,
  },
  'cron.folder-foreign': {
    title: 'The private folder on the server belongs to somebody else, or is none',
    hint: 'Nothing was installed. The details name it. Look who made it, and move it out of the way.',
    retryable: false,
  },
  'cron.preview-changed': {
    title: 'What is to be done is not what the preview showed any more',
    hint: 'Nothing was changed. The cron table, the sources of the site or the settings are others than they were. Look at the new preview.',
    retryable: false,
  },
  'cron.table-changed': {
    title: 'Somebody changed the cron table at the same time',
    hint: 'It was left as it is now. Look at the preview again, and install then.',
    retryable: true,
  },
  'cron.table-refused': {
    title: 'The server did not take the new cron table',
    hint: 'The one from before is in force, as it was. The files are in place and nothing runs them. The details say why it was refused.',
    retryable: false,
  },
  'cron.table-lost': {
    title: 'The server took neither the new cron table nor the old one back',
    hint: 'The table from before lies in the private folder as crontab-DATE.txt: sign in and give it back with "crontab FILE". Nothing else was changed.',
    retryable: false,
  },
  'cron.files-not-written': {
    title: 'The files for the server could not be written there',
    hint: 'The cron table is as it was, and what was installed before goes on. The details say why; a full disk or a used-up quota is the usual reason.',
    retryable: true,
  },
  'cron.not-installed': {
    title: 'Nothing is installed on the server for this site',
    hint: 'Nothing was done. Install it first: cron install SITE.',
    retryable: false,
  },
  'cron.run-failed': {
    title: 'The run on the server failed',
    hint: 'Backups made before are as they were. The log of the job holds every line the server wrote.',
    retryable: false,
  },
  'cron.run-incomplete': {
    title: 'The run on the server ended with a warning',
    hint: 'What was made is kept. The log of the job says what it lacks.',
    retryable: false,
  },
  'cron.run-busy': {
    title: 'A run of the same kind is going on at the server',
    hint: 'Nothing was done. Try again when it has ended.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
