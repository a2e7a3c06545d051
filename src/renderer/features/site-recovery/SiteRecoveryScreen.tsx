import type { SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { RecoveryForm } from './RecoveryForm.tsx';

/** How a site is taken through a restore: its commands, what is looked at afterwards, and the goals it is measured against. */
export function SiteRecoveryScreen({ siteId }: { readonly siteId: SiteId }) {
  const settings = useCall('recovery.settings', { siteId });
  const site = useCall('site.status', { siteId });
  const name = site.loaded.state === 'ready' ? site.loaded.value.site.name : null;
  useTrail([
    { label: 'Fleet', to: { name: 'fleet' } },
    ...(name === null ? [] : [{ label: name, to: { name: 'site', siteId } } as const]),
    { label: 'Recovery settings', to: null },
  ]);
  const failed = [settings, site].find(({ loaded }) => loaded.state === 'problem');
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={<SiteFlag siteId={siteId} size="l" />}
        title="Recovery settings"
        meta={[
          ...(name === null
            ? []
            : [
                <ScreenLink key="site" to={{ name: 'site', siteId }}>
                  {name}
                </ScreenLink>,
              ]),
          <ScreenLink key="drills" to={{ name: 'drills', siteId }}>
            Drills
          </ScreenLink>,
        ]}
      />
      {settings.loaded.state === 'ready' && site.loaded.state === 'ready' ? (
        <RecoveryForm site={site.loaded.value.site} settings={settings.loaded.value} onSaved={settings.reload} />
      ) : (
        <Panel title="Commands" flush={failed === undefined}>
          {failed !== undefined && failed.loaded.state === 'problem' ? (
            <ProblemPanel problem={failed.loaded.problem} actions={<Button onClick={failed.reload}>Try again</Button>} />
          ) : (
            <LoadingLines what="the settings" lines={6} />
          )}
        </Panel>
      )}
    </div>
  );
}
