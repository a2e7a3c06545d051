import * as z from 'zod';
import { AnomalyId, BackupId, DrillId, IncidentId, JobId, RestoreId, SiteId, SourceId } from '../../../shared/model/ids.ts';
import type { Catalog } from '../../catalog/open-catalog.ts';

/** Ids by which an input may name a site, the most direct first. */
const Named = z.object({
  siteId: SiteId.nullish().catch(null),
  targetSiteId: SiteId.nullish().catch(null),
  scope: z.object({ siteId: SiteId.nullish() }).nullish().catch(null),
  backupId: BackupId.nullish().catch(null),
  afterId: BackupId.nullish().catch(null),
  sourceId: SourceId.nullish().catch(null),
  restoreId: RestoreId.nullish().catch(null),
  incidentId: IncidentId.nullish().catch(null),
  drillId: DrillId.nullish().catch(null),
  anomalyId: AnomalyId.nullish().catch(null),
  jobId: JobId.nullish().catch(null),
  backupIds: z.array(BackupId).nullish().catch(null),
});

/** The site that the input of a call is about, as the catalog knows it now. Null: none, or several. Never throws: an entry without its site is an entry. */
export function siteOf(catalog: Catalog, input: unknown): SiteId | null {
  const named = Named.safeParse(input).data;
  if (named === undefined) return null;
  try {
    const { siteId, targetSiteId, scope, backupId, afterId, sourceId, restoreId, incidentId, drillId, anomalyId, jobId, backupIds } = named;
    if (siteId) return siteId;
    if (targetSiteId) return targetSiteId;
    if (scope?.siteId) return scope.siteId;
    const backup = backupId ?? afterId ?? (backupIds?.length === 1 ? backupIds[0] : null);
    if (backup) return catalog.backups.find(backup)?.siteId ?? null;
    if (sourceId) return catalog.sources.find(sourceId)?.siteId ?? null;
    if (restoreId) return catalog.restores.find(restoreId)?.siteId ?? null;
    if (incidentId) return catalog.incidents.find(incidentId)?.siteId ?? null;
    if (drillId) return catalog.drills.find(drillId)?.siteId ?? null;
    if (anomalyId) return catalog.anomalies.find(anomalyId)?.siteId ?? null;
    return jobId ? (catalog.jobs.find(jobId)?.siteId ?? null) : null;
  } catch {
    return null;
  }
}
