import * as z from 'zod';
import { DatabaseKind } from '../../shared/model/artifact.ts';
import { type Backup } from '../../shared/model/backup.ts';
import { type Place } from '../../shared/model/place.ts';
import { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import { Compression } from '../../shared/model/preflight.ts';
import type { Site } from '../../shared/model/site.ts';
import type { JobRequest } from '../jobs/job-handler.ts';

/** What a backup job needs to be started again from disk. */
export const BackupParams = z.object({
  siteId: SiteId,
  kind: DatabaseKind,
  compression: Compression.nullable(),
  label: z.string().nullable(),
  verify: z.boolean(),
});
export type BackupParams = z.infer<typeof BackupParams>;

export const VerifyParams = z.object({ backupId: BackupId, level: z.enum(['intact', 'sound']) });
export type VerifyParams = z.infer<typeof VerifyParams>;

export const RebuildParams = z.object({ placeId: PlaceId });

export function backupRequest(site: Site, choice: Omit<BackupParams, 'siteId'>): JobRequest {
  const params: BackupParams = { siteId: site.id, ...choice };
  const what = choice.label === null ? `Back up ${site.name}` : `Checkpoint "${choice.label}" of ${site.name}`;
  return { kind: 'backup', title: what, serverId: site.serverId, siteId: site.id, backupId: null, params };
}

export function verifyRequest(backup: Backup, site: Pick<Site, 'name'>, level: VerifyParams['level']): JobRequest {
  const params: VerifyParams = { backupId: backup.id, level };
  const title = `Verify ${site.name}, ${backup.folder}`;
  return { kind: 'verify', title, serverId: null, siteId: backup.siteId, backupId: backup.id, params };
}

export function rebuildRequest(place: Place): JobRequest {
  return {
    kind: 'catalog-rebuild',
    title: `Rebuild the catalog from ${place.name}`,
    serverId: null,
    siteId: null,
    backupId: null,
    params: { placeId: place.id },
  };
}
