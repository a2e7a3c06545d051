import type { TableComparison } from '../../../../shared/model/restore.ts';

/** `orders: 20 rows now, 18 in the backup; 3 only now, 1 only in the backup, 2 differ. It is replaced.` Pure. */
export function comparisonSentence(comparison: Omit<TableComparison, 'artifactId' | 'database' | 'examples'>): string {
  const { table, action, rowsNow, rowsBackup, onlyNow, onlyBackup, changed, why } = comparison;
  const counts = [
    rowsNow === null ? 'not there now' : `${rowsOf(rowsNow)} now`,
    rowsBackup === null ? 'not in the backup' : `${rowsOf(rowsBackup)} in the backup`,
  ];
  const parts = [
    ...(onlyNow === null ? [] : [`${onlyNow.toLocaleString('en-US')} only now`]),
    ...(onlyBackup === null ? [] : [`${onlyBackup.toLocaleString('en-US')} only in the backup`]),
    ...(changed === null ? [] : [`${changed.toLocaleString('en-US')} in both that differ`]),
  ];
  const told = [
    counts.join(', '),
    ...(parts.length === 0 ? [] : [parts.join(', ')]),
    ...(why === null ? [] : [`more is not known: ${why}`]),
  ];
  return `${table}: ${told.join('; ')}. ${BECOMES[action]}`;
}

const BECOMES = {
  replace: 'It is replaced by the one of the backup.',
  merge: 'The rows only the backup has are added.',
  'keep-aside': 'Nothing live changes; the one of the backup can be looked at.',
  decide: 'It waits beside the live one for a decision.',
} as const;

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`;
}
