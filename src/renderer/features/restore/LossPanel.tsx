import { useState } from 'react';
import type { LossPreview, TableLoss } from '../../../shared/model/restore.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { count, counted, recordTime, shortInstant } from './rules/restore-words.ts';
import styles from './restore.module.css';

const SHOWN = 12;

interface LossPanelProps {
  readonly loss: LossPreview;
  readonly title?: string;
  /** Head of the column of what is there afterwards. */
  readonly there?: string;
}

/** What a switch takes away, counted on both sides: tables that differ, the most rows first. */
export function LossPanel({ loss, title = 'What you would lose', there = 'Backup' }: LossPanelProps) {
  const now = useNow();
  const [all, setAll] = useState(false);
  const tables = loss.databases.flatMap(({ database, tables: list }) => list.map((table) => ({ ...table, database })));
  const differing = tables.filter(differs).toSorted((a, b) => weight(b) - weight(a));
  const shown = all ? differing : differing.slice(0, SHOWN);
  const several = loss.databases.length > 1;
  const same = tables.length - differing.length;
  return (
    <Panel title={title} subtitle={`both sides counted ${shortInstant(loss.countedAt, now)}`} flush>
      {differing.length === 0 ? (
        <p className={styles.padded}>
          {tables.length === 0 ? 'No table is part of it.' : 'No table differs in its count or its newest record.'}
        </p>
      ) : (
        <Table caption={`${title}: tables that differ, the most rows first`} hover={false} tight>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <NumberCell head>Now</NumberCell>
              <NumberCell head>{there}</NumberCell>
              <NumberCell head>Lost</NumberCell>
              <th scope="col">Newest now</th>
              <th scope="col">Newest there</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((table) => (
              <tr key={`${table.database}.${table.table}`}>
                <th scope="row" className={styles.tableName} title={table.table}>
                  {several ? `${table.database}.` : ''}
                  {table.table}
                </th>
                <NumberCell>{rows(table.rowsNow, table.estimated)}</NumberCell>
                <NumberCell>{rows(table.rowsBackup, false)}</NumberCell>
                <NumberCell>
                  <b>{lostWords(table)}</b>
                </NumberCell>
                <td className={text.nowrap}>{table.newestNow === null ? '–' : recordTime(table.newestNow, now)}</td>
                <td className={text.nowrap}>{table.newestBackup === null ? '–' : recordTime(table.newestBackup, now)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <div className={`${styles.padded} ${layout.tight}`}>
        {differing.length > SHOWN ? (
          <div>
            <Button size="s" onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${count(differing.length)} tables that differ`}
            </Button>
          </div>
        ) : null}
        {same > 0 && differing.length > 0 ? (
          <p className={`${text.small} ${text.dim}`}>
            {counted(same, 'other table has', 'other tables have')} the same count and newest record.
          </p>
        ) : null}
        {loss.media.map((media) => (
          <div key={media.artifactId} className={layout.tight}>
            <p className={text.small}>
              <b>Media files:</b> {count(media.added)} put back, {count(media.replaced)} replaced, {count(media.removed)} on the server and
              not in the backup.
            </p>
            {media.examples.length === 0 ? null : (
              <ul className={styles.examples} aria-label="The first of the files">
                {media.examples.map(({ path, change }) => (
                  <li key={`${change} ${path}`}>
                    <span className={text.mono}>{path}</span> <span className={text.dim}>{CHANGES[change]}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        ))}
        {loss.code.length === 0 ? null : (
          <Note tone="warn">
            <strong>Made or changed since the switch, and dropped with it:</strong> {loss.code.join(', ')}. Their texts go into the journal
            of the undo.
          </Note>
        )}
        {loss.unknown.map((words) => (
          <Note key={words} tone="warn">
            <strong>Not counted.</strong> {words}
          </Note>
        ))}
      </div>
    </Panel>
  );
}

const CHANGES = { added: 'put back', replaced: 'replaced', removed: 'not in the backup' } as const;

function rows(value: number | null, estimated: boolean): string {
  return value === null ? 'not there' : `${estimated ? '≈ ' : ''}${count(value)}`;
}

function differs({ rowsNow, rowsBackup, newestNow, newestBackup }: TableLoss): boolean {
  return rowsNow !== rowsBackup || newestNow !== newestBackup;
}

/** Rows that go; fewer when some come back. */
function weight({ rowsNow, rowsBackup }: TableLoss): number {
  return (rowsNow ?? 0) - (rowsBackup ?? 0);
}

function lostWords(table: TableLoss): string {
  if (table.rowsBackup === null) return 'whole table';
  if (table.rowsNow === null) return 'comes back';
  const lost = weight(table);
  const about = table.estimated ? '≈ ' : '';
  if (lost > 0) return `${about}${count(lost)}`;
  return lost < 0 ? `${about}${count(-lost)} come back` : 'edits';
}
