import { refusalOf } from '../../drills/assertions.ts';
import { drillReport, drillReportJson } from '../../drills/drill-report.ts';
import { AppError } from '../../errors/app-error.ts';
import { drillEvidence } from '../drills/drill-evidence.ts';
import { drillRequest } from '../drills/drill-request.ts';
import { drillStatus } from '../drills/drill-status.ts';
import { saveReport } from '../drills/save-report.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

/** As many as the contract says. */
const LISTED = 200;

export function drillCalls(modules: Modules): Handlers<CallsOf<'drill'>> {
  const { catalog, secrets, host, runner, emit } = modules;
  return {
    'drill.status': ({ siteId }) => drillStatus(modules, siteId),
    async 'drill.set-settings'({ siteId, settings }) {
      const { target, assertions } = settings;
      if (catalog.sites.find(siteId) === null) throw new AppError('site.not-found', { detail: siteId });
      if (target.kind === 'server' && catalog.servers.find(target.serverId) === null)
        throw new AppError('server.not-found', { detail: target.serverId });
      for (const { title, sql } of assertions) {
        const why = refusalOf(sql);
        if (why !== null) throw new AppError('drill.assertion-refused', { detail: `${title}: ${why}` });
      }
      catalog.siteRecoveries.putDrill(siteId, settings);
      emit('fleet.changed', undefined);
      return drillStatus(modules, siteId);
    },
    async 'drill.set-target-password'({ siteId, password }) {
      if (catalog.sites.find(siteId) === null) throw new AppError('site.not-found', { detail: siteId });
      if (password === null) await secrets.delete(`drill:${siteId}`);
      else await secrets.set(`drill:${siteId}`, password);
    },
    'drill.start': ({ siteId, backupId, placeId }) => {
      const site = catalog.sites.find(siteId);
      if (site === null) throw new AppError('site.not-found', { detail: siteId });
      if (backupId !== null && catalog.backups.find(backupId)?.siteId !== siteId)
        throw new AppError('backup.not-found', { detail: `${backupId}, of ${site.name}` });
      if (placeId !== null && catalog.places.find(placeId) === null) throw new AppError('place.not-found', { detail: placeId });
      return runner().start(drillRequest(site, catalog.siteRecoveries.drillOf(siteId).target, { backupId, placeId }));
    },
    'drill.list': ({ siteId }) => [...catalog.drills.list({ siteId, limit: LISTED })],
    'drill.report': ({ drillId, format }) => {
      const evidence = drillEvidence(modules, drillId);
      return format === 'html' ? drillReport(evidence) : drillReportJson(evidence);
    },
    'drill.save-report': ({ drillId, format, file }) => {
      const evidence = drillEvidence(modules, drillId);
      const { siteName, startedAt } = evidence.drill;
      return saveReport(host, {
        name: `drill ${siteName} ${startedAt.slice(0, 10)}`,
        format,
        file,
        html: () => drillReport(evidence),
        json: () => drillReportJson(evidence),
      });
    },
  };
}
