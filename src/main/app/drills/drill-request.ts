import * as z from 'zod';
import type { DrillTarget } from '../../../shared/model/drill.ts';
import { BackupId, PlaceId, SiteId } from '../../../shared/model/ids.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { JobRequest } from '../../jobs/job-handler.ts';

export const DrillParams = z.object({
  siteId: SiteId,
  /** Null: the newest whole one when the drill begins. */
  backupId: BackupId.nullable(),
  /** Null: the nearest place with the best proof. */
  placeId: PlaceId.nullable(),
});
export type DrillParams = z.infer<typeof DrillParams>;

/** A drill on a server takes that server's lane: it must not import while a backup of the same server is made. */
export function drillRequest(site: Pick<Site, 'id' | 'name'>, target: DrillTarget, choice: Omit<DrillParams, 'siteId'>): JobRequest {
  return {
    kind: 'drill',
    title: `Drill of ${site.name}`,
    serverId: target.kind === 'server' ? target.serverId : null,
    siteId: site.id,
    backupId: choice.backupId,
    params: { siteId: site.id, ...choice } satisfies DrillParams,
  };
}
