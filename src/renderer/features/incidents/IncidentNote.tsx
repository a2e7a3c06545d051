import { useState } from 'react';
import type { Incident } from '../../../shared/model/incident.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { TextAreaField } from '../../design/TextAreaField.tsx';

interface IncidentNoteProps {
  readonly incident: Incident;
  readonly onChanged: () => void;
}

/** What a person adds to the record. What is being typed is not replaced when the incident changes meanwhile. */
export function IncidentNote({ incident, onChanged }: IncidentNoteProps) {
  const save = useAction('incident.note');
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? incident.note;
  const isChanged = value !== incident.note;
  return (
    <Panel title="Notes">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isChanged) return;
          void save.run({ incidentId: incident.id, note: value }).then((done) => {
            if (done === null) return;
            onChanged();
          });
        }}
      >
        <TextAreaField
          label="What else matters"
          rows={6}
          value={value}
          maxLength={20_000}
          hint="Goes into the report as it stands."
          onChange={setTyped}
        />
        {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
        <div className={layout.wrap}>
          <Button type="submit" size="s" busy={save.busy} blocked={isChanged ? null : 'Nothing was changed'}>
            Keep the notes
          </Button>
        </div>
      </form>
    </Panel>
  );
}
