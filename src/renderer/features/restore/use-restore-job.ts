import type { SiteId } from '../../../shared/model/ids.ts';
import type { Job } from '../../../shared/model/job.ts';
import { activeJobs } from '../../api/jobs-store.ts';
import { useJobs } from '../../api/stores.ts';

/** The work on a restore of this site that is waiting or running: restore, undo, putting back, letting go. */
export function useRestoreJob(targetSiteId: SiteId | null): Job | null {
  return useJobs(
    (state) => activeJobs(state.jobs).find(({ kind, siteId }) => kind.startsWith('restore') && siteId === targetSiteId) ?? null,
  );
}
