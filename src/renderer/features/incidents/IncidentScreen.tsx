import type { IncidentId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

/** One incident with its timeline. */
export function IncidentScreen({ incidentId }: { readonly incidentId: IncidentId }) {
  const { loaded } = useCall('incident.get', { incidentId });
  return (
    <div className={layout.stack}>
      <PageHead title={loaded.state === 'ready' ? `Incident ${loaded.value.number}` : 'Incident'} />
      <Panel title="Timeline">
        {loaded.state === 'loading' ? (
          <LoadingLines what="the incident" />
        ) : loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} />
        ) : (
          <ol>
            {loaded.value.timeline.map(({ at, text }) => (
              <li key={`${at} ${text}`}>{text}</li>
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}
