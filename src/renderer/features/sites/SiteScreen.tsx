import { Anchor, KeyRound, LifeBuoy, Server, SlidersHorizontal } from 'lucide-react';
import { useCallback, useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { PlaceId, SiteId } from '../../../shared/model/ids.ts';
import { useActiveJob } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useModifiedKey } from '../../frame/use-shortcuts.ts';
import { useStartRecovery } from '../../frame/use-start-recovery.ts';
import { useTrail } from '../../frame/use-trail.ts';
import { useSiteActions } from '../fleet/use-site-actions.ts';
import { AnomaliesPanel } from '../anomalies/AnomaliesPanel.tsx';
import { KeyChangesPanel } from '../anomalies/KeyChangesPanel.tsx';
import { TrendPanel } from '../anomalies/TrendPanel.tsx';
import { AdoptionPanel } from '../adoption/AdoptionPanel.tsx';
import { RestoresPanel } from '../restore/RestoresPanel.tsx';
import { UnfinishedRestores } from '../restore/UnfinishedRestores.tsx';
import { FindingsPanel } from '../board/FindingsPanel.tsx';
import { HealthPanel } from '../health/HealthPanel.tsx';
import { ProofBoardPanel } from '../board/ProofBoardPanel.tsx';
import { SiteActivityPanel } from '../jobs/SiteActivityPanel.tsx';
import { BackupsPanel } from './BackupsPanel.tsx';
import { CheckpointPanel } from './CheckpointPanel.tsx';
import { LastProblem } from './LastProblem.tsx';
import { OptionsPanel } from './OptionsPanel.tsx';
import { SiteLinks } from './SiteLinks.tsx';
import { SiteReadouts } from './SiteReadouts.tsx';
import { SiteSettings } from './SiteSettings.tsx';
import { UndoUpdate } from './UndoUpdate.tsx';
import { RecoveryPanel } from '../site-recovery/RecoveryPanel.tsx';
import { SourcesPanel } from './SourcesPanel.tsx';
import type { SourceEdit } from '../sources/FileSourceEditor.tsx';
import { FileSourceEditor } from '../sources/FileSourceEditor.tsx';
import { SchedulePanel } from '../schedule/SchedulePanel.tsx';
import { PolicyPanel } from '../sources/PolicyPanel.tsx';

interface SiteScreenProps {
  readonly siteId: SiteId;
  /** A place that the site's policy is proposed to name. */
  readonly copyTo: PlaceId | null;
}

export function SiteScreen({ siteId, copyTo }: SiteScreenProps) {
  const { loaded, reload } = useCall('site.status', { siteId });
  useTrail([
    { label: 'Fleet', to: { name: 'fleet' } },
    { label: loaded.state === 'ready' ? loaded.value.site.name : 'Site', to: null },
  ]);
  switch (loaded.state) {
    case 'loading':
      return (
        <div className={layout.stack}>
          <PageHead title="Site" />
          <Panel title="Backups" flush>
            <LoadingLines what="the site" lines={6} />
          </Panel>
        </div>
      );
    case 'problem':
      return (
        <div className={layout.stack}>
          <PageHead title="Site" />
          <ProblemPanel
            problem={loaded.problem}
            actions={
              <Button kind="primary" onClick={reload}>
                Try again
              </Button>
            }
          />
        </div>
      );
    case 'ready':
      return <Site status={loaded.value} stale={loaded.refreshProblem !== null} copyTo={copyTo} onChanged={reload} />;
  }
}

interface SiteProps {
  readonly status: SiteStatus;
  readonly stale: boolean;
  readonly copyTo: PlaceId | null;
  readonly onChanged: () => void;
}

function Site({ status, stale, copyTo, onChanged }: SiteProps) {
  const actions = useSiteActions();
  const recovery = useStartRecovery();
  const job = useActiveJob(status.site.id);
  const [open, setOpen] = useState<'nothing' | 'options' | 'checkpoint'>('nothing');
  const [editing, setEditing] = useState<SourceEdit | null>(null);
  const close = useCallback(() => setOpen('nothing'), []);
  const blocked = whyNoBackup(status);
  const blockedNow = blocked ?? actions.whyNotNow(status);
  const notDone = actions.problem ?? recovery.action.problem;
  const { backUp } = actions;
  useModifiedKey(
    'b',
    useCallback(() => {
      if (blockedNow === null) backUp(status);
    }, [backUp, blockedNow, status]),
  );
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={<SiteFlag siteId={status.site.id} size="l" />}
        title={status.site.name}
        meta={factsOf(status)}
        actions={
          <>
            <Button
              icon={SlidersHorizontal}
              kind="quiet"
              blocked={blocked}
              onClick={() => setOpen(open === 'options' ? 'nothing' : 'options')}
            >
              Options
            </Button>
            <Button icon={LifeBuoy} busy={recovery.action.busy} onClick={() => recovery.start(status.site.id)}>
              Recovery
            </Button>
            <Button icon={Anchor} blocked={blocked} onClick={() => setOpen(open === 'checkpoint' ? 'nothing' : 'checkpoint')}>
              Checkpoint before update
            </Button>
            <Button kind="primary" blocked={blockedNow} onClick={() => backUp(status)}>
              Back up now
            </Button>
          </>
        }
      />
      {stale ? <Note tone="warn">These are the last known facts: the newest could not be read.</Note> : null}
      <UnfinishedRestores siteId={status.site.id} />
      <UndoUpdate siteId={status.site.id} />
      {notDone === null ? null : (
        <Panel title="Not done" attention>
          <ProblemPanel problem={notDone} />
        </Panel>
      )}
      {open === 'options' ? <OptionsPanel status={status} onClose={close} /> : null}
      {open === 'checkpoint' ? <CheckpointPanel site={status.site} onClose={close} /> : null}
      {editing === null ? null : (
        <FileSourceEditor
          key={`${editing.kind} ${editing.source?.id ?? 'new'}`}
          status={status}
          edit={editing}
          onClose={() => {
            setEditing(null);
            onChanged();
          }}
        />
      )}
      {job === null ? null : (
        <Panel title={job.title} aside={<ScreenLink to={{ name: 'job', jobId: job.id }}>Log</ScreenLink>}>
          <JobLine job={job} detailed onCancel={() => actions.cancel(job)} onPause={actions.pauseOf(job)} />
        </Panel>
      )}
      {job === null ? <LastProblem status={status} /> : null}
      <FindingsPanel siteId={status.site.id} findings={status.findings} board={status.board} />
      <SiteReadouts status={status} />
      <SiteLinks siteId={status.site.id} />
      <div className={layout.side}>
        <div className={layout.stack}>
          <ProofBoardPanel board={status.board} />
          <KeyChangesPanel siteId={status.site.id} />
          <AnomaliesPanel siteId={status.site.id} />
          <TrendPanel siteId={status.site.id} />
          <BackupsPanel siteId={status.site.id} places={status.board.cells} />
          <RestoresPanel siteId={status.site.id} />
          <div className={layout.halves}>
            <RecoveryPanel siteId={status.site.id} />
            <SiteActivityPanel siteId={status.site.id} />
          </div>
          {status.sources.some(({ kind }) => kind === 'server-backups') ? <AdoptionPanel status={status} /> : null}
        </div>
        <aside className={layout.stack} aria-label="Health, sources and settings">
          <HealthPanel status={status} actions={actions} />
          <SourcesPanel status={status} onEdit={setEditing} onChanged={onChanged} />
          <SchedulePanel siteId={status.site.id} />
          <PolicyPanel key={copyTo ?? 'none'} status={status} proposed={copyTo} onChanged={onChanged} />
          <SiteSettings site={status.site} backupCount={status.backupCount} />
        </aside>
      </div>
    </div>
  );
}

/** What must be done before anything can be backed up; null when nothing stands in the way. */
function whyNoBackup({ sources, server }: SiteStatus): string | null {
  if (server.hostKey === null) return `The host key of ${server.name} has not been accepted yet`;
  if (sources.length === 0) return 'Add a source first';
  if (sources.every(({ kind }) => kind === 'server-backups')) return 'Only the server’s own backups are a source: adopt them instead';
  return null;
}

function factsOf({ site, server }: SiteStatus) {
  return [
    ...(site.framework === null ? [] : [site.framework]),
    <>
      <Icon glyph={Server} size={14} />
      <ScreenLink key="server" to={{ name: 'server', serverId: server.id }}>
        {server.name}
      </ScreenLink>
    </>,
    <>
      <Icon glyph={KeyRound} size={14} />
      {server.hostKey === null ? 'host key not accepted yet' : <PinnedAt at={server.hostKey.pinnedAt} />}
    </>,
    <span key="root" className={text.mono}>
      {site.root}
    </span>,
  ];
}

function PinnedAt({ at }: { readonly at: string }) {
  const now = useNow();
  return <>host key pinned {formatInstant(at, now)}</>;
}
