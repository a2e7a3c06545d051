import type { PlaceId } from '../../shared/model/ids.ts';
import type { Place, PlaceStatus, Presence } from '../../shared/model/place.ts';
import type { PlaceTotals } from '../catalog/place-totals.ts';
import { AppError } from '../errors/app-error.ts';
import type { Modules } from './modules.ts';
import { owedNow } from './owed-now.ts';

/** This computer first, then by name. Folders and drives are looked at; of S3 and servers the last answer is given. */
export async function placeStatuses(modules: Modules): Promise<PlaceStatus[]> {
  const home = modules.place()?.id ?? null;
  const owed = owedNow(modules);
  const presences = await modules.presences.known();
  const places = modules.catalog.places.list().toSorted((a, b) => Number(b.id === home) - Number(a.id === home) || compare(a.name, b.name));
  const totals = modules.catalog.backups.placeTotals();
  return places.map((place) => statusOf(modules, place, totals, presences.get(place.id) ?? null, owed.get(place.id)?.length ?? 0));
}

/** Of one place, which is asked whatever it is. Throws `place.not-found`. */
export async function placeStatus(modules: Modules, placeId: PlaceId): Promise<PlaceStatus> {
  const presence = await modules.presences.look(placeId);
  // After the look: a drive under a new letter has another folder by now.
  const place = modules.catalog.places.find(placeId);
  if (place === null) throw new AppError('place.not-found', { detail: placeId });
  return statusOf(modules, place, modules.catalog.backups.placeTotals(), presence, owedNow(modules).get(placeId)?.length ?? 0);
}

function statusOf(modules: Modules, place: Place, all: readonly PlaceTotals[], presence: Presence | null, owed: number): PlaceStatus {
  const totals = all.find(({ placeId }) => placeId === place.id);
  return {
    place: modules.catalog.places.find(place.id) ?? place,
    isHome: place.id === modules.place()?.id,
    presence,
    copies: totals?.copies ?? 0,
    failedCopies: totals?.failedCopies ?? 0,
    bytes: totals?.bytes ?? 0,
    newestCopyAt: totals?.newestCopyAt ?? null,
    oldestProofAt: totals?.oldestProofAt ?? null,
    neverRead: totals?.neverRead ?? 0,
    owed,
  };
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}
