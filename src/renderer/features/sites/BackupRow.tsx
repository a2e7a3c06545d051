import { Anchor } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import type { BackupKind, BackupSummary } from '../../../shared/model/backup.ts';
import { ProofLadder, bestProof, provedAt } from '../../design/ProofLadder.tsx';
import { Status } from '../../design/Status.tsx';
import { NumberCell } from '../../design/Table.tsx';
import { When } from '../../design/When.tsx';
import { Tag } from '../../design/Tag.tsx';
import text from '../../design/text.module.css';
import layout from '../../design/layout.module.css';
import { CopyMarks } from './CopyMarks.tsx';
import type { PlaceMark } from './CopyMarks.tsx';
import { PartMarks } from './PartMarks.tsx';
import styles from './BackupRow.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';

const KIND_WORDS: Readonly<Record<BackupKind, string>> = {
  full: 'Full',
  incremental: 'Incremental',
  structure: 'Structure',
  data: 'Data',
};

const TRIGGER_WORDS = { adopted: 'Adopted', synthetic: 'Synthetic', safety: 'Safety copy' } as const;

interface BackupRowProps {
  readonly backup: BackupSummary;
  readonly places: readonly PlaceMark[];
  readonly now: number;
  /** A cell before all others, for choosing. */
  readonly tick?: ReactNode;
  /** Where backups of many sites stand in one table. */
  readonly showSite?: boolean;
}

export function BackupRow({ backup, places, now, tick, showSite = false }: BackupRowProps) {
  const proof = bestProof(backup.copies.map((copy) => copy.proof));
  return (
    <tr>
      {tick}
      <th scope="row" className={text.nowrap}>
        <ScreenLink to={{ name: 'backup', backupId: backup.id }}>
          <When at={backup.startedAt} now={now} />
        </ScreenLink>
      </th>
      {showSite ? (
        <td>
          <span className={`${text.clip} ${styles.site}`} title={backup.siteName}>
            {backup.siteName}
          </span>
        </td>
      ) : null}
      <td>
        <span className={layout.wrap}>
          {KIND_WORDS[backup.kind]}
          {backup.trigger === 'checkpoint' ? (
            <Tag>{backup.label ?? 'Checkpoint'}</Tag>
          ) : backup.trigger === 'manual' || backup.trigger === 'scheduled' ? null : (
            <Tag>{TRIGGER_WORDS[backup.trigger]}</Tag>
          )}
          {backup.held ? <Tag icon={Anchor}>Held</Tag> : null}
          {backup.warnings.length === 0 ? null : (
            <span title={backup.warnings.map((warning) => warning.text).join(' ')}>
              <Status tone="warn">Incomplete</Status>
            </span>
          )}
        </span>
      </td>
      <td className={text.soft}>
        <PartMarks backup={backup} />
      </td>
      <NumberCell>{formatBytes(backup.bytes)}</NumberCell>
      <td>
        <CopyMarks copies={backup.copies} places={places} />
      </td>
      <td className={text.nowrap}>
        <ProofLadder proof={proof} />{' '}
        {proof === null ? null : <span className={text.dim}>{formatAge(now - Date.parse(provedAt(proof)))}</span>}
      </td>
    </tr>
  );
}
