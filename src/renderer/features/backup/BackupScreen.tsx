import { FolderOpen, HardDriveDownload, RotateCw, ScanLine, ShieldCheck } from 'lucide-react';
import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useActiveBackups, useFleet, useJobs, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { activeJobs } from '../../api/jobs-store.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { bestProof } from '../../design/ProofLadder.tsx';
import { Tag } from '../../design/Tag.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { ArtifactsPanel } from './ArtifactsPanel.tsx';
import { kindWord, sizeLine, triggerWord } from './backup-words.ts';
import { ByHandPanel } from './ByHandPanel.tsx';
import { CopiesPanel } from './CopiesPanel.tsx';
import { DumpPanel } from './DumpPanel.tsx';
import { InventoryPanel } from './InventoryPanel.tsx';
import styles from './backup.module.css';
import { ProofNote } from './ProofNote.tsx';

/** One recovery point: what it holds, where it lies, how far it is proved, and how to restore it by hand. */
export function BackupScreen({ backupId }: { readonly backupId: BackupId }) {
  const { loaded, reload } = useCall('backup.details', { backupId });
  if (loaded.state === 'ready') return <Known details={loaded.value} outOfDate={loaded.refreshProblem !== null} />;
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

function Known({ details, outOfDate }: { readonly details: BackupDetails; readonly outOfDate: boolean }) {
  const { backup, siteName, serverName, copies } = details;
  const now = useNow();
  const databases = backup.artifacts.filter((artifact) => artifact.part === 'database');
  const when = formatInstant(backup.startedAt, now);
  const isRegistered = useFleet((state) => state.fleet?.sites.some(({ site }) => site.id === backup.siteId) ?? false);
  const verifying = useJobs((state) => activeJobs(state.jobs).find((job) => job.kind === 'verify' && job.backupId === backup.id) ?? null);
  const verify = useAction('backup.verify');
  const reveal = useAction('backup.reveal');
  const again = useAction('backup.start');
  const activeBackup = useActiveBackups()[backup.siteId] ?? null;
  const go = useNavigation((state) => state.go);
  const best = bestProof(copies.map(({ copy }) => copy.proof));
  useTrail([
    { label: 'Fleet', to: { name: 'fleet' } },
    { label: siteName, to: isRegistered ? { name: 'site', siteId: backup.siteId } : null },
    { label: when, to: null },
  ]);
  const blocked =
    verifying === null
      ? copies.length === 0
        ? 'There is no copy on this computer'
        : null
      : 'A check of this backup is waiting or running';
  return (
    <div className={layout.stack}>
      <div className={styles.screenOnly}>
        <PageHead
          emblem={<SiteFlag siteId={backup.siteId} size="l" />}
          title={
            <>
              Backup of {when}
              <Tag>{triggerWord(backup.trigger)}</Tag>
              <Tag>{kindWord(backup.kind)}</Tag>
            </>
          }
          meta={[
            siteName,
            ...(backup.label === null ? [] : [`“${backup.label}”`]),
            sizeLine(backup),
            `captured in ${formatDuration(Date.parse(backup.completedAt) - Date.parse(backup.startedAt))}`,
            `from ${serverName}`,
          ]}
          actions={
            <>
              <Button icon={FolderOpen} busy={reveal.busy} onClick={() => void reveal.run({ backupId: backup.id })}>
                Show in folder
              </Button>
              <Button
                icon={ScanLine}
                busy={verify.busy}
                blocked={blocked}
                onClick={() => void verify.run({ backupId: backup.id, level: 'intact' })}
              >
                Verify intact
              </Button>
              <Button
                icon={ShieldCheck}
                busy={verify.busy}
                blocked={blocked}
                onClick={() => void verify.run({ backupId: backup.id, level: 'sound' })}
              >
                Verify sound
              </Button>
              {(best === null || best.failure !== null) && isRegistered ? (
                <Button
                  kind="primary"
                  icon={HardDriveDownload}
                  busy={again.busy}
                  blocked={activeBackup}
                  onClick={() => {
                    void again.run({ siteId: backup.siteId }).then((done) => {
                      if (done !== null) go({ name: 'site', siteId: backup.siteId });
                    });
                  }}
                >
                  Back up now
                </Button>
              ) : null}
            </>
          }
        />
      </div>
      <div className={`${layout.stack} ${styles.screenOnly}`}>
        {outOfDate ? <Note tone="warn">The facts on this screen may be out of date: Holdfast did not answer the last time.</Note> : null}
        <ProofNote best={best} />
        {verify.problem === null ? null : <ProblemPanel problem={verify.problem} />}
        {again.problem === null ? null : <ProblemPanel problem={again.problem} />}
        {reveal.problem === null ? null : <ProblemPanel problem={reveal.problem} />}
        {backup.warnings.map((warning) => (
          <Note key={`${warning.code} ${warning.text}`} tone="warn">
            <strong>Incomplete.</strong> {warning.text}
          </Note>
        ))}
      </div>
      <div className={layout.wide}>
        <div className={`${layout.stack} ${styles.screenOnly}`}>
          <ArtifactsPanel artifacts={backup.artifacts} />
          {databases.length === 0 ? null : <InventoryPanel artifacts={databases} />}
          {databases.length === 0 ? null : <DumpPanel artifacts={databases} />}
        </div>
        <aside className={layout.stack} aria-label="Copies, and restore by hand">
          <div className={styles.screenOnly}>
            <CopiesPanel copies={copies} verifying={verifying} />
          </div>
          <ByHandPanel details={details} />
        </aside>
      </div>
    </div>
  );
}
