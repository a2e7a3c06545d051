import * as z from 'zod';
import { RestoreId } from '../../../shared/model/ids.ts';
import type { JobKind } from '../../../shared/model/job.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import type { JobRequest } from '../../jobs/job-handler.ts';
import type { Modules } from '../modules.ts';

/** `run`: from the beginning, or on from where it stopped. */
export const RestoreParams = z.object({ restoreId: RestoreId, how: z.enum(['run', 'roll-back']) });
export type RestoreParams = z.infer<typeof RestoreParams>;

export const RestoreOnly = z.object({ restoreId: RestoreId });
export type RestoreOnly = z.infer<typeof RestoreOnly>;

export const PutBackParams = z.object({
  restoreId: RestoreId,
  tables: z.array(z.object({ database: z.string(), table: z.string() })),
});
export type PutBackParams = z.infer<typeof PutBackParams>;

type Kind = Extract<JobKind, `restore${string}`>;

/** A restore takes the lane of the server it writes to: nothing else works on that server meanwhile. */
export function restoreRequest(
  { catalog }: Pick<Modules, 'catalog'>,
  restore: Restore,
  kind: Kind,
  title: string,
  params: RestoreParams | RestoreOnly | PutBackParams,
): JobRequest {
  const site = catalog.sites.find(restore.targetSiteId);
  return {
    kind,
    title,
    serverId: site?.serverId ?? null,
    siteId: restore.targetSiteId,
    backupId: restore.plan.backup.id,
    params,
  };
}
