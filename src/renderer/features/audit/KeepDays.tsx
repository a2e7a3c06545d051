import { useState } from 'react';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import styles from './audit.module.css';

const LEAST = 90;
const MOST = 36_500;

/** How long entries are kept: a setting of the record alone. */
export function KeepDays() {
  const { loaded, reload } = useCall('audit.settings', undefined);
  const save = useAction('audit.set-settings');
  const [typed, setTyped] = useState<string | null>(null);
  if (loaded.state !== 'ready') return null;
  const shown = typed ?? String(loaded.value.keepDays);
  const days = /^\d{1,5}$/.test(shown) ? Number(shown) : 0;
  const error = days >= LEAST && days <= MOST ? null : `A whole number from ${LEAST} to 36,500.`;
  const same = days === loaded.value.keepDays;
  return (
    <div className={styles.keep}>
      <TextField
        label="Keep entries for, in days"
        inputMode="numeric"
        value={shown}
        error={error}
        hint="3 years are 1,096 days. What is older goes once a day; the chain goes on from there."
        onChange={setTyped}
      />
      <Button
        busy={save.busy}
        blocked={error ?? (same ? 'Nothing was changed' : null)}
        onClick={() =>
          void save.run({ keepDays: days }).then((done) => {
            if (done === null) return;
            setTyped(null);
            reload();
          })
        }
      >
        Save
      </Button>
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
    </div>
  );
}
