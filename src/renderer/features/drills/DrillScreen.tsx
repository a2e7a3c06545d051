import type { Drill } from '../../../shared/model/drill.ts';
import type { DrillId } from '../../../shared/model/ids.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Facts } from '../../design/Facts.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Statement } from '../../design/Statement.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { SaveReport } from '../reports/SaveReport.tsx';
import { DrillFindings } from './DrillFindings.tsx';
import { outcomeWords } from './drill-words.ts';
import { PhasesTable } from './PhasesTable.tsx';

/** One test restore with its evidence. */
export function DrillScreen({ drillId }: { readonly drillId: DrillId }) {
  const { loaded, reload } = useCall('drill.list', { siteId: null });
  const drill = loaded.state === 'ready' ? loaded.value.find(({ id }) => id === drillId) : undefined;
  const now = useNow();
  useTrail([
    { label: 'Drills', to: { name: 'drills', siteId: null } },
    ...(drill === undefined ? [] : [{ label: drill.siteName, to: { name: 'drills', siteId: drill.siteId } } as const]),
    { label: drill === undefined ? 'Drill' : formatInstant(drill.startedAt, now), to: null },
  ]);
  if (drill !== undefined) return <Known drill={drill} />;
  return (
    <div className={layout.stack}>
      <PageHead title="Drill" />
      <Panel title="Phases" flush={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? <LoadingLines what="the drill" lines={4} /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        ) : null}
        {loaded.state === 'ready' ? (
          <EmptyState title="This drill is not among the last 200">Older ones are in the list of their site.</EmptyState>
        ) : null}
      </Panel>
    </div>
  );
}

function Known({ drill }: { readonly drill: Drill }) {
  const now = useNow();
  const save = useAction('drill.save-report');
  const { tone, word, means } = outcomeWords(drill.outcome);
  const total = drill.phases.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <div className={layout.stack}>
      <Statement tone={tone} title={`Drill of ${drill.siteName}: ${word.toLowerCase()}`}>
        {means}
        {drill.restoreMs === null ? '' : ` The data was back in ${formatDuration(drill.restoreMs)}.`}
      </Statement>
      {drill.problem === null ? null : (
        <Panel title={drill.outcome === 'aborted' ? 'What stopped it' : 'What was found'} attention>
          <ProblemPanel problem={drill.problem} at={drill.endedAt} announce={false} tone={drill.outcome === 'failed' ? 'crit' : 'warn'} />
        </Panel>
      )}
      <div className={layout.wide}>
        <div className={layout.stack}>
          <PhasesTable phases={drill.phases} />
          <DrillFindings drill={drill} />
        </div>
        <aside className={layout.stack} aria-label="Facts and evidence">
          <Panel title="Facts">
            <Facts
              facts={[
                {
                  label: 'Backup',
                  value: <ScreenLink to={{ name: 'backup', backupId: drill.backupId }}>{formatInstant(drill.backupAt, now)}</ScreenLink>,
                },
                { label: 'Read from', value: drill.placeName },
                { label: 'Restored into', value: drill.targetName },
                { label: 'Begun', value: formatInstant(drill.startedAt, now) },
                { label: 'Took', value: formatDuration(Math.max(total, Date.parse(drill.endedAt) - Date.parse(drill.startedAt))) },
                ...(drill.media === null
                  ? []
                  : [{ label: 'Media tried', value: `${drill.media.sampled} files, ${formatBytes(drill.media.bytes)}` }]),
              ]}
            />
          </Panel>
          <Panel title="Evidence">
            <div className={layout.stack}>
              <p className={`${text.small} ${text.soft}`}>What was restored, compared and measured, on one page: for whoever asks.</p>
              <SaveReport
                busy={save.busy}
                problem={save.problem}
                onSave={async (format) => (await save.run({ drillId: drill.id, format, file: null }))?.value ?? null}
              />
            </div>
          </Panel>
        </aside>
      </div>
    </div>
  );
}
