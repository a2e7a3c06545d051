import type { IncidentId } from '../../../shared/model/ids.ts';
import { useAction } from '../../api/use-action.ts';
import { SaveReport } from '../reports/SaveReport.tsx';

/** The report of an incident, to keep. */
export function IncidentReport({ incidentId }: { readonly incidentId: IncidentId }) {
  const save = useAction('incident.save-report');
  return (
    <SaveReport
      busy={save.busy}
      problem={save.problem}
      onSave={async (format) => (await save.run({ incidentId, format, file: null }))?.value ?? null}
    />
  );
}
