import { randomUUID } from 'node:crypto';
import { PlaceId } from '../../../shared/model/ids.ts';
import type { DrivePlace, Place, PlaceDraft, ServerFolderPlace } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { claimDriveFolder } from '../../places/claim-folder.ts';
import { findDrives } from '../../places/drives/find-drives.ts';
import { mountOf } from '../../places/drives/mounts.ts';
import { claimServerFolder } from '../../places/server-folder/claim-server-folder.ts';
import { instantOf } from '../../support/clock.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { placeStatus, placeStatuses } from '../place-status.ts';

type Names = Exclude<CallsOf<'place'>, 'place.choose-folder' | 'place.inspect-folder' | 'place.set-folder'>;

export function placeCalls(modules: Modules): Handlers<Names> {
  const { catalog, clock, closing, connections, secrets, stores, emit } = modules;

  function needPlace(placeId: PlaceId): Place {
    const place = catalog.places.find(placeId);
    if (place === null) throw new AppError('place.not-found', { detail: placeId });
    return place;
  }

  function requireFreeName(name: string, except: PlaceId | null): void {
    const taken = catalog.places.list().some((place) => place.id !== except && place.name.toLowerCase() === name.toLowerCase());
    if (taken) throw new AppError('place.name-taken', { detail: name });
  }

  /** The place of a draft; a drive is marked on the way, the secret of a bucket stored. */
  async function placeOf(draft: PlaceDraft, id: PlaceId | null): Promise<Place> {
    requireFreeName(draft.name, id);
    switch (draft.kind) {
      case 'drive': {
        return otherwiseRefused(await claimDriveFolder(draft, clock, mountOf), id);
      }
      case 's3': {
        const { secretAccessKey, ...settings } = draft;
        const placeId = id ?? PlaceId.parse(randomUUID());
        if (secretAccessKey !== undefined) await secrets.set(`place:${placeId}`, secretAccessKey);
        return { ...settings, id: placeId };
      }
      case 'server-folder':
        if (catalog.servers.find(draft.serverId) === null) throw new AppError('server.not-found', { detail: draft.serverId });
        return otherwiseRefused(await claimServerFolder(draft, connections, clock, closing), id);
    }
  }

  /** A marker that is there already says which place it is: it may be this computer's own, or not the one that is edited. */
  function otherwiseRefused(claimed: DrivePlace | ServerFolderPlace, edited: PlaceId | null): Place {
    const { id, kind, folder } = claimed;
    const known = catalog.places.find(id);
    if (known !== null && known.kind !== kind) throw new AppError('place.is-home', { detail: `${folder} is ${known.name}.` });
    if (edited !== null && edited !== id) throw new AppError('place.missing', { detail: `${folder} is another place.` });
    return claimed;
  }

  function refuseUnderWork(): void {
    if (modules.activeJobCount() > 0) throw new AppError('place.in-use');
  }

  return {
    'place.list': () => placeStatuses(modules),
    'place.look': ({ placeId }) => placeStatus(modules, placeId),
    'place.drives': async () => [...(await findDrives())],
    'place.add': async ({ ...draft }) => {
      const place = await placeOf(draft, null);
      catalog.places.put(place);
      emit('fleet.changed', undefined);
      return place;
    },
    'place.edit': async ({ placeId, draft }) => {
      if (needPlace(placeId).kind !== draft.kind) throw new AppError('input.invalid', { detail: 'a place keeps its kind' });
      refuseUnderWork();
      const place = await placeOf(draft, placeId);
      catalog.places.put(place);
      emit('fleet.changed', undefined);
      return place;
    },
    'place.remove': async ({ placeId }) => {
      if (needPlace(placeId).id === modules.place()?.id) throw new AppError('place.is-home');
      refuseUnderWork();
      catalog.atomically(() => {
        for (const { id } of catalog.sites.list()) {
          const policy = catalog.sitePolicies.of(id);
          if (policy.copyTo.includes(placeId)) {
            catalog.sitePolicies.put(id, { ...policy, copyTo: policy.copyTo.filter((other) => other !== placeId) });
          }
        }
        catalog.places.delete(placeId);
      });
      await secrets.delete(`place:${placeId}`);
      emit('fleet.changed', undefined);
    },
    'place.test': async ({ placeId }) => {
      needPlace(placeId);
      const rows = await (await stores.storeOf(placeId)).test(closing);
      return { placeId, testedAt: instantOf(clock), usable: rows.every(({ verdict }) => verdict !== 'failed'), rows: [...rows] };
    },
  };
}
