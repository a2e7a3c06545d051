import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { fromLocalField, toLocalField } from '../restore/rules/local-time.ts';

const DAY_MS = 24 * 3_600_000;

interface AddTaskProps {
  readonly incidentId: IncidentId;
  readonly onAdded: () => void;
}

/** A task of the operator's own, with the time it is due. */
export function AddTask({ incidentId, onAdded }: AddTaskProps) {
  const now = useNow();
  const add = useAction('incident.add-task');
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const dueField = due ?? toLocalField(new Date(now + DAY_MS).toISOString());
  const dueAt = fromLocalField(dueField);
  return (
    <form
      className={layout.stack}
      aria-label="Add a task"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (title.trim() === '' || dueAt === null) return;
        void add.run({ incidentId, title, dueAt }).then((done) => {
          if (done === null) return;
          setTitle('');
          setDue(null);
          setTried(false);
          onAdded();
        });
      }}
    >
      <div className={form.form}>
        <div className={form.f3}>
          <TextField
            label="Another task"
            value={title}
            maxLength={200}
            placeholder="Tell the customers"
            error={tried && title.trim() === '' ? 'Say what is to be done.' : null}
            onChange={setTitle}
          />
        </div>
        <div className={form.f3}>
          <TextField
            label="Due"
            type="datetime-local"
            value={dueField}
            error={tried && dueAt === null ? 'A whole date with its time.' : null}
            onChange={setDue}
            after={
              <Button type="submit" icon={Plus} busy={add.busy}>
                Add
              </Button>
            }
          />
        </div>
      </div>
      {add.problem === null ? null : <ProblemPanel problem={add.problem} />}
    </form>
  );
}
