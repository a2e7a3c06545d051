import { useState } from 'react';
import type { RetentionDecision } from '../../../shared/model/retention.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { TextButton } from '../../design/Button.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { countWord, kindWord } from '../backup/backup-words.ts';
import styles from './retention.module.css';

/** Rows that are shown before somebody asks for all. */
const FIRST = 12;

/** Backups with the same fate, oldest first, each with every reason. */
export function DecisionTable({ title, decisions }: { readonly title: string; readonly decisions: readonly RetentionDecision[] }) {
  const now = useNow();
  const [all, setAll] = useState(false);
  if (decisions.length === 0) return null;
  const shown = all ? decisions : decisions.slice(0, FIRST);
  return (
    <section className={styles.group} aria-label={title}>
      <h3>
        {title} <span className={text.dim}>{decisions.length}</span>
      </h3>
      <Table caption={title} tight minWidth="m">
        <thead>
          <tr>
            <th scope="col">Backup</th>
            <th scope="col">Site</th>
            <th scope="col">Kind</th>
            <NumberCell head>Size</NumberCell>
            <th scope="col">Goes</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((decision) => (
            <tr key={decision.backupId}>
              <th scope="row" className={text.nowrap}>
                <ScreenLink to={{ name: 'backup', backupId: decision.backupId }}>{formatInstant(decision.startedAt, now)}</ScreenLink>
                {decision.label === null ? null : <span className={`${text.second} ${text.clip} ${styles.label}`}>{decision.label}</span>}
              </th>
              <td className={text.anywhere}>{decision.siteName}</td>
              <td className={text.nowrap}>{kindWord(decision.kind)}</td>
              <NumberCell>{formatBytes(decision.bytes)}</NumberCell>
              <td className={text.nowrap}>{goesWord(decision, now)}</td>
              <td className={text.soft}>{decision.reasons.map((reason) => reason.text).join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      {shown.length === decisions.length ? null : (
        <p className={styles.more}>
          <TextButton onClick={() => setAll(true)}>Show all {countWord(decisions.length, 'backup', 'backups')}</TextButton>
        </p>
      )}
    </section>
  );
}

function goesWord({ keep, goesAt }: RetentionDecision, now: number): string {
  if (!keep) return 'now';
  return goesAt === null ? 'not as far as can be told' : formatInstant(goesAt, now).replace(/ \d\d:\d\d$/, '');
}
