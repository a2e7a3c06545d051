import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ChecklistName, ChecklistSettings } from '../../../shared/model/checklist.ts';
import { useAction } from '../../api/use-action.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { CheckField, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { WEEKDAYS } from './checklist-words.ts';
import styles from './checklist.module.css';

interface ChecklistSettingsFormProps {
  readonly settings: ChecklistSettings;
  readonly list: ChecklistName;
  readonly onSaved: () => void;
}

const GRACE = ['0', '1', '2', '3', '4', '5', '6'] as const;

/** When lists are due, what is said of it, and the operator's own steps. */
export function ChecklistSettingsForm({ settings, list, onSaved }: ChecklistSettingsFormProps) {
  const save = useAction('checklist.set-settings');
  const [draft, setDraft] = useState(settings);
  const [title, setTitle] = useState('');
  const [about, setAbout] = useState('');
  const set = (change: Partial<ChecklistSettings>) => setDraft((before) => ({ ...before, ...change }));
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(draft.at);
  const own = draft.customSteps.filter((step) => step.list === list);
  const put = async (next: ChecklistSettings): Promise<void> => {
    if ((await save.run(next)) !== null) onSaved();
  };
  return (
    <div className={layout.stack}>
      <form
        className={form.form}
        aria-label="When lists are due"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTime) void put(draft);
        }}
      >
        <div className={form.f3}>
          <SelectField
            label="Weekly, on"
            value={String(draft.weekday)}
            options={[1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), label: WEEKDAYS[day] ?? '' }))}
            onChange={(value) => set({ weekday: Number(value) })}
          />
        </div>
        <div className={form.f3}>
          <TextField
            label="At"
            value={draft.at}
            placeholder="09:00"
            error={isTime ? null : 'Hours and minutes: 09:00.'}
            onChange={(at) => set({ at })}
          />
        </div>
        <SelectField
          label="Days of grace"
          hint="An unfinished list is told after so many days."
          value={String(draft.graceDays)}
          options={GRACE.map((value) => ({ value, label: value === '0' ? 'none' : value === '1' ? '1 day' : `${value} days` }))}
          onChange={(value) => set({ graceDays: Number(value) })}
        />
        <CheckField label="Say so on the fleet when a list is due" checked={draft.remind} onChange={(remind) => set({ remind })} />
        <TextField
          label="Monthly and quarterly, on day"
          type="number"
          value={String(draft.dayOfMonth)}
          onChange={(value) => set({ dayOfMonth: Math.min(28, Math.max(1, Math.round(Number(value)) || 1)) })}
        />
        <CheckField label="Keep a monthly list" checked={draft.monthly} onChange={(monthly) => set({ monthly })} />
        <CheckField label="Keep a quarterly list" checked={draft.quarterly} onChange={(quarterly) => set({ quarterly })} />
        <Button type="submit" size="s" busy={save.busy}>
          Save
        </Button>
      </form>
      <form
        className={layout.stack}
        aria-label="An own step"
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim() === '') return;
          const step = { id: `custom:${crypto.randomUUID()}` as const, list, title: title.trim(), about: about.trim() };
          void put({ ...settings, customSteps: [...settings.customSteps, step] });
        }}
      >
        {own.length === 0 ? null : (
          <ul className={styles.own} aria-label="Own steps">
            {own.map(({ id, title: words }) => (
              <li key={id}>
                <span>{words}</span>
                <IconButton
                  icon={Trash2}
                  label={`Take off: ${words}`}
                  onClick={() => void put({ ...settings, customSteps: settings.customSteps.filter((step) => step.id !== id) })}
                />
              </li>
            ))}
          </ul>
        )}
        <TextField label={`Own step for the ${list} list`} value={title} maxLength={120} onChange={setTitle} />
        <TextField label="What is looked at" value={about} maxLength={300} onChange={setAbout} />
        <Button type="submit" size="s" icon={Plus} busy={save.busy} blocked={title.trim() === '' ? 'It needs a name.' : null}>
          Add the step
        </Button>
      </form>
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
    </div>
  );
}
