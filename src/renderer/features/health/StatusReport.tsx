import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../design/Panel.tsx';
import { SaveReport } from '../reports/SaveReport.tsx';

/** The page for whoever owns the sites. */
export function StatusReport() {
  const save = useAction('report.save-status');
  return (
    <Panel title="Status report" subtitle="one page to print: are we safe, how do we know, what is next">
      <SaveReport
        busy={save.busy}
        problem={save.problem}
        onSave={async (format) => (await save.run({ format, file: null }))?.value ?? null}
      />
    </Panel>
  );
}
