import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { DrillStatus } from '../../../shared/model/drill.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { activeJobs } from '../../api/jobs-store.ts';
import { useFleet, useJobs } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { AssertionsPanel } from './AssertionsPanel.tsx';
import { DrillReadouts } from './DrillReadouts.tsx';
import { DrillSettingsPanel } from './DrillSettingsPanel.tsx';
import { DrillsTable } from './DrillsTable.tsx';
import { RtoTrend } from './RtoTrend.tsx';
import { StartDrill } from './StartDrill.tsx';

/** The drills of one site: whether one is due, what they showed, how long restoring takes, and what is asked of them. */
export function SiteDrills({ siteId }: { readonly siteId: SiteId }) {
  const { loaded, reload } = useCall('drill.status', { siteId });
  const name = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === siteId)?.site.name ?? null);
  useTrail([
    { label: 'Drills', to: { name: 'drills', siteId: null } },
    { label: name ?? 'Site', to: null },
  ]);
  if (loaded.state === 'ready')
    return <Known siteId={siteId} name={name} status={loaded.value} stale={loaded.refreshProblem !== null} onChanged={reload} />;
  return (
    <div className={layout.stack}>
      <PageHead title={name === null ? 'Drills' : `Drills of ${name}`} />
      <Panel title="History" flush={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? (
          <LoadingLines what="the drills" lines={6} />
        ) : (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        )}
      </Panel>
    </div>
  );
}

interface KnownProps {
  readonly siteId: SiteId;
  readonly name: string | null;
  readonly status: DrillStatus;
  readonly stale: boolean;
  readonly onChanged: () => void;
}

function Known({ siteId, name, status, stale, onChanged }: KnownProps) {
  const [starting, setStarting] = useState(false);
  const { loaded } = useCall('recovery.settings', { siteId });
  const cancel = useAction('job.cancel');
  const job = useJobs((state) => activeJobs(state.jobs).find((each) => each.kind === 'drill' && each.siteId === siteId) ?? null);
  const goal = loaded.state === 'ready' ? loaded.value.rtoGoalMinutes : null;
  const { settings, drills } = status;
  const blocked =
    job !== null
      ? 'A drill of this site is under way'
      : settings.target.kind === 'this-computer' && status.localServer === null
        ? 'No program of a database server was found on this computer: choose a server in the settings'
        : null;
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={<SiteFlag siteId={siteId} size="l" />}
        title={name === null ? 'Drills' : `Drills of ${name}`}
        meta={[
          'a drill never touches the live site',
          <ScreenLink key="site" to={{ name: 'site', siteId }}>
            Site page
          </ScreenLink>,
          <ScreenLink key="recovery" to={{ name: 'site-recovery', siteId }}>
            Recovery settings
          </ScreenLink>,
        ]}
        actions={
          <Button kind="primary" icon={FlaskConical} blocked={blocked} onClick={() => setStarting(!starting)}>
            Start a drill…
          </Button>
        }
      />
      {stale ? <Note tone="warn">These are the last known facts: the newest could not be read.</Note> : null}
      {starting && job === null ? <StartDrill siteId={siteId} onClose={() => setStarting(false)} /> : null}
      {job === null ? null : (
        <Panel title={job.title} aside={<ScreenLink to={{ name: 'job', jobId: job.id }}>Log</ScreenLink>}>
          <JobLine job={job} detailed onCancel={() => void cancel.run({ jobId: job.id })} />
        </Panel>
      )}
      <DrillReadouts status={status} goalMinutes={goal} />
      <div className={layout.wide}>
        <div className={layout.stack}>
          <Panel title="Time to restore" subtitle="measured, drill by drill">
            <RtoTrend drills={drills} goalMinutes={goal} />
          </Panel>
          <Panel title="History" flush>
            {drills.length === 0 ? (
              <EmptyState title="No drill was run yet">The first one shows whether and how fast this site can be brought back.</EmptyState>
            ) : (
              <DrillsTable drills={drills} />
            )}
          </Panel>
        </div>
        <aside className={layout.stack} aria-label="What is asked of a drill">
          <AssertionsPanel siteId={siteId} settings={settings} onChanged={onChanged} />
          <DrillSettingsPanel siteId={siteId} status={status} onChanged={onChanged} />
        </aside>
      </div>
    </div>
  );
}
