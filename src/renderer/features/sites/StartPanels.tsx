import { useEffect, useRef, useState } from 'react';
import type { DatabaseKind } from '../../../shared/model/artifact.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import type { Site } from '../../../shared/model/site.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, Segments, SelectField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

interface StartPanelProps {
  readonly site: Site;
  readonly onClose: () => void;
}

const KINDS = [
  { value: 'full', label: 'Full' },
  { value: 'structure', label: 'Structure' },
  { value: 'data', label: 'Data' },
] as const satisfies readonly { value: DatabaseKind; label: string }[];

const KIND_HINTS: Readonly<Record<DatabaseKind, string>> = {
  full: 'Tables with their rows, views, routines, triggers and events: enough to restore the site.',
  structure: 'Definitions without rows: small, for comparing. It cannot bring data back.',
  data: 'Rows without definitions: for moving into a structure that exists.',
};

const COMPRESSIONS = [
  { value: 'best', label: 'Best that both ends have' },
  { value: 'zstd', label: 'zstd' },
  { value: 'gzip', label: 'gzip' },
  { value: 'bzip2', label: 'bzip2' },
  { value: 'none', label: 'None' },
] as const satisfies readonly { value: Compression | 'best'; label: string }[];

/** A backup other than the usual one. */
export function OptionsPanel({ site, onClose }: StartPanelProps) {
  const [kind, setKind] = useState<DatabaseKind>('full');
  const [compression, setCompression] = useState<Compression | 'best'>('best');
  const [verify, setVerify] = useState(true);
  const start = useAction('backup.start');
  return (
    <Panel title="Back up with options" attention>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          void start.run({ siteId: site.id, kind, compression: compression === 'best' ? null : compression, verify }).then((job) => {
            if (job !== null) onClose();
          });
        }}
      >
        <div className={layout.halves}>
          <Segments label="What the dump holds" value={kind} options={KINDS} hint={KIND_HINTS[kind]} onChange={setKind} />
          <SelectField
            label="Packed on the server with"
            value={compression}
            options={COMPRESSIONS}
            hint="All of them are opened by ordinary tools, without Holdfast."
            onChange={setCompression}
          />
        </div>
        <CheckField
          label="Read the copy back when it is written"
          hint="Every byte is read from the disk again and its hash compared: the copy is then intact, not only present."
          checked={verify}
          onChange={setVerify}
        />
        {start.problem === null ? null : <ProblemPanel problem={start.problem} />}
        <div className={layout.wrap}>
          <Button type="submit" busy={start.busy}>
            Back up with these
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** A backup with a name, before something is changed on the site. */
export function CheckpointPanel({ site, onClose }: StartPanelProps) {
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
