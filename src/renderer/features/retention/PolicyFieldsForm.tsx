import { CheckField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { kindWord } from '../backup/backup-words.ts';
import type { PolicyFields } from './policy-fields.ts';
import { GENERATIONS, KINDS, capProblem, numberProblem, zoneProblem } from './policy-fields.ts';
import styles from './retention.module.css';

interface PolicyFieldsFormProps {
  readonly fields: PolicyFields;
  readonly onChange: (fields: PolicyFields) => void;
}

/** The rules. A backup stays when any of them keeps it. */
export function PolicyFieldsForm({ fields, onChange }: PolicyFieldsFormProps) {
  const set = (change: Partial<PolicyFields>) => onChange({ ...fields, ...change });
  return (
    <div className={layout.stack}>
      <CheckField
        label="Let old backups go"
        hint="A backup stays when any rule below keeps it. What goes lies in a bin for 7 days where the place has one."
        checked={fields.enabled}
        onChange={(enabled) => set({ enabled })}
      />
      <CheckField
        label="Fewer the older they are"
        hint="Each step begins where the one before it ends; of a day, a week and so on the last one stays."
        checked={fields.thinned}
        onChange={(thinned) => set({ thinned })}
      />
      {fields.thinned ? (
        <div className={styles.five}>
          {GENERATIONS.map(({ name, label, most }) => (
            <TextField
              key={name}
              label={label}
              inputMode="numeric"
              value={fields.generations[name]}
              error={numberProblem(fields.generations[name], 0, most)}
              onChange={(typed) => set({ generations: { ...fields.generations, [name]: typed } })}
            />
          ))}
        </div>
      ) : null}
      <fieldset>
        <legend className={styles.legend}>Keep every one for at least so many days, by kind</legend>
        <div className={styles.five}>
          {KINDS.map((kind) => (
            <TextField
              key={kind}
              label={kindWord(kind)}
              inputMode="numeric"
              value={fields.maxAge[kind]}
              placeholder="no rule"
              error={numberProblem(fields.maxAge[kind], 1, 36_500, true)}
              onChange={(typed) => set({ maxAge: { ...fields.maxAge, [kind]: typed } })}
            />
          ))}
        </div>
      </fieldset>
      <div className={styles.five}>
        <TextField
          label="Never fewer than"
          inputMode="numeric"
          value={fields.keepNewest}
          error={numberProblem(fields.keepNewest, 1, 1000)}
          hint="whatever their age"
          onChange={(keepNewest) => set({ keepNewest })}
        />
        <TextField
          label="At most, GB of a site"
          inputMode="numeric"
          value={fields.cap}
          placeholder="no cap"
          error={capProblem(fields.cap)}
          hint="then the oldest go first"
          onChange={(cap) => set({ cap })}
        />
        <TextField
          label="Days begin in"
          value={fields.zone}
          placeholder="this computer’s zone"
          error={zoneProblem(fields.zone)}
          onChange={(zone) => set({ zone })}
        />
      </div>
    </div>
  );
}
