import type { AfterCareTask, Incident } from '../../../shared/model/incident.ts';
import { useId, useState } from 'react';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button, TextButton } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { shortInstant } from './rules/restore-words.ts';
import styles from './restore.module.css';

interface TasksPanelProps {
  readonly incident: Incident;
  readonly onChanged: () => void;
}

/** What is left to do, the next due first, each with a note of what was done. */
export function TasksPanel({ incident, onChanged }: TasksPanelProps) {
  const set = useAction('incident.set-task');
  const done = incident.tasks.filter(({ doneAt }) => doneAt !== null).length;
  return (
    <Panel title="After-care" aside={`${done} of ${incident.tasks.length} done`} flush>
      {set.problem === null ? null : <ProblemPanel problem={set.problem} />}
      {incident.tasks.length === 0 ? (
        <EmptyState title="Nothing is left to do" />
      ) : (
        <ul className={styles.tasks}>
          {incident.tasks
            .toSorted((a, b) => Number(a.doneAt !== null) - Number(b.doneAt !== null) || a.dueAt.localeCompare(b.dueAt))
            .map((task) => (
              <Task
                key={task.id}
                task={task}
                onSet={async (isDone, note) => {
                  if ((await set.run({ incidentId: incident.id, taskId: task.id, done: isDone, note })) !== null) onChanged();
                }}
              />
            ))}
        </ul>
      )}
    </Panel>
  );
}

interface TaskProps {
  readonly task: AfterCareTask;
  readonly onSet: (done: boolean, note: string) => Promise<void>;
}

function Task({ task, onSet }: TaskProps) {
  const id = useId();
  const now = useNow();
  const [note, setNote] = useState<string | null>(null);
  // The tick shows at once; what was kept decides when the answer is there.
  const [pressed, setPressed] = useState<boolean | null>(null);
  const isDone = pressed ?? task.doneAt !== null;
  return (
    <li>
      <input
        id={id}
        type="checkbox"
        checked={isDone}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setPressed(event.target.checked);
          void onSet(event.target.checked, task.note).then(() => setPressed(null));
        }}
      />
      <div className={layout.tight}>
        <span>
          <label htmlFor={id}>{task.title}</label>
          <span id={`${id}-hint`} className={text.second}>
            {task.hint}
          </span>
        </span>
        {note === null ? (
          <span className={layout.wrap}>
            {task.note === '' ? null : <span className={`${text.small} ${text.anywhere}`}>{task.note}</span>}
            <span className={text.small}>
              <TextButton onClick={() => setNote(task.note)}>
                {task.note === '' ? 'Add a note' : 'Change it'}
                <VisuallyHidden> to “{task.title}”</VisuallyHidden>
              </TextButton>
            </span>
          </span>
        ) : (
          <form
            className={layout.tight}
            onSubmit={(event) => {
              event.preventDefault();
              void onSet(isDone, note);
              setNote(null);
            }}
          >
            <TextField
              label={`Note to “${task.title}”`}
              value={note}
              maxLength={2000}
              onChange={setNote}
              after={
                <Button size="s" type="submit">
                  Keep
                </Button>
              }
            />
          </form>
        )}
      </div>
      <div className={styles.due}>
        {task.doneAt !== null ? (
          <Status tone="ok">Done {shortInstant(task.doneAt, now)}</Status>
        ) : task.automatic ? (
          <Status tone="run">by itself</Status>
        ) : (
          <b>{Date.parse(task.dueAt) <= now ? 'Now' : shortInstant(task.dueAt, now)}</b>
        )}
      </div>
    </li>
  );
}
