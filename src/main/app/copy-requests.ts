import * as z from 'zod';
import type { Backup } from '../../shared/model/backup.ts';
import { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import type { Site } from '../../shared/model/site.ts';
import type { JobRequest } from '../jobs/job-handler.ts';

/** What a copy job needs to be started again from disk. */
export const CopyParams = z.object({
  /** Where the copies go. */
  placeId: PlaceId,
  /** `pull`: to this computer. For people; both work alike. */
  direction: z.enum(['push', 'pull']),
  /** Null: from the nearest place with a good copy. */
  fromPlaceId: PlaceId.nullable(),
  /** With `backupIds` null: of one site alone. */
  siteId: SiteId.nullable(),
  /** Null: what site policies want there when the job begins. */
  backupIds: z.array(BackupId).min(1).nullable(),
});
export type CopyParams = z.infer<typeof CopyParams>;

export const HealParams = z.object({ backupId: BackupId, placeId: PlaceId });
export type HealParams = z.infer<typeof HealParams>;

/** `site` null: of all sites. `backupIds` null: what site policies want there. */
export function pushRequest(place: Place, site: Pick<Site, 'id' | 'name'> | null, backupIds: CopyParams['backupIds']): JobRequest {
  const params: CopyParams = { placeId: place.id, direction: 'push', fromPlaceId: null, siteId: site?.id ?? null, backupIds };
  const what = site === null ? countOf(backupIds) : site.name;
  return requestOf(place, 'copy', `Copy ${what} to ${place.name}`, params, site?.id ?? null, backupIds);
}

/** `home`: the chosen place of this computer. `from` null: the nearest place with a good copy. */
export function pullRequest(home: Place, from: Place | null, backupIds: readonly BackupId[]): JobRequest {
  const params: CopyParams = {
    placeId: home.id,
    direction: 'pull',
    fromPlaceId: from?.id ?? null,
    siteId: null,
    backupIds: [...backupIds],
  };
  const source = from === null ? '' : ` from ${from.name}`;
  return requestOf(home, 'copy', `Copy ${countOf(backupIds)}${source} to this computer`, params, null, backupIds);
}

export function healRequest(place: Place, backup: Pick<Backup, 'id' | 'siteId' | 'folder'>, siteName: string): JobRequest {
  const params: HealParams = { backupId: backup.id, placeId: place.id };
  return requestOf(place, 'heal', `Heal ${siteName}, ${backup.folder} in ${place.name}`, params, backup.siteId, [backup.id]);
}

function requestOf(
  place: Place,
  kind: 'copy' | 'heal',
  title: string,
  params: CopyParams | HealParams,
  siteId: SiteId | null,
  backupIds: readonly BackupId[] | null,
): JobRequest {
  const [only = null, second] = backupIds ?? [];
  // What writes in a folder of a server works on that server, and waits for it.
  const serverId = place.kind === 'server-folder' ? place.serverId : null;
  return { kind, title, serverId, siteId, backupId: second === undefined ? only : null, params };
}

function countOf(backupIds: readonly BackupId[] | null): string {
  if (backupIds === null) return 'what is owed';
  return backupIds.length === 1 ? 'a backup' : `${backupIds.length} backups`;
}
