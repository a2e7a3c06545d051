import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';

/** Everything that happened, newest first. */
export function IncidentsScreen() {
  const { loaded } = useCall('incident.list', { siteId: null });
  useTrail([{ label: 'Incidents', to: null }]);
  return (
    <div className={layout.stack}>
      <PageHead title="Incidents" />
      <Panel title="All incidents">
        {loaded.state === 'loading' ? (
          <LoadingLines what="the incidents" />
        ) : loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} />
        ) : (
          <ul>
            {loaded.value.map(({ id, number, siteName }) => (
              <li key={id}>
                <ScreenLink to={{ name: 'incident', incidentId: id }}>
                  {number}, {siteName}
                </ScreenLink>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
