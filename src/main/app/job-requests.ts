import * as z from 'zod';
import { BackupKind, type Backup } from '../../shared/model/backup.ts';
import { type Place } from '../../shared/model/place.ts';
import { BackupId, PlaceId, SiteId, SourceId } from '../../shared/model/ids.ts';
import { Compression } from '../../shared/model/preflight.ts';
import type { Site } from '../../shared/model/site.ts';
import type { JobRequest } from '../jobs/job-handler.ts';

/** What a backup job needs to be started again from disk. */
export const BackupParams = z.object({
  siteId: SiteId,
  kind: BackupKind,
  /** Null: everything the site has but server-made backups. Absent in jobs of earlier versions. */
  sourceIds: z.array(SourceId).nullable().default(null),
  compression: Compression.nullable(),
  label: z.string().nullable(),
  verify: z.boolean(),
  /** Null: as the site's policy says when the backup is made. */
  copyTo: z.array(PlaceId).nullable().default(null),
  /** Begun by its schedule and not by a person. */
  scheduled: z.boolean().optional(),
});
export type BackupParams = z.infer<typeof BackupParams>;

export const VerifyParams = z.object({
  backupId: BackupId,
  level: z.enum(['intact', 'sound']),
  /** Null: on this computer, else wherever it is nearest. */
  placeId: PlaceId.nullable().default(null),
});
export type VerifyParams = z.infer<typeof VerifyParams>;

/** Null: all places that can be reached. */
export const RebuildParams = z.object({ placeId: PlaceId.nullable() });

export const SynthesizeParams = z.object({ backupId: BackupId });
export type SynthesizeParams = z.infer<typeof SynthesizeParams>;

export function backupRequest(site: Site, choice: Omit<BackupParams, 'siteId'>): JobRequest {
  const params: BackupParams = { siteId: site.id, ...choice };
  const what = choice.label === null ? `Back up ${site.name}` : `Checkpoint "${choice.label}" of ${site.name}`;
  return { kind: 'backup', title: what, serverId: site.serverId, siteId: site.id, backupId: null, params };
}

export function verifyRequest(
  backup: Backup,
  site: Pick<Site, 'name'>,
  level: VerifyParams['level'],
  placeId: VerifyParams['placeId'],
): JobRequest {
  const params: VerifyParams = { backupId: backup.id, level, placeId };
  const title = `Verify ${site.name}, ${backup.folder}`;
  return { kind: 'verify', title, serverId: null, siteId: backup.siteId, backupId: backup.id, params };
}

export function synthesizeRequest(backup: Backup, siteName: string): JobRequest {
  const params: SynthesizeParams = { backupId: backup.id };
  const title = `Put together a full of ${siteName} from ${backup.folder}`;
  return { kind: 'synthesize', title, serverId: null, siteId: backup.siteId, backupId: backup.id, params };
}

/** Null: all places that can be reached. */
export function rebuildRequest(place: Place | null): JobRequest {
  return {
    kind: 'catalog-rebuild',
    title: `Rebuild the catalog from ${place === null ? 'all places' : place.name}`,
    serverId: null,
    siteId: null,
    backupId: null,
    params: { placeId: place?.id ?? null },
  };
}
