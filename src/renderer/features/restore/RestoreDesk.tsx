import { useEffect, useRef } from 'react';
import type { RestoreId } from '../../../shared/model/ids.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { SideRowsPanel } from './SideRowsPanel.tsx';
import { UndoPanel } from './UndoPanel.tsx';
import { useRestore } from './use-recovery.ts';
import { useRestoreJob } from './use-restore-job.ts';
import { VerificationPanel } from './VerificationPanel.tsx';

interface RestoreDeskProps {
  readonly restoreId: RestoreId;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** What can still be done with a restore that came to its end: undo it, let the old data go, put rows back. */
export function RestoreDesk({ restoreId, onClose, onChanged }: RestoreDeskProps) {
  const now = useNow();
  const { restore, take } = useRestore(restoreId);
  const cancel = useAction('job.cancel');
  const job = useRestoreJob(restore === null || restore === 'loading' ? null : restore.targetSiteId);
  const region = useRef<HTMLElement>(null);
  // Whoever opened it wants to read it: it may lie below the edge.
  useEffect(() => region.current?.focus(), []);
  const blocked = job === null ? null : 'Work on a restore of this site is under way';
  return (
    <section ref={region} className={layout.stack} aria-label="The opened restore" tabIndex={-1}>
      {restore === 'loading' ? (
        <Panel title="Restore" flush>
          <LoadingLines what="the restore" />
        </Panel>
      ) : restore === null ? (
        <Panel title="Restore">
          <EmptyState title="It could not be read" actions={<Button onClick={onClose}>Close</Button>} />
        </Panel>
      ) : (
        <>
          {job === null ? null : (
            <Panel title={job.title}>
              <JobLine job={job} detailed onCancel={() => void cancel.run({ jobId: job.id })} />
            </Panel>
          )}
          <UndoPanel
            restore={restore}
            subtitle={`of the restore of ${formatInstant(restore.createdAt, now)}`}
            blocked={blocked}
            onChanged={(changed) => {
              take(changed);
              onChanged();
            }}
          />
          {restore.sideRows.length === 0 ? null : <SideRowsPanel restore={restore} blocked={blocked} onChanged={take} />}
          <VerificationPanel checks={restore.checks} />
        </>
      )}
    </section>
  );
}
