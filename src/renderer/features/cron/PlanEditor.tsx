import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CronPlan, CronState, CronWork } from '../../../shared/model/cron.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { CRON_PRESETS } from '../../../shared/model/cron-presets.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { Segments, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { RhythmForm } from '../rhythm/RhythmForm.tsx';
import { rhythmOf } from '../rhythm/rules/rhythm-fields.ts';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { cronWorkWord } from '../schedule/rules/schedule-words.ts';
import { zoneWords } from './rules/cron-words.ts';
import type { LineFields, PlanFields } from './rules/cron-fields.ts';
import { NUMBERS, lineFieldsOf, planErrors, planFieldsOf, planOf, presetsToAdd } from './rules/cron-fields.ts';
import styles from './cron.module.css';

const WORKS: readonly CronWork[] = ['database', 'structure', 'media', 'application', 'cleanup', 'monitor'];
const COMPRESSIONS = [
  { value: 'gzip', label: 'gzip' },
  { value: 'zstd', label: 'zstd' },
] as const;

interface PlanEditorProps {
  readonly state: CronState;
  /** The server is being asked for a preview. */
  readonly busy: boolean;
  /** Of the last preview; null: there was none. */
  readonly problem: Problem | null;
  readonly onPreview: (plan: CronPlan) => void;
}

/** What is to run on the server, in plain choices. Nothing is sent before its preview was read. */
export function PlanEditor({ state, busy, problem, onPreview }: PlanEditorProps) {
  const [fields, setFields] = useState(() => planFieldsOf(state.plan));
  const [preset, setPreset] = useState('');
  const errors = planErrors(fields);
  const plan = planOf(fields);
  const zone = zoneWords(state.zone);
  const set = (change: Partial<PlanFields>) => setFields((before) => ({ ...before, ...change }));
  const setLine = (key: string, change: Partial<LineFields>) =>
    set({ lines: fields.lines.map((line) => (line.key === key ? { ...line, ...change } : line)) });
  const toAdd = presetsToAdd(fields);
  return (
    <Panel
      title="Plan"
      subtitle={state.plan === null ? 'what a site starts with; nothing is installed yet' : 'what the server was told last'}
    >
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (plan !== null) onPreview(plan);
        }}
      >
        <ul className={styles.lines}>
          {fields.lines.map((line) => (
            <Line
              key={line.key}
              line={line}
              zone={zone}
              onChange={(change) => setLine(line.key, change)}
              onRemove={() => set({ lines: fields.lines.filter(({ key }) => key !== line.key) })}
            />
          ))}
        </ul>
        {fields.lines.length === 0 ? <p className={text.soft}>Nothing would run. Add a preset below.</p> : null}
        <div className={styles.add}>
          <SelectField
            label="Add a preset"
            value={toAdd.some(({ name }) => name === preset) ? preset : ''}
            options={[{ value: '', label: 'Choose…' }, ...toAdd.map(({ name, title }) => ({ value: name, label: title }))]}
            onChange={setPreset}
          />
          <Button
            blocked={preset === '' ? 'Choose a preset first' : null}
            onClick={() => {
              const lines = CRON_PRESETS.find(({ name }) => name === preset)?.lines ?? [];
              set({ lines: [...fields.lines, ...lines.map(lineFieldsOf)] });
              setPreset('');
            }}
          >
            Add it
          </Button>
        </div>
        <Disclosure summary="How long it keeps backups, when it stops, whom it tells">
          <div className={layout.stack}>
            <div className={form.form}>
              {NUMBERS.map(({ name, label }) => (
                <div key={name} className={form.f2}>
                  <TextField
                    label={label}
                    inputMode="numeric"
                    value={fields.numbers[name]}
                    error={errors.numbers[name] ?? null}
                    onChange={(value) => set({ numbers: { ...fields.numbers, [name]: value } })}
                  />
                </div>
              ))}
              <div className={form.f2}>
                <Segments
                  label="Compression"
                  value={fields.compression}
                  options={COMPRESSIONS}
                  onChange={(compression) => set({ compression })}
                />
              </div>
              <div className={form.f3}>
                <TextField
                  label="Mail when something is wrong"
                  value={fields.mailTo}
                  placeholder="nobody"
                  error={errors.mailTo}
                  hint="Sent by the server itself, also while this computer is off."
                  onChange={(mailTo) => set({ mailTo })}
                />
              </div>
              <div className={form.f3}>
                <TextField
                  label="Webhook when something is wrong"
                  type="url"
                  value={fields.webhookUrl}
                  placeholder="none"
                  error={errors.webhookUrl}
                  hint="Called by the server itself."
                  onChange={(webhookUrl) => set({ webhookUrl })}
                />
              </div>
            </div>
          </div>
        </Disclosure>
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <div className={layout.wrap}>
          <Button kind="primary" type="submit" busy={busy} blocked={plan === null ? 'A field needs a look first' : null}>
            Preview the installation…
          </Button>
          <span className={text.dim}>Asks the server and changes nothing.</span>
        </div>
      </form>
    </Panel>
  );
}

interface LineProps {
  readonly line: LineFields;
  readonly zone: string;
  readonly onChange: (change: Partial<LineFields>) => void;
  readonly onRemove: () => void;
}

function Line({ line, zone, onChange, onRemove }: LineProps) {
  const [open, setOpen] = useState(false);
  const rhythm = rhythmOf(line.rhythm);
  const words = rhythm === null || rhythm === undefined ? 'needs a look' : rhythmWords(rhythm);
  return (
    <li>
      <div className={styles.lineHead}>
        <strong>{cronWorkWord(line.work)}</strong>
        <span className={text.soft}>{words}</span>
        <Button size="s" kind="quiet" onClick={() => setOpen(!open)}>
          {open ? 'Done' : 'Change'}
          <span className={text.hidden}>
            {cronWorkWord(line.work)} {words}
          </span>
        </Button>
        <IconButton icon={Trash2} label={`Leave out: ${cronWorkWord(line.work)} ${words}`} onClick={onRemove} />
      </div>
      {open ? (
        <div className={styles.lineForm}>
          <SelectField
            label="Work"
            value={line.work}
            options={WORKS.map((work) => ({ value: work, label: cronWorkWord(work) }))}
            onChange={(work) => onChange({ work })}
          />
          <RhythmForm fields={line.rhythm} mayBeOff={false} zone={zone} onChange={(next) => onChange({ rhythm: next })} />
        </div>
      ) : null}
    </li>
  );
}
