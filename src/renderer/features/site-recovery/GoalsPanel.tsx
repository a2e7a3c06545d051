import { SelectField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import type { Goal } from './recovery-fields.ts';
import styles from './site-recovery.module.css';

const UNIT_OPTIONS = [
  { value: 'min', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
] as const;

interface GoalsPanelProps {
  readonly rpo: Goal;
  readonly rto: Goal;
  readonly rpoError: string | null;
  readonly rtoError: string | null;
  readonly onRpo: (goal: Goal) => void;
  readonly onRto: (goal: Goal) => void;
}

/** What proposals, drills and incidents are measured against. */
export function GoalsPanel({ rpo, rto, rpoError, rtoError, onRpo, onRto }: GoalsPanelProps) {
  return (
    <Panel title="Goals" foot="Empty: there is no goal. Plans, drills and incidents say by how much they keep or miss it.">
      <div className={layout.stack}>
        <GoalFields label="Changes that may be lost (RPO)" goal={rpo} error={rpoError} onChange={onRpo} />
        <GoalFields label="Time to be back (RTO)" goal={rto} error={rtoError} onChange={onRto} />
      </div>
    </Panel>
  );
}

interface GoalFieldsProps {
  readonly label: string;
  readonly goal: Goal;
  readonly error: string | null;
  readonly onChange: (goal: Goal) => void;
}

function GoalFields({ label, goal, error, onChange }: GoalFieldsProps) {
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={goal.amount}
      placeholder="no goal"
      error={error}
      onChange={(amount) => onChange({ ...goal, amount })}
      after={
        <div className={styles.unit}>
          <SelectField
            label={`Unit of ${label}`}
            hideLabel
            value={goal.unit}
            options={UNIT_OPTIONS}
            onChange={(unit) => onChange({ ...goal, unit })}
          />
        </div>
      }
    />
  );
}
