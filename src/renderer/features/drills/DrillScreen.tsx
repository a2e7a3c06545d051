import type { DrillId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

/** One test restore with its phases. */
export function DrillScreen({ drillId }: { readonly drillId: DrillId }) {
  const { loaded } = useCall('drill.list', { siteId: null });
  const drill = loaded.state === 'ready' ? loaded.value.find(({ id }) => id === drillId) : undefined;
  return (
    <div className={layout.stack}>
      <PageHead title={drill === undefined ? 'Drill' : `Drill of ${drill.siteName}`} />
      <Panel title="Phases">
        {loaded.state === 'loading' ? <LoadingLines what="the drill" /> : null}
        {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
        <ol>
          {drill?.phases.map(({ name }) => (
            <li key={name}>{name}</li>
          ))}
        </ol>
      </Panel>
    </div>
  );
}
