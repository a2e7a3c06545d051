import { useEffect, useRef, useState } from 'react';
import type { Site } from '../../../shared/model/site.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

interface CheckpointPanelProps {
  readonly site: Site;
  readonly onClose: () => void;
}

/** A backup with a name, before something is changed on the site. */
export function CheckpointPanel({ site, onClose }: CheckpointPanelProps) {
  const [label, setLabel] = useState('');
  const start = useAction('backup.start');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <Panel title="Checkpoint before update" attention>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          void start.run({ siteId: site.id, label: label.trim() }).then((job) => {
            if (job !== null) onClose();
          });
        }}
      >
        <TextField
          label="Name"
          value={label}
          inputRef={input}
          maxLength={100}
          placeholder="before Laravel 12"
          hint="A full backup that carries this name, so that it is found again when the update went wrong."
          onChange={setLabel}
        />
        {start.problem === null ? null : <ProblemPanel problem={start.problem} />}
        <div className={layout.wrap}>
          <Button type="submit" busy={start.busy} blocked={label.trim() === '' ? 'Enter a name first' : null}>
            Take the checkpoint
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
        </div>
      </form>
    </Panel>
  );
}
