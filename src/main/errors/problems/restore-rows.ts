import type { Template } from '../template.ts';

export const restoreRowsProblems = {
  'restore.rows-not-kept': {
    title: 'Rows that the restore would take away could not be kept aside',
    hint: 'The rows themselves are still in their tables. The details show the words of the database server; make room there or give the account the right it lacks, then run the restore again.',
    retryable: true,
  },
  'restore.side-rows-gone': {
    title: 'There are no rows kept aside any more',
    hint: 'Nothing was changed. The rows were let go of with the old data, or the restore was undone; the safety copy of this restore still has them.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
