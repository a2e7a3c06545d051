import { Segments, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import styles from './rhythm.module.css';
import type { RhythmFields } from './rules/rhythm-fields.ts';
import { rhythmErrors } from './rules/rhythm-fields.ts';
import { WEEKDAYS, WEEK_ORDER, two } from './rules/rhythm-words.ts';

const KINDS = [
  { value: 'off', label: 'Off' },
  { value: 'hourly', label: 'Hourly' },
  { value: 'daily', label: 'Daily' },
  { value: 'weekly', label: 'Weekly' },
  { value: 'monthly', label: 'Monthly' },
] as const;

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${two(hour)}:00` }));

interface RhythmFormProps {
  readonly fields: RhythmFields;
  /** False where there is always a rhythm: a line of a cron table. */
  readonly mayBeOff?: boolean;
  /** Where the times are: "Europe/Berlin". */
  readonly zone: string;
  readonly onChange: (fields: RhythmFields) => void;
}

/** How often, in plain choices. */
export function RhythmForm({ fields, mayBeOff = true, zone, onChange }: RhythmFormProps) {
  const set = (change: Partial<RhythmFields>) => onChange({ ...fields, ...change });
  const errors = rhythmErrors(fields);
  const at = (
    <div className={form.f2}>
      <TextField
        label="At"
        value={fields.at}
        inputMode="numeric"
        maxLength={5}
        placeholder="02:00"
        error={errors.at ?? null}
        hint={zone}
        onChange={(value) => set({ at: value })}
      />
    </div>
  );
  return (
    <div className={layout.stack}>
      <Segments label="How often" value={fields.kind} options={mayBeOff ? KINDS : KINDS.slice(1)} onChange={(kind) => set({ kind })} />
      {fields.kind === 'off' ? null : (
        <div className={form.form}>
          {fields.kind === 'weekly' ? (
            <div className={form.f2}>
              <SelectField
                label="Day"
                value={fields.weekday}
                options={WEEK_ORDER.map((day) => ({ value: String(day), label: WEEKDAYS[day] }))}
                onChange={(weekday) => set({ weekday })}
              />
            </div>
          ) : null}
          {fields.kind === 'monthly' ? (
            <div className={form.f2}>
              <TextField
                label="Day of the month"
                value={fields.day}
                inputMode="numeric"
                maxLength={2}
                error={errors.day ?? null}
                onChange={(day) => set({ day })}
              />
            </div>
          ) : null}
          {fields.kind === 'hourly' ? (
            <>
              <div className={form.f2}>
                <TextField
                  label="Minute"
                  value={fields.minute}
                  inputMode="numeric"
                  maxLength={2}
                  error={errors.minute ?? null}
                  hint={zone}
                  onChange={(minute) => set({ minute })}
                />
              </div>
              <div className={form.f2}>
                <SelectField label="From" value={fields.from} options={HOURS} onChange={(from) => set({ from })} />
              </div>
              <div className={form.f2}>
                <SelectField label="To" value={fields.until} options={HOURS} onChange={(until) => set({ until })} />
              </div>
              <Days chosen={fields.weekdays} error={errors.weekdays ?? null} onChange={(weekdays) => set({ weekdays })} />
            </>
          ) : (
            at
          )}
        </div>
      )}
    </div>
  );
}

interface DaysProps {
  readonly chosen: readonly number[];
  readonly error: string | null;
  readonly onChange: (days: readonly number[]) => void;
}

function Days({ chosen, error, onChange }: DaysProps) {
  return (
    <fieldset className={styles.days}>
      <legend>Days</legend>
      <div>
        {WEEK_ORDER.map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              checked={chosen.includes(day)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, day] : chosen.filter((other) => other !== day))}
            />
            {WEEKDAYS[day].slice(0, 3)}
          </label>
        ))}
      </div>
      {error === null ? null : <p className={styles.error}>{error}</p>}
    </fieldset>
  );
}
