import type { Anomaly } from '../../shared/model/anomaly.ts';
import type { Finding } from '../../shared/model/fleet.ts';

/** What says more than that something is unusual: data is missing, or something is there that may run. */
const CRITICAL = new Set<Anomaly['kind']>(['tables', 'executables']);

/** One finding for each anomaly that is open, newest first, with its numbers. What `said` tells of the same backup already is not said twice. Pure. */
export function anomalyFindings(anomalies: readonly Anomaly[], said: readonly Pick<Finding, 'code' | 'backupId'>[]): readonly Finding[] {
  const scriptsSaid = new Set(said.flatMap(({ code, backupId }) => (code === 'new-executables' ? [backupId] : [])));
  return anomalies
    .filter(({ acknowledged }) => acknowledged === null)
    .flatMap((anomaly): Finding | [] => {
      const { kind, direction, text, sightings } = anomaly;
      const newest = sightings.at(-1);
      if (newest === undefined || (kind === 'executables' && scriptsSaid.has(newest.backupId))) return [];
      const more = sightings.length === 1 ? '' : ` Seen in ${sightings.length} backups.`;
      return {
        code: 'anomaly',
        severity: CRITICAL.has(kind) ? 'critical' : direction === 'down' ? 'at-risk' : 'note',
        text: `${text}${more} Retention of the site pauses until it is acknowledged.`,
        at: newest.at,
        backupId: newest.backupId,
        placeId: null,
        serverId: null,
      };
    })
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
