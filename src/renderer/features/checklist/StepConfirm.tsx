import { useId, useState } from 'react';
import type { ChecklistStep } from '../../../shared/model/checklist.ts';
import { NOTE_LENGTH } from '../../../shared/model/checklist.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { needsNote } from './checklist-words.ts';
import styles from './checklist.module.css';

interface StepConfirmProps {
  readonly step: ChecklistStep;
  readonly open: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onConfirm: (note: string) => Promise<boolean>;
  readonly onWithdraw: () => void;
}

/** The tick. Where the evidence is not in order it opens a line first; any step can be given one. */
export function StepConfirm({ step, open, busy, problem, onConfirm, onWithdraw }: StepConfirmProps) {
  const now = useNow();
  const id = useId();
  const [note, setNote] = useState('');
  const [writing, setWriting] = useState(false);
  const [missing, setMissing] = useState(false);
  const { confirmation, says, title } = step;
  const confirm = async (): Promise<void> => {
    if (needsNote(step) && note.trim() === '') {
      setMissing(true);
      return;
    }
    if (await onConfirm(note.trim())) {
      setWriting(false);
      setNote('');
    }
  };
  return (
    <div className={styles.confirm}>
      <div className={styles.tick}>
        <input
          id={id}
          type="checkbox"
          aria-label={`${says}: ${title}`}
          checked={confirmation !== null}
          disabled={!open}
          aria-busy={busy ? 'true' : undefined}
          onChange={(event) => {
            if (busy) return;
            if (!event.target.checked) onWithdraw();
            else if (needsNote(step)) setWriting(true);
            else void onConfirm('').then(() => undefined);
          }}
        />
        <label htmlFor={id}>
          {says}
          {confirmation === null ? null : <span className={text.second}>{formatInstant(confirmation.at, now)}</span>}
          {confirmation === null || confirmation.note === '' ? null : <span className={styles.note}>“{confirmation.note}”</span>}
        </label>
      </div>
      {writing && confirmation === null ? (
        <form
          className={styles.why}
          aria-label={`Why, for ${title}`}
          onSubmit={(event) => {
            event.preventDefault();
            void confirm();
          }}
        >
          <TextField
            label="One line why"
            value={note}
            maxLength={NOTE_LENGTH}
            error={missing && note.trim() === '' ? 'What is known of it, and what is done about it.' : null}
            inputRef={(element) => element?.focus()}
            onChange={setNote}
          />
          <div className={styles.buttons}>
            <Button type="submit" size="s" kind="primary" busy={busy}>
              Confirm
            </Button>
            <Button
              size="s"
              kind="quiet"
              onClick={() => {
                setWriting(false);
                setMissing(false);
              }}
            >
              Not now
            </Button>
          </div>
        </form>
      ) : null}
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </div>
  );
}
