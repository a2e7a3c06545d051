import { useState } from 'react';
import type { AppInfo } from '../../../shared/model/settings.ts';
import type { ScheduleSettings } from '../../../shared/model/schedule.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useScheduleCall } from '../schedule/use-schedule.ts';

const RUN_OR_WAIT = [
  { value: 'run', label: 'Run' },
  { value: 'wait', label: 'Wait' },
] as const;
const ON_CLOSE = [
  { value: 'ask', label: 'Ask' },
  { value: 'tray', label: 'Go on in the tray' },
  { value: 'quit', label: 'Quit' },
] as const;

/** When this computer works by itself: whether it starts with the computer, and what holds it back. */
export function ByItselfPanel({ host }: { readonly host: AppInfo['host'] }) {
  const { loaded, reload } = useScheduleCall('schedule.settings', undefined);
  const save = useAction('schedule.set-settings');
  // The press counts at once; what the app says counts as soon as it has said it.
  const [pressed, setPressed] = useState<Partial<ScheduleSettings>>({});
  const head = { title: 'Running by itself', aside: <ScreenLink to={{ name: 'schedule', siteId: null }}>Schedule</ScreenLink> };
  if (loaded.state === 'loading')
    return (
      <Panel {...head} flush>
        <LoadingLines what="the settings of schedules" lines={4} />
      </Panel>
    );
  if (loaded.state === 'problem')
    return (
      <Panel {...head}>
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
      </Panel>
    );
  const settings = { ...loaded.value, ...pressed };
  const set = async (change: Partial<ScheduleSettings>) => {
    // Quick presses follow each other before the first is answered: each sends what all of them say.
    const all = { ...pressed, ...change };
    setPressed(all);
    if ((await save.run({ ...loaded.value, ...all })) === null) setPressed({});
    else reload();
  };
  const isDesktop = host === 'desktop';
  return (
    <Panel {...head}>
      <div className={layout.stack}>
        <CheckField
          label="Start when somebody signs in to this computer"
          hint={isDesktop ? 'Without a window, in the tray.' : 'Counts for the desktop app; this one runs in a browser.'}
          checked={settings.startAtLogin}
          onChange={(startAtLogin) => void set({ startAtLogin })}
        />
        <Segments
          label="When the window is closed"
          value={settings.onClose}
          options={ON_CLOSE}
          hint="In the tray, what is due still runs. After quitting it is caught up at the next start."
          onChange={(onClose) => void set({ onClose })}
        />
        <Segments label="On battery" value={settings.onBattery} options={RUN_OR_WAIT} onChange={(onBattery) => void set({ onBattery })} />
        <Segments
          label="On a metered connection"
          value={settings.metered}
          options={RUN_OR_WAIT}
          hint="Pulls, backups and copies; a site’s own schedule may say otherwise."
          onChange={(metered) => void set({ metered })}
        />
        {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
      </div>
    </Panel>
  );
}
