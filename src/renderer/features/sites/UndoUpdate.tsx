import { Undo2 } from 'lucide-react';
import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useUndoUpdate } from '../../frame/use-undo-update.ts';
import styles from './UndoUpdate.module.css';

/** An update is known to have gone well or wrong by then; older checkpoints are in the list like all others. */
const FRESH_MS = 7 * 24 * 3_600_000;

/** The way back from an update that was begun with a checkpoint. Nothing where there is none of the last days. */
export function UndoUpdate({ siteId }: { readonly siteId: SiteId }) {
  const now = useNow();
  const { loaded } = useCall('backup.list', { siteId });
  const { undo, busy, problem } = useUndoUpdate();
  const checkpoint = loaded.state === 'ready' ? freshCheckpoint(loaded.value, now) : null;
  if (checkpoint === null) return null;
  return (
    <>
      <Note>
        <span className={styles.line}>
          <span>
            Checkpoint <ScreenLink to={{ name: 'backup', backupId: checkpoint.id }}>{checkpoint.label ?? 'without a name'}</ScreenLink>,{' '}
            {formatAge(now - Date.parse(checkpoint.startedAt))}. If the update went wrong, it leads back to before.
          </span>
          <Button size="s" icon={Undo2} busy={busy} onClick={() => undo(siteId, checkpoint.id)}>
            Undo the update…
          </Button>
        </span>
      </Note>
      {problem === null ? null : (
        <Panel title="Not done" attention>
          <ProblemPanel problem={problem} />
        </Panel>
      )}
    </>
  );
}

/** The newest checkpoint the operator took, with a copy, and no older than a week. */
export function freshCheckpoint(backups: readonly BackupSummary[], now: number): BackupSummary | null {
  const [newest] = backups
    .filter(({ trigger, copies, startedAt }) => trigger === 'checkpoint' && copies.length > 0 && now - Date.parse(startedAt) < FRESH_MS)
    .toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  return newest ?? null;
}
