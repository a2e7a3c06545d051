import type { PlaceId } from '../../shared/model/ids.ts';
import type { Place, PlaceStatus, Presence } from '../../shared/model/place.ts';
import { AppError } from '../errors/app-error.ts';
import type { Modules } from './modules.ts';
import { owedNow } from './owed-now.ts';

/** This computer first, then by name. Folders and drives are looked at; S3 and servers are not asked. */
export async function placeStatuses(modules: Modules): Promise<PlaceStatus[]> {
  const home = modules.place()?.id ?? null;
  const owed = owedNow(modules);
  const places = modules.catalog.places.list().toSorted((a, b) => Number(b.id === home) - Number(a.id === home) || compare(a.name, b.name));
  return Promise.all(
    places.map(async (place) => {
      const isNear = place.kind === 'this-computer' || place.kind === 'drive';
      return statusOf(modules, place, isNear ? await presenceOf(modules, place.id) : null, owed.get(place.id)?.length ?? 0);
    }),
  );
}

/** Of one place, which is asked whatever it is. Throws `place.not-found`. */
export async function placeStatus(modules: Modules, placeId: PlaceId): Promise<PlaceStatus> {
  const presence = await presenceOf(modules, placeId);
  // After the look: a drive under a new letter has another folder by now.
  const place = modules.catalog.places.find(placeId);
  if (place === null) throw new AppError('place.not-found', { detail: placeId });
  return statusOf(modules, place, presence, owedNow(modules).get(placeId)?.length ?? 0);
}

async function presenceOf({ stores, closing }: Modules, placeId: PlaceId): Promise<Presence> {
  try {
    return await (await stores.storeOf(placeId)).presence(closing);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'place.not-found') throw error;
    return { state: error.code === 'place.missing' ? 'absent' : 'unreachable', reason: error.detail === '' ? error.message : error.detail };
  }
}

function statusOf(modules: Modules, place: Place, presence: Presence | null, owed: number): PlaceStatus {
  const totals = modules.catalog.backups.placeTotals().find(({ placeId }) => placeId === place.id);
  return {
    place: modules.catalog.places.find(place.id) ?? place,
    isHome: place.id === modules.place()?.id,
    presence,
    copies: totals?.copies ?? 0,
    failedCopies: totals?.failedCopies ?? 0,
    bytes: totals?.bytes ?? 0,
    newestCopyAt: totals?.newestCopyAt ?? null,
    oldestProofAt: totals?.oldestProofAt ?? null,
    owed,
  };
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}
