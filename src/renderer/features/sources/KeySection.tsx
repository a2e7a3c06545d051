import { useState } from 'react';
import type { KeyStatus } from '../../../shared/model/sealing.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useInfo } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { TakeOverKey } from './TakeOverKey.tsx';

/** The key that opens sealed settings: whether there is one, and whether it would survive this computer. */
export function KeySection() {
  const { loaded, reload } = useCall('key.status', undefined);
  switch (loaded.state) {
    case 'loading':
      return <LoadingLines what="the key" lines={1} />;
    case 'problem':
      return <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Ask again</Button>} />;
    case 'ready':
      return loaded.value.state === 'none' ? (
        <NoKey status={loaded.value} onChanged={reload} />
      ) : (
        <ReadyKey status={loaded.value} onChanged={reload} />
      );
  }
}

interface NoKeyProps {
  readonly status: Extract<KeyStatus, { state: 'none' }>;
  readonly onChanged: () => void;
}

function NoKey({ status, onChanged }: NoKeyProps) {
  const create = useAction('key.create');
  const [open, setOpen] = useState(false);
  return (
    <div className={layout.stack}>
      <Note tone={status.canKeep ? 'neutral' : 'warn'}>
        <strong>There is no key yet.</strong> Settings are sealed with a key of this computer before they are written anywhere; it is made
        now or with the first backup. {status.reason}
      </Note>
      <div className={layout.wrap}>
        <Button
          size="s"
          busy={create.busy}
          blocked={status.canKeep ? null : status.reason}
          onClick={() => {
            void create.run(undefined).then((done) => {
              if (done !== null) onChanged();
            });
          }}
        >
          Make the key
        </Button>
        <Button size="s" kind="quiet" onClick={() => setOpen((shown) => !shown)}>
          Take over the key of a recovery kit
        </Button>
      </div>
      {open ? <TakeOverKey onDone={onChanged} /> : null}
      {create.problem === null ? null : <ProblemPanel problem={create.problem} />}
    </div>
  );
}

interface ReadyKeyProps {
  readonly status: Extract<KeyStatus, { state: 'ready' }>;
  readonly onChanged: () => void;
}

function ReadyKey({ status, onChanged }: ReadyKeyProps) {
  const now = useNow();
  const host = useInfo((state) => state.info?.host);
  const save = useAction('key.save-kit');
  const [file, setFile] = useState('');
  const [savedTo, setSavedTo] = useState<string | null>(null);
  const typed = host === 'browser';
  return (
    <div className={layout.stack}>
      {status.kitSavedAt === null ? (
        <Note tone="warn">
          <strong>The key lies on this computer alone.</strong> If the computer dies, the sealed settings stay shut for ever. Save the
          recovery kit, print it, and keep the paper away from here.
        </Note>
      ) : (
        <Note tone="ok">
          <strong>Sealed with the key of {formatInstant(status.createdAt, now)}.</strong> Recovery kit saved{' '}
          {formatInstant(status.kitSavedAt, now)}; whoever has it can open the settings, with Holdfast or with age alone.
        </Note>
      )}
      {status.canOpen ? null : (
        <Note tone="warn">The secret part is not in the keychain of this computer: sealing works, opening needs the recovery kit.</Note>
      )}
      <p className={`${text.small} ${text.soft} ${text.anywhere}`}>
        Public key <span className={text.mono}>{status.recipient}</span>
      </p>
      {typed ? (
        <TextField
          label="File of the recovery kit"
          mono
          value={file}
          placeholder="/home/ada/holdfast-recovery-kit.html"
          onChange={setFile}
        />
      ) : null}
      <div className={layout.wrap}>
        <Button
          size="s"
          busy={save.busy}
          blocked={!status.canOpen ? 'The secret part is not on this computer' : typed && file.trim() === '' ? 'Enter a file first' : null}
          onClick={() => {
            void save.run({ file: typed ? file.trim() : null }).then((done) => {
              if (done === null || done.value === null) return;
              setSavedTo(done.value);
              onChanged();
            });
          }}
        >
          Save the recovery kit
        </Button>
        <span aria-live="polite" className={`${text.small} ${text.anywhere}`}>
          {savedTo === null ? '' : `Saved as ${savedTo}. Print it, then delete the file.`}
        </span>
      </div>
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
    </div>
  );
}
