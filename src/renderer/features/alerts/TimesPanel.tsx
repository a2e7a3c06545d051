import { useState } from 'react';
import type { AlertSettingsView } from '../../../shared/model/alert-settings.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { useAlertSettings } from './use-alert-settings.ts';

interface TimesPanelProps {
  readonly view: AlertSettingsView;
  readonly onChanged: () => void;
}

const WRONG = 'A time such as 07:30.';

/** When the daily report is written, and the hours in which only what is critical is sent. */
export function TimesPanel({ view, onChanged }: TimesPanelProps) {
  const now = useNow();
  const { settings, zone, nextDailyAt, quietNow } = view;
  const { change, action } = useAlertSettings(settings, onChanged);
  const [dailyAt, setDailyAt] = useState(settings.dailyAt);
  const [isQuiet, setIsQuiet] = useState(settings.quietHours !== null);
  const [from, setFrom] = useState(settings.quietHours?.from ?? '22:00');
  const [until, setUntil] = useState(settings.quietHours?.until ?? '07:00');
  const errors = {
    daily: isTime(dailyAt) ? null : WRONG,
    from: !isQuiet || isTime(from) ? null : WRONG,
    until: !isQuiet || isTime(until) ? null : from === until ? 'Another time than the first.' : WRONG,
  };
  const isFine = Object.values(errors).every((error) => error === null);
  const wanted = { dailyAt, quietHours: isQuiet ? { from, until } : null };
  const unsaved = JSON.stringify(wanted) !== JSON.stringify({ dailyAt: settings.dailyAt, quietHours: settings.quietHours });
  return (
    <Panel title="Daily report and quiet hours" aside={quietNow ? <Status tone="mute">Quiet now</Status> : undefined}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (isFine) void change(wanted);
        }}
      >
        <div className={form.form}>
          <div className={form.f2}>
            <TextField
              label="Daily report at"
              inputMode="numeric"
              maxLength={5}
              value={dailyAt}
              error={errors.daily}
              hint={`${zone}; the next ${formatInstant(nextDailyAt, now)}`}
              onChange={setDailyAt}
            />
          </div>
        </div>
        <CheckField
          label="Quiet hours"
          hint="Only what is critical is sent then; the rest waits until they are over."
          checked={isQuiet}
          onChange={setIsQuiet}
        />
        {isQuiet ? (
          <div className={form.form}>
            <div className={form.f2}>
              <TextField label="From" inputMode="numeric" maxLength={5} value={from} error={errors.from} hint={zone} onChange={setFrom} />
            </div>
            <div className={form.f2}>
              <TextField label="To" inputMode="numeric" maxLength={5} value={until} error={errors.until} onChange={setUntil} />
            </div>
          </div>
        ) : null}
        <p className={`${text.small} ${text.soft}`}>
          Reminders of one condition come after 1, 3, 7 and then every 14 days. That it is over is told once.
        </p>
        {action.problem === null ? null : <ProblemPanel problem={action.problem} />}
        <div>
          <Button
            type="submit"
            size="s"
            busy={action.busy}
            blocked={!isFine ? 'A field needs a look first' : unsaved ? null : 'This is what holds already'}
          >
            Save the times
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function isTime(time: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
}
