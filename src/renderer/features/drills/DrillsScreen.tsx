import type { SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';

/** Test restores, newest first. */
export function DrillsScreen({ siteId }: { readonly siteId: SiteId | null }) {
  const { loaded } = useCall('drill.list', { siteId });
  useTrail([{ label: 'Drills', to: null }]);
  return (
    <div className={layout.stack}>
      <PageHead title="Drills" />
      <Panel title="All drills">
        {loaded.state === 'loading' ? (
          <LoadingLines what="the drills" />
        ) : loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} />
        ) : (
          <ul>
            {loaded.value.map(({ id, siteName, outcome }) => (
              <li key={id}>
                <ScreenLink to={{ name: 'drill', drillId: id }}>
                  {siteName}, {outcome}
                </ScreenLink>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
