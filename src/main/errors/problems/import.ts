import type { Template } from '../template.ts';

export const restoreImportProblems = {
  'import.no-client': {
    title: 'There is no database client to import with',
    hint: 'Nothing was changed. Install the mariadb or mysql client program where the import runs, then try again.',
    retryable: false,
  },
  'import.statement-refused': {
    title: 'The database refused a statement of the backup',
    hint: 'The backup is untouched, and what was imported so far does not count. The details name the statement and the reason; the checks of the plan say what can be put right.',
    retryable: false,
  },
  'import.not-finished': {
    title: 'The import ended before the whole backup had arrived',
    hint: 'The backup is untouched, and what was imported so far does not count. Try again; the details say what ended it.',
    retryable: true,
  },
  'import.other-database': {
    title: 'The backup wants to write to another database',
    hint: 'It was stopped before it could, and no other database was touched. Look at where the backup comes from; a dump of several databases is cut by hand.',
    retryable: false,
  },
  'import.foreign-statement': {
    title: 'The backup holds a statement that no dump of a database needs',
    hint: 'It was not run, and the import was stopped. Look at where the backup comes from before it is used.',
    retryable: false,
  },
  'import.packet-too-small': {
    title: 'A row of the backup is larger than the database accepts',
    hint: 'What was imported so far does not count. Set max_allowed_packet of the database server to the size in the details, or more, and try again.',
    retryable: false,
  },
  'import.no-space': {
    title: 'The database server has no more room',
    hint: 'The backup is untouched, and what was imported so far is removed. Make room where the database keeps its data, or restore single tables, then try again.',
    retryable: true,
  },
  'import.character-set': {
    title: 'The backup is written in a character set that cannot be imported safely',
    hint: 'Nothing more was imported. Make a dump with --default-character-set=utf8mb4, or import this one by hand.',
    retryable: false,
  },
  'import.copy-damaged': {
    title: 'The copy that was read is damaged',
    hint: 'What was imported from it does not count. Choose a copy in another place; this one is no longer whole.',
    retryable: false,
  },
  'import.dump-cut': {
    title: 'The dump stops before its end mark',
    hint: 'What was imported from it does not count. Choose another backup, or another copy of this one.',
    retryable: false,
  },
  'restore.aside-in-use': {
    title: 'The site uses the database that was to be removed',
    hint: 'Nothing was removed. Let the settings of the site name its former database first, then let the restore be settled.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
