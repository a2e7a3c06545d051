import type { AfterCareTask, Incident } from '../../../shared/model/incident.ts';
import type { ReactNode } from 'react';
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
  readonly foot?: ReactNode;
}

/** What is left to do, the next due first, each with a note of what was done. */
export function TasksPanel({ incident, onChanged, foot }: TasksPanelProps) {
  const set = useAction('incident.set-task');
  const done = incident.tasks.filter(({ doneAt }) => doneAt !== null).length;
  return (
    <Panel title="After-care" aside={`${done} of ${incident.tasks.length} done`} flush foot={foot}>
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
                  const kept = (await set.run({ incidentId: incident.id, taskId: task.id, done: isDone, note })) !== null;
                  if (kept) onChanged();
                  return kept;
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
  /** Whether it was kept. */
  readonly onSet: (done: boolean, note: string) => Promise<boolean>;
}

function Task({ task, onSet }: TaskProps) {
  const id = useId();
  const now = useNow();
  const [note, setNote] = useState<string | null>(null);
  // The tick shows at once, and holds until the incident was read again; a refused one goes back.
  const [pressed, setPressed] = useState<{ readonly done: boolean; readonly before: string | null } | null>(null);
  const isDone = pressed !== null && pressed.before === task.doneAt ? pressed.done : task.doneAt !== null;
  return (
    <li>
      <input
        id={id}
        type="checkbox"
        checked={isDone}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setPressed({ done: event.target.checked, before: task.doneAt });
          void onSet(event.target.checked, task.note).then((kept) => {
            if (!kept) setPressed(null);
          });
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
