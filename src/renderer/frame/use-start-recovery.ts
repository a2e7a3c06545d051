import { useCallback } from 'react';
import type { SiteId } from '../../shared/model/ids.ts';
import { useNavigation } from '../api/stores.ts';
import type { Action } from '../api/use-action.ts';
import { useAction } from '../api/use-action.ts';

/** Opens the incident of a site, or goes on with the open one, and goes there. */
export function useStartRecovery(): { readonly start: (siteId: SiteId) => void; readonly action: Action<'incident.open'> } {
  const action = useAction('incident.open');
  const go = useNavigation((state) => state.go);
  const { run } = action;
  const start = useCallback(
    (siteId: SiteId) => {
      void run({ siteId }).then((done) => {
        if (done !== null) go({ name: 'restore', incidentId: done.value.id });
      });
    },
    [run, go],
  );
  return { start, action };
}
