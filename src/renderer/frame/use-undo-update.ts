import { useCallback } from 'react';
import type { BackupId, SiteId } from '../../shared/model/ids.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { useNavigation } from '../api/stores.ts';
import { useAction } from '../api/use-action.ts';

/** Opens the incident of a site as an update that went wrong, with the checkpoint proposed. What was answered before for something else stays. */
export function useUndoUpdate(): {
  readonly undo: (siteId: SiteId, backupId: BackupId) => void;
  readonly busy: boolean;
  readonly problem: Problem | null;
} {
  const open = useAction('incident.open');
  const answer = useAction('incident.answer');
  const go = useNavigation((state) => state.go);
  const { run: openIncident } = open;
  const { run: answerIt } = answer;
  const undo = useCallback(
    (siteId: SiteId, backupId: BackupId) => {
      void (async () => {
        const opened = await openIncident({ siteId });
        if (opened === null) return;
        const { id, situation, openedAt } = opened.value;
        if (situation === null) {
          const kept = await answerIt({
            incidentId: id,
            situation: {
              branch: 'update-failed',
              noticedAt: openedAt,
              firstSignAt: null,
              marginHours: 0,
              tables: [],
              paths: [],
              stillWriting: null,
            },
          });
          if (kept === null) return;
        }
        go({ name: 'restore', incidentId: id, backupId });
      })();
    },
    [openIncident, answerIt, go],
  );
  return { undo, busy: open.busy || answer.busy, problem: open.problem ?? answer.problem };
}
