import { useCallback } from 'react';
import type { BackupId, SiteId } from '../../shared/model/ids.ts';
import { useNavigation } from '../api/stores.ts';
import type { Action } from '../api/use-action.ts';
import { useAction } from '../api/use-action.ts';

/** Opens the incident of a site, or goes on with the open one, and goes there. */
export function useStartRecovery(): {
  readonly start: (siteId: SiteId, backupId?: BackupId) => void;
  readonly action: Action<'incident.open'>;
} {
  const action = useAction('incident.open');
  const go = useNavigation((state) => state.go);
  const { run } = action;
  const start = useCallback(
    (siteId: SiteId, backupId?: BackupId) => {
      void run({ siteId }).then((done) => {
        if (done !== null) go({ name: 'restore', incidentId: done.value.id, ...(backupId === undefined ? {} : { backupId }) });
      });
    },
    [run, go],
  );
  return { start, action };
}
