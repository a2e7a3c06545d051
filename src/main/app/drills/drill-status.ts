import { drillDueAt } from '../../../shared/model/drill-due.ts';
import type { DrillStatus } from '../../../shared/model/drill.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { describePrograms, findDatabasePrograms } from '../../drills/find-programs.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Modules } from '../modules.ts';

/** As many as the contract says. */
const SHOWN = 100;

/** Throws `site.not-found`. */
export async function drillStatus({ catalog }: Pick<Modules, 'catalog'>, siteId: SiteId): Promise<DrillStatus> {
  const site = catalog.sites.find(siteId);
  if (site === null) throw new AppError('site.not-found', { detail: siteId });
  const settings = catalog.siteRecoveries.drillOf(siteId);
  const lastPassedAt = catalog.drills.newestPassed(siteId)?.startedAt ?? null;
  const programs = await findDatabasePrograms();
  return {
    settings,
    drills: [...catalog.drills.list({ siteId, limit: SHOWN })],
    lastPassedAt,
    dueAt: drillDueAt(settings.rhythm, lastPassedAt, site.createdAt),
    localServer: programs === null ? null : describePrograms(programs),
  };
}
