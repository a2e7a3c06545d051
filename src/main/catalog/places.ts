import paths, { posix, resolve } from 'node:path';
import * as z from 'zod';
import type { PlaceId } from '../../shared/model/ids.ts';
import { isFolderPlace, Place } from '../../shared/model/place.ts';
import { moveCopies } from './copies.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

export interface PlacesRepository {
  list(): readonly Place[];
  find(id: PlaceId): Place | null;
  /**
   * Adds it, or changes the one with this id. When it lies elsewhere from now on, its copies are the ones that lie there; none of them has been
   * read there, so no more than *present* holds of it, and a failure stays until a check lifts it. A drive that comes back under another letter
   * or mount point is still the same drive: its copies keep what was shown of them.
   */
  put(place: Place): void;
  /**
   * The catalog forgets the place and which copies lie there; nothing is deleted in it. Deletions that have not ended there end as `place-removed`: nobody
   * empties that bin any more, or takes anything out of it. No effect when it is not known.
   */
  delete(id: PlaceId): void;
}

const PlaceRow = z
  .object({ id: z.string(), kind: z.string(), name: z.string(), settings: json(z.looseObject({})) })
  .transform(({ settings, ...columns }) => ({ ...settings, ...columns }))
  .pipe(Place);

const SELECT = 'SELECT id, kind, name, settings FROM place';

export function createPlacesRepository(sql: Sql): PlacesRepository {
  const find = (id: PlaceId): Place | null => decodeMaybe(PlaceRow, 'place', sql.get(`${SELECT} WHERE id = :id`, { id }));
  return {
    list: () => decodeAll(PlaceRow, 'place', sql.all(`${SELECT} ORDER BY name, id`)),
    find,
    put(place) {
      const { id, kind, name, ...settings } = place;
      sql.atomically(() => {
        const before = find(id);
        sql.run(
          `INSERT INTO place (id, kind, name, settings) VALUES (:id, :kind, :name, :settings)
           ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, settings = excluded.settings`,
          { id, kind, name, settings: JSON.stringify(settings) },
        );
        if (before === null || address(before) === address(place)) return;
        const isSameDrive = before.kind === 'drive' && place.kind === 'drive';
        const written = isFolderPlace(place) ? paths : posix;
        moveCopies(sql, id, { from: rootOf(before), to: rootOf(place), paths: written, keepsProof: isSameDrive });
      });
    },
    delete(id) {
      sql.atomically(() => {
        sql.run('DELETE FROM copy WHERE place_id = :id', { id });
        sql.run('DELETE FROM retention_policy WHERE place_id = :id', { id });
        sql.run(
          "UPDATE deletion SET state = 'place-removed', bin = NULL, gone_at = NULL WHERE place_id = :id AND state IN ('deleting', 'bin')",
          { id },
        );
        sql.run('DELETE FROM place WHERE id = :id', { id });
      });
    },
  };
}

/** Equal for two versions of a place whose bytes are the same ones. */
function address(place: Place): string {
  switch (place.kind) {
    case 'this-computer':
    case 'drive':
      return resolve(place.folder);
    case 's3':
      return JSON.stringify([place.endpoint, place.endpoint === null ? place.region : null, place.bucket, place.prefix]);
    case 'server-folder':
      return JSON.stringify([place.serverId, place.folder]);
  }
}

/** What the locations of all its copies begin with. */
function rootOf(place: Place): string {
  return place.kind === 's3' ? place.prefix : place.folder;
}
