import type { Template } from '../template.ts';

export const captureProblems = {
  'database.access-denied': {
    title: 'The database refused access',
    hint: 'Check the user, the password and the privileges; the details show what it said. Nothing was kept of this attempt.',
    retryable: false,
  },
  'database.unreachable': {
    title: 'The database server did not answer',
    hint: 'It may be stopped or listening elsewhere. The backups on this computer are unaffected.',
    retryable: true,
  },
  'database.unknown-database': {
    title: 'The database does not exist on this server',
    hint: 'Check its name in the settings file of the site. Nothing was kept of this attempt.',
    retryable: false,
  },
  'database.refused': {
    title: 'The database answered with an error',
    hint: 'The details show what it said. Nothing was kept of this attempt; the backups on this computer are unaffected.',
    retryable: false,
  },
  'capture.no-dump-tool': {
    title: 'The server has neither mysqldump nor mariadb-dump',
    hint: 'Ask the hosting provider for the MySQL client programs. Nothing was kept of this attempt.',
    retryable: false,
  },
  'capture.compression-missing': {
    title: 'The chosen compression is not available',
    hint: 'Choose another one; the details name what both ends have. Nothing was kept of this attempt.',
    retryable: false,
  },
  'capture.dump-failed': {
    title: 'The dump stopped before its end',
    hint: 'Nothing was kept of it; earlier backups are unaffected. The details show what the dump program said.',
    retryable: false,
  },
  'capture.stage-failed': {
    title: 'A program on the server failed during the dump',
    hint: 'Nothing was kept of it; earlier backups are unaffected. The details name the program and what it said.',
    retryable: false,
  },
  'capture.truncated': {
    title: 'The dump ends without its end mark',
    hint: 'It is not complete, so nothing was kept; earlier backups are unaffected.',
    retryable: true,
  },
  'capture.empty': {
    title: 'The dump is empty',
    hint: 'Nothing was kept; earlier backups are unaffected. The details show what the dump program said.',
    retryable: false,
  },
  'capture.unreadable': {
    title: 'What arrived is not a readable dump',
    hint: 'Nothing was kept; earlier backups are unaffected. The details say where reading stopped.',
    retryable: true,
  },
  'capture.inventory-differs': {
    title: 'The dump does not hold what the database has',
    hint: 'Nothing was kept; earlier backups are unaffected. The details list every difference.',
    retryable: true,
  },
  'capture.incomplete': {
    title: 'The backup is complete except for what the details name',
    hint: 'Everything else is kept. Each detail says what is left out or must be known before a restore; put it right and back up again.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
