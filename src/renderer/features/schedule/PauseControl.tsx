import { useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { ScheduleSettings } from '../../../shared/model/schedule.ts';
import { useAction } from '../../api/use-action.ts';
import { Button, TextButton } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

const HOUR = 3_600_000;

interface PauseProps {
  readonly settings: ScheduleSettings;
  readonly now: number;
  readonly onChanged: () => void;
}

/** Nothing begins by itself until a chosen time, after which it goes on by itself: a pause that nobody remembers would be silence. */
export function PausePanel({ settings, now, onChanged, onClose }: PauseProps & { readonly onClose: () => void }) {
  const save = useAction('schedule.set-settings');
  const [busyWith, setBusyWith] = useState<string | null>(null);
  const pause = (label: string, until: number) => {
    setBusyWith(label);
    void save.run({ ...settings, pausedUntil: new Date(until).toISOString() }).then((done) => {
      setBusyWith(null);
      if (done === null) return;
      onChanged();
      onClose();
    });
  };
  const day = new Date(now);
  const tomorrow = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 8).getTime();
  const choices = [
    { label: 'For an hour', until: now + HOUR },
    { label: 'Until tomorrow, 08:00', until: tomorrow },
    { label: 'For a week', until: now + 7 * 24 * HOUR },
  ];
  return (
    <Panel title="Pause what runs by itself on this computer" attention>
      <div className={layout.stack}>
        <p>Work that runs now goes on. The servers’ own backups go on. Afterwards everything that was due is caught up once.</p>
        {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
        <div className={layout.wrap}>
          {choices.map(({ label, until }) => (
            <Button key={label} busy={busyWith === label} onClick={() => pause(label, until)}>
              {label}
            </Button>
          ))}
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
        </div>
      </div>
    </Panel>
  );
}

export function PausedNote({ settings, now, onChanged }: PauseProps) {
  const save = useAction('schedule.set-settings');
  const { pausedUntil } = settings;
  if (pausedUntil === null || Date.parse(pausedUntil) <= now) return null;
  return (
    <Note tone="warn">
      <strong>Paused until {formatInstant(pausedUntil, now)}.</strong> Nothing begins by itself on this computer before.{' '}
      <TextButton onClick={() => void save.run({ ...settings, pausedUntil: null }).then(onChanged)}>Go on now</TextButton>
    </Note>
  );
}
