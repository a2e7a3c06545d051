import type { MediaArtifact } from '../../../shared/model/artifact.ts';
import type { BackupDetails, BackupSummary } from '../../../shared/model/backup.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ProofLadder, bestProof } from '../../design/ProofLadder.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './backup.module.css';

interface ChainPanelProps {
  readonly details: BackupDetails;
  /** The media artifact with the longest chain. */
  readonly media: MediaArtifact;
}

/** What this state of the media needs, and what needs this backup: they stand and fall together. */
export function ChainPanel({ details, media }: ChainPanelProps) {
  const now = useNow();
  const { backup, neededBy } = details;
  const { loaded } = useCall('backup.list', { siteId: backup.siteId });
  const synthesize = useAction('backup.synthesize');
  const known = new Map(loaded.state === 'ready' ? loaded.value.map((summary) => [summary.id, summary]) : []);
  const alone = media.chain.length === 1;
  return (
    <Panel
      title="Media chain"
      flush
      subtitle={alone ? 'it stands by itself' : `a restore needs all ${media.chain.length}, in this order`}
      aside={
        alone ? undefined : (
          <Button size="s" busy={synthesize.busy} onClick={() => void synthesize.run({ backupId: backup.id })}>
            Build a full from it
          </Button>
        )
      }
    >
      {loaded.state === 'loading' ? <LoadingLines what="the chain" lines={2} /> : null}
      {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
      {synthesize.problem === null ? null : <ProblemPanel problem={synthesize.problem} />}
      {loaded.state === 'ready' ? (
        <ol className={styles.chain}>
          {media.chain.map((id, index) => (
            <li key={id}>
              <Link summary={known.get(id) ?? null} isThis={id === backup.id} word={index === 0 ? 'full' : 'changes'} now={now} />
            </li>
          ))}
        </ol>
      ) : null}
      {neededBy.length === 0 ? null : (
        <div className={styles.needed}>
          <Note>
            <strong>{neededBy.length === 1 ? 'One later backup needs' : `${neededBy.length} later backups need`} this one:</strong>{' '}
            {neededBy.map(({ id, startedAt }, index) => (
              <span key={id}>
                {index === 0 ? '' : ', '}
                <ScreenLink to={{ name: 'backup', backupId: id }}>{formatInstant(startedAt, now)}</ScreenLink>
              </span>
            ))}
            . Without it their media cannot be restored; retention keeps it as long as they stay.
          </Note>
        </div>
      )}
    </Panel>
  );
}

interface LinkProps {
  readonly summary: BackupSummary | null;
  readonly isThis: boolean;
  readonly word: string;
  readonly now: number;
}

function Link({ summary, isThis, word, now }: LinkProps) {
  if (summary === null) {
    return <Status tone="crit">Not in the catalog: without it this state of the media cannot be restored</Status>;
  }
  return (
    <>
      {isThis ? (
        <b>{formatInstant(summary.startedAt, now)}, this one</b>
      ) : (
        <ScreenLink to={{ name: 'backup', backupId: summary.id }}>{formatInstant(summary.startedAt, now)}</ScreenLink>
      )}
      <span className={text.dim}>
        {word}, {formatBytes(summary.bytes)} with everything
      </span>
      <ProofLadder proof={bestProof(summary.copies.map(({ proof }) => proof))} />
    </>
  );
}
