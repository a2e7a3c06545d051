import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { activeJobs } from '../../api/jobs-store.ts';
import { useFleet, useJobs } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { bestProof } from '../../design/ProofLadder.tsx';
import { Tabs } from '../../design/Tabs.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { FilesPanel } from '../files/FilesPanel.tsx';
import { KeyChangesPanel } from '../anomalies/KeyChangesPanel.tsx';
import { BackupHead } from './BackupHead.tsx';
import styles from './backup.module.css';
import { countWord } from './backup-words.ts';
import { Overview } from './Overview.tsx';
import { ProofNote } from './ProofNote.tsx';

/** One recovery point: what it holds, where it lies, how far it is proved, and how to restore it by hand. */
export function BackupScreen({ backupId }: { readonly backupId: BackupId }) {
  const { loaded, reload } = useCall('backup.details', { backupId });
  if (loaded.state === 'ready') return <Known details={loaded.value} outOfDate={loaded.refreshProblem !== null} onChanged={reload} />;
  return (
    <div className={layout.stack}>
      <PageHead title="Backup" />
      <Panel title="Backup" flush={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? (
          <LoadingLines what="the backup" />
        ) : (
          <ProblemPanel
            problem={loaded.problem}
            actions={
              <Button icon={RotateCw} onClick={reload}>
                Read it again
              </Button>
            }
          />
        )}
      </Panel>
    </div>
  );
}

interface KnownProps {
  readonly details: BackupDetails;
  readonly outOfDate: boolean;
  readonly onChanged: () => void;
}

const WORK_ON_COPIES: readonly string[] = ['verify', 'heal', 'copy'];

function Known({ details, outOfDate, onChanged }: KnownProps) {
  const { backup, siteName, copies } = details;
  const now = useNow();
  const [tab, setTab] = useState<'overview' | 'files'>('overview');
  const isRegistered = useFleet((state) => state.fleet?.sites.some(({ site }) => site.id === backup.siteId) ?? false);
  const working = useJobs(
    (state) => activeJobs(state.jobs).find((job) => WORK_ON_COPIES.includes(job.kind) && job.backupId === backup.id) ?? null,
  );
  useTrail([
    { label: 'Fleet', to: { name: 'fleet' } },
    { label: siteName, to: isRegistered ? { name: 'site', siteId: backup.siteId } : null },
    { label: formatInstant(backup.startedAt, now), to: null },
  ]);
  const archives = backup.artifacts.filter((artifact) => artifact.part === 'media' || artifact.part === 'bundle');
  const blocked =
    working !== null ? 'A check of this backup is waiting or running' : copies.length === 0 ? 'There is no copy in any place' : null;
  const overview = <Overview details={details} working={working} onChanged={onChanged} />;
  const files = archives.reduce((sum, { counts }) => sum + counts.files, 0);
  return (
    <div className={layout.stack}>
      <div className={styles.screenOnly}>
        <BackupHead details={details} isRegistered={isRegistered} blocked={blocked} onChanged={onChanged} />
      </div>
      <div className={`${layout.stack} ${styles.screenOnly}`}>
        {outOfDate ? <Note tone="warn">The facts on this screen may be out of date: Holdfast did not answer the last time.</Note> : null}
        <ProofNote best={bestProof(copies.map(({ copy }) => copy.proof))} />
        <KeyChangesPanel siteId={backup.siteId} backupId={backup.id} />
        {backup.warnings.map((warning) => (
          <Note key={`${warning.code} ${warning.text}`} tone="warn">
            <strong>{warning.code === 'config.application-key-changed' ? 'Another key.' : 'Incomplete.'}</strong> {warning.text}
          </Note>
        ))}
      </div>
      {archives.length === 0 ? (
        overview
      ) : (
        <Tabs
          label="Parts of the backup"
          value={tab}
          tabs={[
            { value: 'overview', label: 'Overview' },
            { value: 'files', label: `Media, ${countWord(files, 'file', 'files')}` },
          ]}
          onChange={setTab}
        >
          {tab === 'overview'
            ? overview
            : archives.map((artifact) => <FilesPanel key={artifact.id} backupId={backup.id} artifact={artifact} />)}
        </Tabs>
      )}
    </div>
  );
}
