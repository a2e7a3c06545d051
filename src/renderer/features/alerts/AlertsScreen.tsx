import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { ChannelPanels } from './ChannelPanels.tsx';
import { ConditionsPanel } from './ConditionsPanel.tsx';
import { OutboxPanel } from './OutboxPanel.tsx';
import { RoutesPanel } from './RoutesPanel.tsx';
import { TimesPanel } from './TimesPanel.tsx';

/** What is wrong and was told, to whom and when it is told, and what could not be delivered. */
export function AlertsScreen() {
  const { loaded, reload } = useCall('alerts.settings', undefined);
  useTrail([
    { label: 'Settings', to: { name: 'settings' } },
    { label: 'Alerts', to: null },
  ]);
  return (
    <div className={layout.stack}>
      <PageHead
        title="Alerts"
        meta={[
          'one message when something goes wrong, reminders that grow apart, and one when it is over',
          <ScreenLink key="settings" to={{ name: 'settings' }}>
            Settings
          </ScreenLink>,
        ]}
      />
      <ConditionsPanel />
      {loaded.state === 'loading' ? (
        <Panel title="Channels" flush>
          <LoadingLines what="the settings of alerts" lines={6} />
        </Panel>
      ) : null}
      {loaded.state === 'problem' ? (
        <Panel title="Channels">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        </Panel>
      ) : null}
      {loaded.state === 'ready' ? (
        <>
          {loaded.refreshProblem === null ? null : <Note tone="warn">These are the last known facts: the newest could not be read.</Note>}
          <ChannelPanels view={loaded.value} onChanged={reload} />
          <RoutesPanel
            // Saved elsewhere meanwhile: the boxes begin anew with what holds now.
            key={JSON.stringify(loaded.value.settings.events)}
            view={loaded.value}
            onChanged={reload}
          />
          <TimesPanel view={loaded.value} onChanged={reload} />
        </>
      ) : null}
      <OutboxPanel />
    </div>
  );
}
