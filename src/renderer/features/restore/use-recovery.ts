import { useCallback, useEffect, useState } from 'react';
import type { IncidentId, RestoreId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { ask, useBridge } from '../../api/bridge.ts';
import type { Loaded } from '../../api/use-call.ts';
import { useCall } from '../../api/use-call.ts';

/** An incident, asked for again whenever the main process says that it changed. */
export function useIncident(incidentId: IncidentId): { readonly loaded: Loaded<Incident>; readonly reload: () => void } {
  const bridge = useBridge();
  const { loaded, reload } = useCall('incident.get', { incidentId });
  useEffect(
    () =>
      bridge.on('incident.changed', ({ incidentId: changed }) => {
        if (changed === incidentId) reload();
      }),
    [bridge, incidentId, reload],
  );
  return { loaded, reload };
}

export interface KnownRestore {
  /** `loading` until the first answer of this restore; null: there is none. */
  readonly restore: Restore | null | 'loading';
  /** An answer of an action, which is newer than what was asked for. */
  readonly take: (restore: Restore) => void;
}

interface Known {
  readonly id: RestoreId;
  readonly restore: Restore | null;
  /** Newer than what the incident says. */
  readonly taken: boolean;
}

/** The newest restore of an incident, as the last event or answer left it. */
export function useRestore(restoreId: RestoreId | null): KnownRestore {
  const bridge = useBridge();
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    if (restoreId === null) return undefined;
    let current = true;
    let heard = false;
    const stop = bridge.on('restore.changed', (restore) => {
      if (restore.id === restoreId) heard = true;
      setKnown((before) =>
        restore.id === restoreId || restore.id === before?.id
          ? { id: restore.id, restore, taken: before?.id === restore.id && before.taken }
          : before,
      );
    });
    void ask(bridge, 'restore.get', { restoreId }).then((reply) => {
      // What an event said since the question was asked is newer.
      if (!current || heard) return;
      setKnown((before) =>
        before?.id === restoreId && !reply.ok ? before : { id: restoreId, restore: reply.ok ? reply.value : null, taken: false },
      );
    });
    return () => {
      current = false;
      stop();
    };
  }, [bridge, restoreId]);
  const take = useCallback((restore: Restore) => setKnown({ id: restore.id, restore, taken: true }), []);
  if (restoreId === null) return { restore: known?.restore ?? null, take };
  return { restore: known !== null && (known.taken || known.id === restoreId) ? known.restore : 'loading', take };
}

/**
 * The restore a recovery stands at: the newest, unless that is only a plan and an earlier one of the incident is done. A plan alone must not put the
 * undo of a finished restore out of reach.
 */
export function useStandingRestore(incident: Incident): { readonly newest: KnownRestore; readonly finished: KnownRestore['restore'] } & {
  readonly takeFinished: KnownRestore['take'];
} {
  const newest = useRestore(incident.restoreId);
  const { loaded, reload } = useCall('restore.list', { siteId: incident.siteId });
  const state = newest.restore === null || newest.restore === 'loading' ? null : newest.restore.state;
  useEffect(() => {
    if (state !== null) reload();
  }, [state, reload]);
  const earlier =
    state === 'planned' && loaded.state === 'ready'
      ? loaded.value.find((row) => row.incidentId === incident.id && row.id !== incident.restoreId && row.state === 'done')
      : undefined;
  const finished = useRestore(earlier?.id ?? null);
  const isUnknown = state === 'planned' && loaded.state === 'loading';
  return { newest, finished: isUnknown ? 'loading' : earlier === undefined ? null : finished.restore, takeFinished: finished.take };
}
