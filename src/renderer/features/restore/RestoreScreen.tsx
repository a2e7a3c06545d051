import type { IncidentId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

/** A recovery from the first question to after-care. */
export function RestoreScreen({ incidentId }: { readonly incidentId: IncidentId }) {
  const { loaded } = useCall('incident.get', { incidentId });
  return (
    <>
      <PageHead title="Recovery" />
      {loaded.state === 'loading' ? <LoadingLines what="the incident" /> : null}
      {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
    </>
  );
}
