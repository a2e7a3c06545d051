import { Laptop } from 'lucide-react';
import type { BackupDetails, Proof } from '../../../shared/model/backup.ts';
import type { Job } from '../../../shared/model/job.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import { Line, Lines } from '../../design/Lines.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { LEVEL_MEANING, ProofLadder } from '../../design/ProofLadder.tsx';
import text from '../../design/text.module.css';
import styles from './backup.module.css';

interface CopiesPanelProps {
  readonly copies: BackupDetails['copies'];
  /** The check that waits or runs. */
  readonly verifying: Job | null;
}

/** Where the bytes lie, how far each copy is proved, and the check that is under way. */
export function CopiesPanel({ copies, verifying }: CopiesPanelProps) {
  const now = useNow();
  const cancel = useAction('job.cancel');
  return (
    <Panel
      title="Copies and proofs"
      flush
      aside={<span className={`${text.small} ${text.dim}`}>{copies.length === 1 ? '1 place' : `${copies.length} places`}</span>}
      foot={`Intact: ${LEVEL_MEANING.intact}. Sound: ${LEVEL_MEANING.sound}.`}
    >
      {copies.length === 0 ? (
        <EmptyState title="No copy is known">No place of the catalog holds the files of this backup.</EmptyState>
      ) : (
        <Lines>
          {copies.map(({ copy, place }) => (
            <Line
              key={copy.placeId}
              icon={Laptop}
              end={<ProofLadder proof={copy.proof} />}
              second={
                <>
                  <span className={styles.block}>{history(copy.proof, now)}</span>
                  <span className={`${styles.block} ${text.anywhere}`}>{copy.location}</span>
                </>
              }
            >
              {place.name}
            </Line>
          ))}
        </Lines>
      )}
      {verifying === null ? null : (
        <div className={styles.job}>
          <JobLine job={verifying} onCancel={() => void cancel.run({ jobId: verifying.id })} />
        </div>
      )}
      {cancel.problem === null ? null : (
        <div className={styles.job}>
          <ProblemPanel problem={cancel.problem} />
        </div>
      )}
    </Panel>
  );
}

/** Every step that was shown, with its time. */
function history(proof: Proof, now: number): string {
  const steps = [
    `written ${formatInstant(proof.presentAt, now)}`,
    ...(proof.intactAt === null ? [] : [`hash re-read ${formatInstant(proof.intactAt, now)}`]),
    ...(proof.soundAt === null ? [] : [`structure ${formatInstant(proof.soundAt, now)}`]),
    ...(proof.provenAt === null ? [] : [`drill ${formatInstant(proof.provenAt, now)}`]),
    ...(proof.failure === null ? [] : [`failed ${formatInstant(proof.failure.at, now)}: ${proof.failure.text}`]),
  ];
  return steps.join('; ');
}
