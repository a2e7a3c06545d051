import type { Drill } from '../../../shared/model/drill.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import { useFleet } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { DrillsTable } from './DrillsTable.tsx';
import styles from './drills.module.css';

/** Which sites were shown to come back, and all test restores, newest first. */
export function AllDrills() {
  const { loaded, reload } = useCall('drill.list', { siteId: null });
  const sites = useFleet((state) => state.fleet?.sites ?? null);
  useTrail([{ label: 'Drills', to: null }]);
  const drills = loaded.state === 'ready' ? loaded.value : [];
  return (
    <div className={layout.stack}>
      <PageHead title="Drills" meta={['timed test restores into a scratch target: the only proof that a backup comes back']} />
      {loaded.state === 'ready' && loaded.refreshProblem !== null ? (
        <Note tone="warn">These are the last known facts: the newest could not be read.</Note>
      ) : null}
      <Panel title="Sites" flush>
        {sites === null ? <LoadingLines what="the sites" lines={3} /> : null}
        {sites?.length === 0 ? <EmptyState title="No site is registered" /> : null}
        {sites === null || sites.length === 0 ? null : (
          <Table caption="Sites with their last drill" tight minWidth="s">
            <thead>
              <tr>
                <th scope="col">Site</th>
                <th scope="col">Rhythm says</th>
                <th scope="col">Last passed</th>
                <NumberCell head>Restored in</NumberCell>
              </tr>
            </thead>
            <tbody>
              {sites.map((status) => (
                <SiteRow key={status.site.id} status={status} drills={loaded.state === 'ready' ? drills : null} />
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      <Panel title="All drills" flush>
        {loaded.state === 'loading' ? <LoadingLines what="the drills" lines={4} /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        ) : null}
        {loaded.state === 'ready' && drills.length === 0 ? (
          <EmptyState title="No drill was run yet">
            Open a site above: its first drill shows whether and how fast it can be brought back.
          </EmptyState>
        ) : null}
        {drills.length === 0 ? null : <DrillsTable drills={drills} showSite />}
      </Panel>
    </div>
  );
}

interface SiteRowProps {
  readonly status: SiteStatus;
  /** Of all sites, newest first; null: not known yet. */
  readonly drills: readonly Drill[] | null;
}

function SiteRow({ status: { site, findings }, drills }: SiteRowProps) {
  const now = useNow();
  const passed = drills?.find(({ siteId, outcome }) => siteId === site.id && outcome === 'passed') ?? null;
  const isDue = findings.some(({ code }) => code === 'drill-due' || code === 'no-drill-passed');
  return (
    <tr>
      <th scope="row">
        <span className={layout.row}>
          <SiteFlag siteId={site.id} size="s" />
          <span className={`${text.clip} ${styles.site}`} title={site.name}>
            <ScreenLink to={{ name: 'drills', siteId: site.id }}>{site.name}</ScreenLink>
          </span>
        </span>
      </th>
      <td>{isDue ? <Status tone="warn">Drill due</Status> : <span className={text.dim}>not due</span>}</td>
      <td>
        {drills === null ? '' : passed === null ? <span className={text.dim}>never</span> : formatAge(now - Date.parse(passed.startedAt))}
      </td>
      <NumberCell>{passed?.restoreMs === undefined || passed.restoreMs === null ? '–' : formatDuration(passed.restoreMs)}</NumberCell>
    </tr>
  );
}
