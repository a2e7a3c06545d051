import { filesOf } from '../../../shared/model/artifact.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { incidentReport, incidentReportJson, type IncidentReportFacts } from '../../incidents/incident-report.ts';
import { instantOf } from '../../support/clock.ts';
import { saveReport } from '../drills/save-report.ts';
import type { Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

/** More than any incident has. */
const RESTORES = 1000;

/** The reports of incidents; everything else about them is in other calls. */
export function reportCalls(modules: Modules): Handlers<'incident.report' | 'incident.save-report'> {
  return {
    'incident.report': ({ incidentId, format }) => {
      const facts = factsOf(modules, incidentId);
      return format === 'html' ? incidentReport(facts) : incidentReportJson(facts);
    },
    'incident.save-report': ({ incidentId, format, file }) => {
      const facts = factsOf(modules, incidentId);
      return saveReport(modules.host, {
        name: `incident ${facts.incident.number} ${facts.incident.siteName}`,
        format,
        file,
        html: () => incidentReport(facts),
        json: () => incidentReportJson(facts),
      });
    },
  };
}

/** Throws `incident.not-found`. */
function factsOf({ catalog, clock, appVersion }: Modules, id: IncidentId): IncidentReportFacts {
  const incident = catalog.incidents.find(id);
  if (incident === null) throw new AppError('incident.not-found', { detail: id });
  const restores = catalog.restores.list({ siteId: null, incidentId: id, limit: RESTORES }).toReversed();
  const backups = new Set(restores.map(({ plan }) => plan.backup.id));
  return {
    incident,
    restores,
    files: [...backups].flatMap((backupId) => {
      const files = catalog.backups.find(backupId)?.artifacts.flatMap(filesOf) ?? [];
      return files.map((file) => ({ backupId, ...file }));
    }),
    goals: catalog.siteRecoveries.of(incident.siteId),
    writtenAt: instantOf(clock),
    appVersion,
  };
}
