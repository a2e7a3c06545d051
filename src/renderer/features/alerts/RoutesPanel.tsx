import { useState } from 'react';
import { ALERT_EVENT_WORDS } from '../../../shared/model/alert-event-words.ts';
import type { AlertEvent, AlertRoute, AlertSettingsView } from '../../../shared/model/alert-settings.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { channelWord } from './rules/alert-words.ts';
import styles from './alerts.module.css';
import { useAlertSettings } from './use-alert-settings.ts';

const WAYS = ['email', 'slack', 'webhook', 'desktop', 'digest'] as const satisfies readonly (keyof AlertRoute)[];

interface RoutesPanelProps {
  readonly view: AlertSettingsView;
  readonly onChanged: () => void;
}

/** Which event goes where. What is only in the daily report disturbs nobody. */
export function RoutesPanel({ view, onChanged }: RoutesPanelProps) {
  const { settings } = view;
  const { change, action } = useAlertSettings(settings, onChanged);
  const [events, setEvents] = useState(settings.events);
  const unsaved = JSON.stringify(events) !== JSON.stringify(settings.events);
  const names = Object.keys(ALERT_EVENT_WORDS) as readonly AlertEvent[];
  const toggle = (event: AlertEvent, way: keyof AlertRoute, on: boolean) =>
    setEvents({ ...events, [event]: { ...events[event], [way]: on } });
  const isOn = (way: keyof AlertRoute): boolean => way === 'digest' || settings.channels[way].enabled;
  return (
    <Panel
      title="What goes where"
      flush
      foot={
        <div className={layout.wrap}>
          <Button
            size="s"
            busy={action.busy}
            blocked={unsaved ? null : 'This is what holds already'}
            onClick={() => void change({ events })}
          >
            Save what goes where
          </Button>
          <span>Of an event without any box nobody is told; the first screen shows it in any case.</span>
        </div>
      }
    >
      <Table caption="Events with the channels they go to" tight minWidth="m">
        <thead>
          <tr>
            <th scope="col">Event</th>
            {WAYS.map((way) => (
              <th key={way} scope="col" className={styles.way}>
                {way === 'digest' ? 'Daily report' : channelWord(way)}
                {isOn(way) ? null : <span className={text.dim}> (off)</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((event) => (
            <tr key={event}>
              <th scope="row">{ALERT_EVENT_WORDS[event]}</th>
              {WAYS.map((way) => (
                <td key={way} className={styles.way}>
                  <input
                    type="checkbox"
                    className={styles.box}
                    aria-label={`${ALERT_EVENT_WORDS[event]}: ${way === 'digest' ? 'daily report' : channelWord(way)}`}
                    checked={events[event][way]}
                    onChange={({ target }) => toggle(event, way, target.checked)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
      {action.problem === null ? null : <ProblemPanel problem={action.problem} />}
    </Panel>
  );
}
