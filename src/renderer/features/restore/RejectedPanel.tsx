import type { BackupId } from '../../../shared/model/ids.ts';
import type { Candidate, Proposal } from '../../../shared/model/proposal.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Panel } from '../../design/Panel.tsx';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { triggerWord } from '../backup/backup-words.ts';
import styles from './Recommendation.module.css';

interface RejectedPanelProps {
  /** All but the one that is chosen. */
  readonly candidates: readonly Candidate[];
  readonly proposal: Proposal;
  readonly onUse: (backupId: BackupId) => void;
}

/** Every alternative with the reason against it; a person may still use it. */
export function RejectedPanel({ candidates, proposal, onUse }: RejectedPanelProps) {
  const now = useNow();
  if (candidates.length === 0) return null;
  return (
    <Panel title="Considered and not chosen" flush>
      <Table caption="Other backups, the likeliest first, with the reason against each" hover={false} tight>
        <thead>
          <tr>
            <th scope="col">Backup</th>
            <th scope="col">Proof</th>
            <th scope="col">Why not</th>
            <th scope="col">
              <VisuallyHidden>Use it</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate) => {
            const { backup, level, rejectedBecause } = candidate;
            const when = formatInstant(backup.startedAt, now);
            return (
              <tr key={backup.id}>
                <th scope="row" className={text.nowrap}>
                  {when}
                  <span className={text.second}>{backup.label ?? triggerWord(backup.trigger)}</span>
                </th>
                <td className={text.nowrap}>
                  <LevelLadder level={level ?? 'present'} failedStep={level === null ? 'intact' : null} />
                </td>
                <td className={styles.why}>{candidate === proposal.proposed ? 'This one is recommended.' : rejectedBecause}</td>
                <td className={text.nowrap}>
                  <Button
                    size="s"
                    kind="quiet"
                    blocked={level === null ? 'No copy of it passes its check' : null}
                    onClick={() => onUse(backup.id)}
                  >
                    Use…<VisuallyHidden> the backup of {when}</VisuallyHidden>
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Panel>
  );
}
