import type { Incident, IncidentEvent } from '../../../shared/model/incident.ts';
import { refusalOf } from '../../drills/assertions.ts';
import { AppError } from '../../errors/app-error.ts';
import { lookForSigns } from '../../restore/runbooks/look-for-signs.ts';
import { setMaintenance } from '../../restore/runbooks/set-maintenance.ts';
import { instantOf } from '../../support/clock.ts';
import { redactText } from '../../support/redact.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { catalogSigns } from '../recovery/catalog-signs.ts';
import { needIncident } from '../recovery/incidents-open.ts';
import { keepIncident } from '../recovery/restore-journal.ts';
import { restoreTarget } from '../recovery/restore-works.ts';

/** What is done around an incident before any restore is planned, and how a site is taken through one. */
export function recoveryCalls(modules: Modules): Handlers<CallsOf<'recovery'> | 'incident.look-for-signs'> {
  const { catalog, clock, closing, connections, sites } = modules;
  return {
    'recovery.settings': ({ siteId }) => catalog.siteRecoveries.of(sites.get(siteId).id),
    'recovery.set-settings': ({ siteId, settings }) => {
      for (const sql of settings.smokeSql) {
        const why = refusalOf(sql);
        if (why !== null) throw new AppError('drill.assertion-refused', { detail: `${sql.slice(0, 200)}: ${why}` });
      }
      catalog.siteRecoveries.put(sites.get(siteId).id, settings);
      return catalog.siteRecoveries.of(siteId);
    },
    async 'recovery.maintenance'({ incidentId, up }) {
      const { siteId } = needIncident(modules, incidentId);
      const said: string[] = [];
      const target = restoreTarget(modules, { targetSiteId: siteId });
      const recovery = catalog.siteRecoveries.of(siteId);
      const set = await setMaintenance(up, { target, recovery }, connections, (line) => void said.push(line), closing);
      // Asked again: the server took its time.
      const incident = needIncident(modules, incidentId);
      const text = up ? (set.wasSo ? 'The maintenance page was up already.' : 'Maintenance page put up.') : 'Maintenance page taken down.';
      const event: IncidentEvent = {
        at: instantOf(clock),
        kind: 'command',
        text,
        detail: redactText([...said, ...set.warnings].join('\n')),
      };
      const changed: Incident = {
        ...incident,
        maintenanceSince: up && !set.wasSo ? instantOf(clock) : up ? incident.maintenanceSince : null,
        bypassUrl: up ? (set.bypassUrl ?? incident.bypassUrl) : null,
        timeline: [...incident.timeline, event],
      };
      keepIncident(modules, changed);
      return changed;
    },
    async 'incident.look-for-signs'({ incidentId }) {
      const { siteId } = needIncident(modules, incidentId);
      const { secrets } = modules;
      const target = restoreTarget(modules, { targetSiteId: siteId });
      const known = await catalogSigns(modules, target.site, closing);
      const seen = await lookForSigns({ target, connections, secrets, clock }, closing);
      return [...known, ...seen].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    },
  };
}
