import type { Template } from '../template.ts';

export const restoreTablesProblems = {
  'restore.not-decided': {
    title: 'It was not said what becomes of every table',
    hint: 'Nothing live was changed, and the tables still lie beside the live ones. The details name those that wait: choose for each to replace it, to add its missing rows, or to keep it aside.',
    retryable: false,
  },
  'restore.tables-not-possible': {
    title: 'These tables cannot be brought back in the way that was chosen',
    hint: 'Nothing live was changed. The details name each table and what stands in its way; choose another way for it, or leave it out.',
    retryable: false,
  },
  'restore.tables-keys-failed': {
    title: 'The database server refused a foreign key between the tables',
    hint: 'No row is lost, and the tables from before are brought back. The details show the key: the restored table may lack a column or an index that a table of today refers to. Restore that table too, or keep it aside.',
    retryable: false,
  },
  'restore.safety-copy-missing': {
    title: 'There is no safety copy of the live database',
    hint: 'The live data was not replaced: an import in place begins only when a proven copy of it lies here. Run the restore again, so that it is taken.',
    retryable: true,
  },
  'restore.in-place-not-possible': {
    title: 'The backup cannot be imported into the live database',
    hint: 'Nothing was changed: it could not be taken back afterwards. The details name all that stands in the way; mend it, then run the restore again.',
    retryable: false,
  },
  'restore.in-place-differs': {
    title: 'What was imported is not what the backup holds',
    hint: 'The safety copy is brought back. The details name what differs; choose another copy or another backup.',
    retryable: false,
  },
  'restore.safety-copy-not-back': {
    title: 'The safety copy could not be brought back',
    hint: 'Your data is whole in the safety copy, which lies where the details say; the live database is not to be used now. Let the restore be settled, which tries again, or import the copy by hand with the command in the details.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
