import { CircleCheck, LifeBuoy } from 'lucide-react';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { RestoresPanel } from '../restore/RestoresPanel.tsx';
import { TasksPanel } from '../restore/TasksPanel.tsx';
import { useIncident } from '../restore/use-recovery.ts';
import { AddTask } from './AddTask.tsx';
import { whatHappened } from './incident-words.ts';
import { IncidentNote } from './IncidentNote.tsx';
import { EmergencyPapers } from '../documents/EmergencyPapers.tsx';
import { IncidentReport } from './IncidentReport.tsx';
import { IncidentTimeline } from './IncidentTimeline.tsx';

/** One incident: what happened, what was done, what is left to do, and the report of it. */
export function IncidentScreen({ incidentId }: { readonly incidentId: IncidentId }) {
  const { loaded, reload } = useIncident(incidentId);
  useTrail([
    { label: 'Incidents', to: { name: 'incidents' } },
    { label: loaded.state === 'ready' ? loaded.value.number : 'Incident', to: null },
  ]);
  if (loaded.state === 'ready') return <Known incident={loaded.value} stale={loaded.refreshProblem !== null} onChanged={reload} />;
  return (
    <div className={layout.stack}>
      <PageHead title="Incident" />
      <Panel title="Timeline" flush={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? (
          <LoadingLines what="the incident" lines={6} />
        ) : (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        )}
      </Panel>
    </div>
  );
}

interface KnownProps {
  readonly incident: Incident;
  readonly stale: boolean;
  readonly onChanged: () => void;
}

function Known({ incident, stale, onChanged }: KnownProps) {
  const now = useNow();
  const go = useNavigation((state) => state.go);
  const close = useAction('incident.close');
  const { id, number, siteId, siteName, situation, openedAt, closedAt, tasks } = incident;
  const left = tasks.filter(({ doneAt }) => doneAt === null).length;
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={<SiteFlag siteId={siteId} size="l" />}
        title={`Incident ${number}`}
        meta={[
          <ScreenLink key="site" to={{ name: 'site', siteId }}>
            {siteName}
          </ScreenLink>,
          <b key="what">{whatHappened(situation?.branch ?? null)}</b>,
          `opened ${formatInstant(openedAt, now)}`,
          closedAt === null ? (
            <Status key="state" tone="warn">
              Open
            </Status>
          ) : (
            <Status key="state" tone="mute">
              Closed {formatInstant(closedAt, now)}
            </Status>
          ),
        ]}
        actions={
          <>
            {closedAt === null ? (
              <Button
                icon={CircleCheck}
                busy={close.busy}
                onClick={() => {
                  void close.run({ incidentId: id }).then((done) => {
                    if (done !== null) onChanged();
                  });
                }}
              >
                Close the incident
              </Button>
            ) : null}
            <Button kind={closedAt === null ? 'primary' : 'plain'} icon={LifeBuoy} onClick={() => go({ name: 'restore', incidentId: id })}>
              {closedAt === null ? 'Go on with the recovery' : 'See the recovery'}
            </Button>
          </>
        }
      />
      {stale ? <Note tone="warn">These are the last known facts: the newest could not be read.</Note> : null}
      {close.problem === null ? null : (
        <Panel title="Not closed" attention>
          <ProblemPanel problem={close.problem} />
        </Panel>
      )}
      {closedAt !== null && left > 0 ? (
        <Note tone="warn">
          <strong>{left === 1 ? 'One task is' : `${left} tasks are`} still open.</strong> They can be ticked off here although the incident
          is closed.
        </Note>
      ) : null}
      <div className={layout.wide}>
        <div className={layout.stack}>
          <TasksPanel incident={incident} onChanged={onChanged} foot={<AddTask incidentId={id} onAdded={onChanged} />} />
          <RestoresPanel siteId={siteId} incidentId={id} />
          <IncidentTimeline events={incident.timeline} />
        </div>
        <aside className={layout.stack} aria-label="Notes and report">
          <EmergencyPapers siteId={siteId} />
          <IncidentNote incident={incident} onChanged={onChanged} />
          <Panel title="Report">
            <div className={layout.stack}>
              <p className={`${text.small} ${text.soft}`}>
                Timeline, decisions, commands, restores, tasks and your notes on one page. Secrets are left out.
              </p>
              <IncidentReport incidentId={id} />
            </div>
          </Panel>
        </aside>
      </div>
    </div>
  );
}
