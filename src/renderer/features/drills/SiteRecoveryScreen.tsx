import type { SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

/** How a site is taken through a restore. */
export function SiteRecoveryScreen({ siteId }: { readonly siteId: SiteId }) {
  const { loaded } = useCall('recovery.settings', { siteId });
  return (
    <div className={layout.stack}>
      <PageHead title="Recovery settings" />
      <Panel title="Addresses looked at after a restore">
        {loaded.state === 'loading' ? (
          <LoadingLines what="the settings" />
        ) : loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} />
        ) : (
          <ul>
            {loaded.value.smokeUrls.map((url) => (
              <li key={url}>{url}</li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
