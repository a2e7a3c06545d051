import type { EndedJob } from '../../alerts/rules/jobs.ts';
import type { JobId } from '../../../shared/model/ids.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Deletion } from '../../../shared/model/retention.ts';
import type { Catalog } from '../../catalog/open-catalog.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Logger } from '../../support/logger.ts';

/** More than one run of the retention deletes. */
const DELETIONS = 10_000;

/**
 * A job with what it left behind, as the catalog knows it. One that cannot be read is named in the log and left out: it is marked as heard in the same
 * transaction, so that it is named once and holds up nothing.
 */
export function endedJobOf({ jobs, sites, backups, deletions }: Pick<Catalog, 'jobs' | 'sites' | 'backups' | 'deletions'>, logger: Logger) {
  const read = (id: JobId): EndedJob | null => {
    const job = jobs.find(id);
    if (job === null) return null;
    const backup = job.backupId === null ? null : backups.find(job.backupId);
    return {
      job,
      siteName: job.siteId === null ? null : (sites.find(job.siteId)?.name ?? null),
      backup: backup === null ? null : { ...backup, copies: backups.copiesOf(backup.id) },
      deletions: job.kind === 'prune' ? deletedDuring(job, deletions.list(DELETIONS)) : [],
    };
  };
  return (id: JobId): EndedJob | null => {
    try {
      return read(id);
    } catch (cause) {
      if (!(cause instanceof AppError && cause.code === 'catalog.damaged')) throw cause;
      logger.error('alerts.job-not-readable', { jobId: id, cause });
      return null;
    }
  };
}

/** Deleting runs one at a time in a place, and a job says which time was its own. */
function deletedDuring({ startedAt, endedAt, siteId }: Job, deletions: readonly Deletion[]): readonly Deletion[] {
  if (startedAt === null || endedAt === null) return [];
  return deletions.filter(
    ({ deletedAt, siteId: of }) => deletedAt >= startedAt && deletedAt <= endedAt && (siteId === null || siteId === of),
  );
}
