import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { Job } from '../../../shared/model/job.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { LEVEL_MEANING } from '../../design/ProofLadder.tsx';
import text from '../../design/text.module.css';
import styles from './backup.module.css';
import { CopyItem } from './CopyItem.tsx';
import { OtherPlace } from './OtherPlace.tsx';
import { useCopyActions } from './use-copy-actions.ts';

interface CopiesPanelProps {
  readonly details: BackupDetails;
  /** The work on a copy of this backup that waits or runs. */
  readonly working: Job | null;
}

/** Where the bytes lie, how far each copy is proved, where they could lie too, and the work that is under way. */
export function CopiesPanel({ details, working }: CopiesPanelProps) {
  const { backup, copies } = details;
  const cancel = useAction('job.cancel');
  const { loaded } = useCall('place.list', undefined);
  const places = loaded.state === 'ready' ? loaded.value : [];
  const actions = useCopyActions(backup.id, copies, places, working);
  const held = new Set(copies.map(({ place }) => place.id));
  const others = copies.length === 0 ? [] : places.filter(({ place }) => !held.has(place.id));
  const problem = cancel.problem ?? actions.problem;
  const count =
    places.length > copies.length
      ? `${copies.length} of ${places.length} places`
      : copies.length === 1
        ? '1 place'
        : `${copies.length} places`;
  return (
    <Panel
      title="Copies and proofs"
      flush
      aside={<span className={`${text.small} ${text.dim}`}>{count}</span>}
      foot={`Intact: ${LEVEL_MEANING.intact}. Sound: ${LEVEL_MEANING.sound}.`}
    >
      {copies.length === 0 ? (
        <EmptyState title="No copy is known">No place of the catalog holds the files of this backup.</EmptyState>
      ) : (
        <ul className={styles.copies}>
          {homeFirst(copies).map(({ copy, place }) => (
            <CopyItem
              key={copy.placeId}
              copy={copy}
              place={place}
              status={places.find((entry) => entry.place.id === place.id) ?? null}
              actions={actions}
            />
          ))}
          {others.map((status) => (
            <OtherPlace key={status.place.id} status={status} actions={actions} />
          ))}
        </ul>
      )}
      {working === null ? null : (
        <div className={styles.job}>
          <JobLine job={working} onCancel={() => void cancel.run({ jobId: working.id })} />
        </div>
      )}
      {problem === null ? null : (
        <div className={styles.job}>
          <ProblemPanel problem={problem} />
        </div>
      )}
    </Panel>
  );
}

/** As places are listed everywhere: this computer, then by name. */
function homeFirst(copies: BackupDetails['copies']): BackupDetails['copies'] {
  const isElsewhere = ({ place }: BackupDetails['copies'][number]) => Number(place.kind !== 'this-computer');
  return copies.toSorted((a, b) => isElsewhere(a) - isElsewhere(b) || a.place.name.localeCompare(b.place.name, 'en', { numeric: true }));
}
