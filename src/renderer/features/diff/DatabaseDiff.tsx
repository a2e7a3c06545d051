import { Minus, PenLine, Plus } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { DatabaseDifference, TableDifference } from '../../../shared/model/diff.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Facts } from '../../design/Facts.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { countWord, formatCount } from '../backup/backup-words.ts';
import { isSameDatabase, objectsLine, rowDifference, signedCount } from './diff-words.ts';
import styles from './diff.module.css';

const CHANGES: Readonly<Record<TableDifference['change'], { readonly glyph: LucideIcon; readonly word: string }>> = {
  new: { glyph: Plus, word: 'new' },
  gone: { glyph: Minus, word: 'gone' },
  rows: { glyph: PenLine, word: 'rows' },
};

/** What differs in one database: tables with their rows on both sides, then what is no table. */
export function DatabaseDiff({ difference }: { readonly difference: DatabaseDifference }) {
  const { database, onlyIn, tables, sameTables, objectsAdded, objectsRemoved } = difference;
  return (
    <Panel title={database} subtitle={onlyIn === null ? sameLine(sameTables) : undefined} flush>
      {onlyIn === null ? null : (
        <div className={styles.padded}>
          <Note>Only the backup {onlyIn === 'after' ? 'after' : 'before'} holds this database; there is nothing to compare it with.</Note>
        </div>
      )}
      {isSameDatabase(difference) ? <EmptyState title="Tables, rows and objects are the same" /> : null}
      {tables.length === 0 ? null : (
        <Table caption={`Tables of ${database} that differ`} tight>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col">Change</th>
              <NumberCell head>Rows before</NumberCell>
              <NumberCell head>Rows after</NumberCell>
              <NumberCell head>Difference</NumberCell>
            </tr>
          </thead>
          <tbody>
            {tables.map((table) => (
              <TableRow key={table.name} table={table} />
            ))}
          </tbody>
        </Table>
      )}
      {objectsAdded.length + objectsRemoved.length === 0 ? null : (
        <div className={styles.below}>
          <Facts
            facts={[
              { label: 'Objects that came', value: objectsLine(objectsAdded) },
              { label: 'Objects that went', value: objectsLine(objectsRemoved) },
            ]}
          />
        </div>
      )}
    </Panel>
  );
}

function TableRow({ table }: { readonly table: TableDifference }) {
  const difference = rowDifference(table);
  const { glyph, word } = CHANGES[table.change];
  return (
    <tr>
      <th scope="row" className={text.anywhere}>
        {table.name}
      </th>
      <td className={styles.mark}>
        <Icon glyph={glyph} size={12} /> {word}
      </td>
      <NumberCell>{table.change === 'new' ? '–' : rowsWord(table.rowsBefore)}</NumberCell>
      <NumberCell>{table.change === 'gone' ? '–' : rowsWord(table.rowsAfter)}</NumberCell>
      <NumberCell>{difference === null ? 'not known' : signedCount(difference)}</NumberCell>
    </tr>
  );
}

function rowsWord(rows: number | null): string {
  return rows === null ? 'not counted' : formatCount(rows);
}

function sameLine(tables: number): string {
  return tables === 0 ? 'no table is the same' : `${countWord(tables, 'table is', 'tables are')} the same`;
}
