import type { PlaceId } from '../../shared/model/ids.ts';
import type { Presence } from '../../shared/model/place.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { AppError } from '../errors/app-error.ts';
import type { Clock } from '../support/clock.ts';
import type { Stores } from './stores.ts';

/** Whether places can be reached, as far as anybody has looked. */
export interface Presences {
  /** Looks at one place, whatever it is. Throws `place.not-found`. */
  look(placeId: PlaceId): Promise<Presence>;
  /** The last known ones, after a look at folders and drives, which costs no line; a moment ago is now. S3 and servers are not asked. */
  known(): Promise<ReadonlyMap<PlaceId, Presence>>;
}

export interface PresencesOptions {
  readonly catalog: Catalog;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

/** A dashboard asks again with every change of a job; a drive is not pulled out that often. */
const MOMENT_MS = 5_000;

export function createPresences({ catalog, stores, clock, closing }: PresencesOptions): Presences {
  const last = new Map<PlaceId, { readonly presence: Presence; readonly at: number }>();

  async function look(placeId: PlaceId): Promise<Presence> {
    const presence = await presenceOf(stores, placeId, closing);
    last.set(placeId, { presence, at: clock.now() });
    return presence;
  }

  return {
    look,
    async known() {
      const places = catalog.places.list();
      const near = places.filter(({ kind }) => kind === 'this-computer' || kind === 'drive');
      const stale = near.filter(({ id }) => Math.abs(clock.now() - (last.get(id)?.at ?? 0)) > MOMENT_MS);
      await Promise.all(stale.map(({ id }) => look(id)));
      return new Map(places.flatMap(({ id }) => (last.has(id) ? [[id, last.get(id)!.presence] as const] : [])));
    },
  };
}

/** A problem is an answer here: whoever asks wants to know, not to fail. */
async function presenceOf(stores: Stores, placeId: PlaceId, signal: AbortSignal): Promise<Presence> {
  try {
    return await (await stores.storeOf(placeId)).presence(signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'place.not-found') throw error;
    return { state: error.code === 'place.missing' ? 'absent' : 'unreachable', reason: error.detail === '' ? error.message : error.detail };
  }
}
