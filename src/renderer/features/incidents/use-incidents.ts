import { useEffect } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { IncidentSummary } from '../../../shared/model/incident.ts';
import { useBridge } from '../../api/bridge.ts';
import type { Called } from '../../api/use-call.ts';
import { useCall } from '../../api/use-call.ts';

/** Incidents, newest first, asked for again when one changes. `siteId` null: of all sites. */
export function useIncidents(siteId: SiteId | null): Called<readonly IncidentSummary[]> {
  const bridge = useBridge();
  const { loaded, reload } = useCall('incident.list', { siteId });
  useEffect(() => bridge.on('incident.changed', reload), [bridge, reload]);
  return { loaded, reload };
}
