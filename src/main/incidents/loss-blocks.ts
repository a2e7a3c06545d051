import { formatBytes } from '../../shared/format/bytes.ts';
import type { Restore, TableLoss } from '../../shared/model/restore.ts';
import { type PageBlock, printedTime } from '../support/printable-page.ts';

/** What a restore took away, as it was counted before, and what of it was kept aside. Tables in which nothing changed are only counted. Pure. */
export function lossBlocks({ plan: { loss }, sideRows }: Restore): readonly PageBlock[] {
  return [
    { kind: 'text', text: `Counted ${printedTime(loss.countedAt)}, before anything was changed.` },
    ...loss.databases.flatMap(({ database, tables }) => tableBlocks(database, tables)),
    ...(loss.media.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            head: ['Files added', 'Replaced', 'Only on the server', 'Sent'],
            rows: loss.media.map(({ added, replaced, removed, bytesToSend }) => [
              String(added),
              String(replaced),
              String(removed),
              formatBytes(bytesToSend),
            ]),
          },
        ]),
    ...(loss.unknown.length === 0 ? [] : [{ kind: 'list' as const, items: loss.unknown.map((why) => `Not counted: ${why}`) }]),
    ...(sideRows.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            head: ['Rows kept aside', 'Rows', 'Put back'],
            rows: sideRows.map(({ database, table, rows, putBack }) => [`${database}.${table}`, String(rows), putBack ? 'yes' : 'no']),
          },
        ]),
  ];
}

function tableBlocks(database: string, tables: readonly TableLoss[]): readonly PageBlock[] {
  const changed = tables.filter(({ rowsNow, rowsBackup, newestNow, newestBackup }) => rowsNow !== rowsBackup || newestNow !== newestBackup);
  const same = tables.length - changed.length;
  const rest = same === 0 ? '' : ` ${same} ${same === 1 ? 'table has' : 'tables have'} as many rows as the backup.`;
  return [
    { kind: 'text', text: `${database}: ${changed.length} of ${tables.length} tables differ.${rest}` },
    ...(changed.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            head: ['Table', 'Rows before', 'In the backup', 'Newest before', 'Newest in the backup'],
            rows: changed.map((each) => [
              each.table,
              `${each.estimated ? 'about ' : ''}${each.rowsNow ?? 'no table'}`,
              String(each.rowsBackup ?? 'no table'),
              each.newestNow ?? '',
              each.newestBackup ?? '',
            ]),
          },
        ]),
  ];
}
