import { useState } from 'react';
import type { BackupDetails } from '../../../shared/model/backup.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';

interface NotePanelProps {
  readonly details: BackupDetails;
  readonly onChanged: () => void;
}

/** The operator's own words: a name to find it by, and what the next person must know. */
export function NotePanel({ details, onChanged }: NotePanelProps) {
  const [editing, setEditing] = useState(false);
  const { backup, note } = details;
  return (
    <Panel
      title="Label and note"
      aside={
        <Button kind="quiet" size="s" onClick={() => setEditing((shown) => !shown)}>
          Edit
        </Button>
      }
    >
      {editing ? (
        <NoteForm
          details={details}
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false);
            onChanged();
          }}
        />
      ) : (
        <div className={layout.tight}>
          {backup.label === null ? null : (
            <p className={text.anywhere}>
              <b>{backup.label}</b>
            </p>
          )}
          {note === '' ? (
            <p className={text.dim}>{backup.label === null ? 'Neither label nor note.' : 'No note.'}</p>
          ) : (
            note.split('\n').map((line, at) => (
              // Lines have no identity beyond their place.
              // oxlint-disable-next-line react/no-array-index-key
              <p key={at} className={text.anywhere}>
                {line}
              </p>
            ))
          )}
        </div>
      )}
    </Panel>
  );
}

interface NoteFormProps {
  readonly details: BackupDetails;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

function NoteForm({ details, onClose, onSaved }: NoteFormProps) {
  const { backup } = details;
  const [label, setLabel] = useState(backup.label ?? '');
  const [note, setNote] = useState(details.note);
  const annotate = useAction('backup.annotate');
  const needed = backup.trigger === 'checkpoint' && label.trim() === '' ? 'A checkpoint keeps a name.' : null;
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (needed !== null) return;
        void annotate.run({ backupId: backup.id, label: label.trim() === '' ? null : label.trim(), note }).then((done) => {
          if (done !== null) onSaved();
        });
      }}
    >
      <TextField label="Label" value={label} maxLength={100} error={needed} onChange={setLabel} />
      <TextAreaField label="Note" value={note} rows={4} maxLength={5000} onChange={setNote} />
      {annotate.problem === null ? null : <ProblemPanel problem={annotate.problem} />}
      <div className={layout.wrap}>
        <Button type="submit" size="s" busy={annotate.busy}>
          Save
        </Button>
        <Button kind="quiet" size="s" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
