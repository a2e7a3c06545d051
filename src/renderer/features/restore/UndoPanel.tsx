import { Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Restore } from '../../../shared/model/restore.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { LossPanel } from './LossPanel.tsx';
import { TypedName } from './TypedName.tsx';

interface UndoPanelProps {
  readonly restore: Restore;
  /** Which restore it is, where more than one could be meant. */
  readonly subtitle?: string;
  readonly blocked: string | null;
  readonly onChanged: (restore: Restore) => void;
}

const WORDS = {
  none: { tone: 'mute', word: 'nothing to undo', sentence: 'This restore kept nothing beside the live data.' },
  armed: { tone: 'ok', word: 'armed', sentence: '' },
  used: { tone: 'mute', word: 'used', sentence: 'The state before the switch was brought back.' },
  'let-go': {
    tone: 'mute',
    word: 'let go',
    sentence: 'The old data was deleted from the server. The safety copy is a backup like any other.',
  },
} as const;

/** Back to how it was before the switch, or letting go of it; both ask for the name of the site. */
export function UndoPanel({ restore, subtitle, blocked, onChanged }: UndoPanelProps) {
  const [open, setOpen] = useState<'nothing' | 'undo' | 'let-go'>('nothing');
  const { undo } = restore;
  const { tone, word, sentence } = WORDS[undo.state];
  return (
    <Panel title="Undo" subtitle={subtitle} aside={<Status tone={tone}>{word}</Status>} attention={open !== 'nothing'}>
      <div className={layout.stack}>
        {undo.state === 'armed' ? (
          <p className={`${text.small} ${text.soft}`}>
            Beside the live data lie {undo.keeps.join(' and ')}
            {undo.bytes === null ? '' : `, ${formatBytes(undo.bytes)}`}. They stay until you let them go.
          </p>
        ) : (
          <p className={`${text.small} ${text.soft}`}>{sentence}</p>
        )}
        {undo.state === 'armed' && open === 'nothing' ? (
          <div className={layout.wrap}>
            <Button icon={Undo2} blocked={blocked} onClick={() => setOpen('undo')}>
              Undo the restore…
            </Button>
            <Button icon={Trash2} kind="quiet" blocked={blocked} onClick={() => setOpen('let-go')}>
              Let the old data go…
            </Button>
          </div>
        ) : null}
        {undo.state === 'armed' && open === 'undo' ? (
          <UndoForm restore={restore} onChanged={onChanged} onClose={() => setOpen('nothing')} />
        ) : null}
        {undo.state === 'armed' && open === 'let-go' ? (
          <LetGoForm restore={restore} onChanged={onChanged} onClose={() => setOpen('nothing')} />
        ) : null}
      </div>
    </Panel>
  );
}

interface FormProps {
  readonly restore: Restore;
  readonly onChanged: (restore: Restore) => void;
  readonly onClose: () => void;
}

function UndoForm({ restore, onChanged, onClose }: FormProps) {
  const { loaded, reload } = useCall('restore.undo-preview', { restoreId: restore.id });
  const undo = useAction('restore.undo');
  return (
    <div className={layout.stack}>
      {loaded.state === 'loading' ? <LoadingLines what="what an undo would take away" /> : null}
      {loaded.state === 'problem' ? (
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Count again</Button>} />
      ) : null}
      {loaded.state === 'ready' ? (
        <>
          <LossPanel loss={loaded.value} title="What an undo takes away now" there="After" />
          <TypedName
            label="Type the site name to undo"
            name={restore.plan.confirmWith}
            action="Undo the restore"
            icon={Undo2}
            busy={undo.busy}
            onConfirm={(confirm) => {
              void undo.run({ restoreId: restore.id, confirm }).then((done) => {
                if (done === null) return;
                onClose();
                onChanged(done.value);
              });
            }}
          />
        </>
      ) : null}
      {undo.problem === null ? null : <ProblemPanel problem={undo.problem} />}
      <div>
        <Button kind="quiet" onClick={onClose}>
          Keep it as it is
        </Button>
      </div>
    </div>
  );
}

function LetGoForm({ restore, onChanged, onClose }: FormProps) {
  const letGo = useAction('restore.let-go');
  return (
    <div className={layout.stack}>
      <p className={text.small}>
        The old data is deleted from the server{restore.undo.bytes === null ? '' : `, which frees ${formatBytes(restore.undo.bytes)}`}.
        After that, only a new restore of the safety copy brings that state back.
      </p>
      <TypedName
        label="Type the site name to let it go"
        name={restore.plan.confirmWith}
        action="Let the old data go"
        icon={Trash2}
        busy={letGo.busy}
        onConfirm={(confirm) => {
          void letGo.run({ restoreId: restore.id, confirm }).then((done) => {
            if (done === null) return;
            onClose();
            onChanged(done.value);
          });
        }}
      />
      {letGo.problem === null ? null : <ProblemPanel problem={letGo.problem} />}
      <div>
        <Button kind="quiet" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </div>
  );
}
