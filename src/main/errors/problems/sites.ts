import type { Template } from '../template.ts';

export const siteProblems = {
  'site.not-found': {
    title: 'This site is not registered',
    hint: 'It may have been removed in another window. Its backups stay on this computer.',
    retryable: false,
  },
  'site.name-taken': {
    title: 'Another site already has this name',
    hint: 'Choose a name that tells the two apart. Nothing was changed.',
    retryable: false,
  },
  'site.cron-installed': {
    title: 'The server of this site makes backups by itself',
    hint: 'Nothing was changed. Take its lines out under Cron first: without the site this cannot be done from here, and the server goes on, and tells of backups that nobody fetches. Where the server is gone, remove the site and leave them.',
    retryable: false,
  },
  'site.root-missing': {
    title: 'The folder of the site is not there',
    hint: 'Check the path on the server. Nothing was changed.',
    retryable: false,
  },
  'site.has-no-source': {
    title: 'This site has nothing to back up',
    hint: 'Add a database, its files or its settings to the site. Nothing was done.',
    retryable: false,
  },
  'source.config-exists': {
    title: 'The settings of this site are backed up already',
    hint: 'Change the source that is there. Nothing was added.',
    retryable: false,
  },
  'source.not-found': {
    title: 'This source is not registered',
    hint: 'It may have been removed in another window. Its backups stay on this computer.',
    retryable: false,
  },
  'source.env-unreadable': {
    title: 'The settings file of the site could not be read',
    hint: 'Check that the file is there and that the SSH user may read it. Nothing was changed.',
    retryable: false,
  },
  'source.env-incomplete': {
    title: 'The settings file of the site names no usable MySQL or MariaDB database',
    hint: 'The details say which entry is missing. The database can also be entered by hand.',
    retryable: false,
  },
  'source.database-changed': {
    title: 'The settings file of the site names another database than the one registered here',
    hint: 'If the site has moved to it, edit the database of the site. Nothing was kept; the backups on this computer are unaffected.',
    retryable: false,
  },
  'source.secret-missing': {
    title: 'The password of this database is not stored',
    hint: 'Enter it in the settings of the site. Nothing was sent to the server.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
