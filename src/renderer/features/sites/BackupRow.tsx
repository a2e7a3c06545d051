import { Anchor, Database } from 'lucide-react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import type { BackupKind, BackupSummary } from '../../../shared/model/backup.ts';
import { Icon } from '../../design/Icon.tsx';
import { ProofLadder, provedAt } from '../../design/ProofLadder.tsx';
import { Status } from '../../design/Status.tsx';
import { NumberCell } from '../../design/Table.tsx';
import { When } from '../../design/When.tsx';
import { Tag } from '../../design/Tag.tsx';
import text from '../../design/text.module.css';
import layout from '../../design/layout.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';

const KIND_WORDS: Readonly<Record<BackupKind, string>> = {
  full: 'Full',
  incremental: 'Incremental',
  structure: 'Structure',
  data: 'Data',
};

export function BackupRow({ backup, now }: { readonly backup: BackupSummary; readonly now: number }) {
  const proof = backup.copies[0]?.proof ?? null;
  const databases = backup.databases.join(', ');
  return (
    <tr>
      <th scope="row" className={text.nowrap}>
        <ScreenLink to={{ name: 'backup', backupId: backup.id }}>
          <When at={backup.startedAt} now={now} />
        </ScreenLink>
      </th>
      <td>
        <span className={layout.wrap}>
          {KIND_WORDS[backup.kind]}
          {backup.trigger === 'checkpoint' ? <Tag icon={Anchor}>{backup.label ?? 'Checkpoint'}</Tag> : null}
          {backup.warnings.length === 0 ? null : (
            <span title={backup.warnings.map((warning) => warning.text).join(' ')}>
              <Status tone="warn">Incomplete</Status>
            </span>
          )}
        </span>
      </td>
      <td className={text.soft} title={databases}>
        <Icon glyph={Database} size={14} /> {backup.databases.length > 2 ? `${backup.databases.length} databases` : databases}
      </td>
      <NumberCell>{formatBytes(backup.bytes)}</NumberCell>
      <td className={text.nowrap}>
        <ProofLadder proof={proof} />{' '}
        {proof === null ? null : <span className={text.dim}>{formatAge(now - Date.parse(provedAt(proof)))}</span>}
      </td>
    </tr>
  );
}
