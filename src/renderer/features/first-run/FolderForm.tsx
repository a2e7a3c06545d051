import { useEffect, useState } from 'react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import type { FolderInspection } from '../../../shared/model/settings.ts';
import { ask, useBridge } from '../../api/bridge.ts';
import { useInfo } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';

interface FolderFormProps {
  readonly start: string;
  readonly submitLabel: string;
  /** The folder in use now; choosing it again changes nothing. */
  readonly current?: string;
  readonly onDone?: () => void;
  /** Leaves everything as it is. */
  readonly onCancel?: () => void;
}

/** Type or choose a folder, see what speaks against it, use it. */
export function FolderForm({ start, submitLabel, current, onDone, onCancel }: FolderFormProps) {
  const refresh = useInfo((state) => state.refresh);
  const host = useInfo((state) => state.info?.host);
  const [folder, setFolder] = useState(start);
  const inspection = useInspection(folder);
  const choose = useAction('place.choose-folder');
  const set = useAction('place.set-folder');
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        void set.run({ folder: folder.trim() }).then(async (done) => {
          if (done === null) return;
          await refresh();
          onDone?.();
        });
      }}
    >
      <TextField
        label="Folder on this computer"
        mono
        value={folder}
        onChange={setFolder}
        hint="An absolute path. It is made when it does not exist."
        error={inspection !== null && !inspection.usable ? inspection.reason : null}
        after={
          // A browser has no dialog for folders: there the path is typed.
          host === 'browser' ? undefined : (
            <Button
              busy={choose.busy}
              onClick={() => {
                void choose.run(undefined).then((chosen) => {
                  if (chosen !== null && chosen.value !== null) setFolder(chosen.value);
                });
              }}
            >
              Choose…
            </Button>
          )
        }
      />
      <Findings inspection={inspection} />
      {choose.problem === null ? null : <ProblemPanel problem={choose.problem} />}
      {set.problem === null ? null : <ProblemPanel problem={set.problem} />}
      <div className={layout.wrap}>
        <Button kind="primary" size="l" type="submit" busy={set.busy} blocked={whyNot(folder, inspection, current)}>
          {submitLabel}
        </Button>
        {onCancel === undefined ? null : (
          <Button kind="quiet" onClick={onCancel}>
            Close
          </Button>
        )}
      </div>
    </form>
  );
}

function whyNot(folder: string, inspection: FolderInspection | null, current: string | undefined): string | null {
  if (folder.trim() === '') return 'Enter a folder first';
  if (folder.trim() === current) return 'This folder is in use already';
  if (inspection !== null && !inspection.usable) return inspection.reason;
  return null;
}

function Findings({ inspection }: { readonly inspection: FolderInspection | null }) {
  if (inspection === null || !inspection.usable) return <div aria-live="polite" />;
  return (
    <div className={layout.tight} aria-live="polite">
      <p>
        <Status tone="ok">Usable</Status>
        {inspection.freeBytes === null ? '' : `, ${formatBytes(inspection.freeBytes)} free`}
      </p>
      {inspection.warnings.map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
      {inspection.backupsFound === 0 ? null : (
        <Note>
          {inspection.backupsFound === 1 ? 'One backup lies' : `${inspection.backupsFound} backups lie`} here already. Rebuild the catalog
          in the settings afterwards to see {inspection.backupsFound === 1 ? 'it' : 'them'} again.
        </Note>
      )}
    </div>
  );
}

/** What a look at the folder says; asked a moment after the last key. Null while it is being looked at. */
function useInspection(folder: string): FolderInspection | null {
  const bridge = useBridge();
  const [found, setFound] = useState<{ readonly path: string; readonly inspection: FolderInspection } | null>(null);
  const path = folder.trim();
  useEffect(() => {
    if (path === '') return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void ask(bridge, 'place.inspect-folder', { folder: path }).then((reply) => {
        if (!current) return;
        setFound({ path, inspection: reply.ok ? reply.value : notLookedAt(path, reply.problem) });
      });
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [bridge, path]);
  return found?.path === path ? found.inspection : null;
}

function notLookedAt(folder: string, problem: Problem): FolderInspection {
  return { folder, usable: false, reason: `${problem.title}. ${problem.detail}`.trim(), freeBytes: null, warnings: [], backupsFound: 0 };
}
