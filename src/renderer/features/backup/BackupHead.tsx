import { Anchor, FolderOpen, HardDriveDownload, LifeBuoy } from 'lucide-react';
import type { BackupDetails } from '../../../shared/model/backup.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useActiveBackups, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { PageHead } from '../../design/PageHead.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { bestProof } from '../../design/ProofLadder.tsx';
import { Tag } from '../../design/Tag.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useStartRecovery } from '../../frame/use-start-recovery.ts';
import { kindWord, sizeLine, triggerWord } from './backup-words.ts';

interface BackupHeadProps {
  readonly details: BackupDetails;
  readonly isRegistered: boolean;
  /** Why no check can be started now; null when one can. */
  readonly blocked: string | null;
  readonly onChanged: () => void;
}

/** Which backup it is, and what can be done with the whole of it. */
export function BackupHead({ details, isRegistered, blocked, onChanged }: BackupHeadProps) {
  const { backup, siteName, serverName, copies, held } = details;
  const now = useNow();
  const verify = useAction('backup.verify');
  const reveal = useAction('backup.reveal');
  const again = useAction('backup.start');
  const annotate = useAction('backup.annotate');
  const activeBackup = useActiveBackups()[backup.siteId] ?? null;
  const recovery = useStartRecovery();
  const go = useNavigation((state) => state.go);
  const best = bestProof(copies.map(({ copy }) => copy.proof));
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={<SiteFlag siteId={backup.siteId} size="l" />}
        title={
          <>
            Backup of {formatInstant(backup.startedAt, now)}
            <Tag>{triggerWord(backup.trigger)}</Tag>
            <Tag>{kindWord(backup.kind)}</Tag>
            {held ? <Tag icon={Anchor}>Held</Tag> : null}
          </>
        }
        meta={[
          siteName,
          ...(backup.label === null ? [] : [`“${backup.label}”`]),
          sizeLine(backup),
          backup.adoptedFrom === undefined
            ? `captured in ${formatDuration(Date.parse(backup.completedAt) - Date.parse(backup.startedAt))}`
            : `adopted from ${backup.adoptedFrom.path}`,
          `from ${serverName}`,
        ]}
        actions={
          <>
            <Button
              icon={Anchor}
              busy={annotate.busy}
              onClick={() => {
                void annotate.run({ backupId: backup.id, held: !held }).then((done) => {
                  if (done !== null) onChanged();
                });
              }}
            >
              {held ? 'Release' : 'Hold'}
            </Button>
            <Button icon={FolderOpen} busy={reveal.busy} onClick={() => void reveal.run({ backupId: backup.id })}>
              Show in folder
            </Button>
            <Button busy={verify.busy} blocked={blocked} onClick={() => void verify.run({ backupId: backup.id, level: 'intact' })}>
              Verify intact
            </Button>
            <Button busy={verify.busy} blocked={blocked} onClick={() => void verify.run({ backupId: backup.id, level: 'sound' })}>
              Verify sound
            </Button>
            {isRegistered ? (
              <Button
                icon={LifeBuoy}
                busy={recovery.action.busy}
                blocked={copies.length === 0 ? 'There is no copy in any place' : null}
                onClick={() => recovery.start(backup.siteId, backup.id)}
              >
                Restore this backup…
              </Button>
            ) : null}
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
      {[verify.problem, again.problem, reveal.problem, annotate.problem, recovery.action.problem].map((problem) =>
        problem === null ? null : <ProblemPanel key={problem.code} problem={problem} />,
      )}
    </div>
  );
}
