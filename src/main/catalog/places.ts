import { resolve } from 'node:path';
import type { PlaceId } from '../../shared/model/ids.ts';
import { Place } from '../../shared/model/place.ts';
import { moveCopies } from './copies.ts';
import { decodeAll, decodeMaybe } from './decode.ts';
import type { Sql } from './sql.ts';

export interface PlacesRepository {
  list(): readonly Place[];
  find(id: PlaceId): Place | null;
  /**
   * Adds it, or changes the one with this id. When its folder is another one, its copies are the ones that lie there; none of them has been
   * read there, so no more than *present* holds of it, and a failure stays until a check lifts it.
   */
  put(place: Place): void;
}

const SELECT = 'SELECT id, kind, name, folder FROM place';

export function createPlacesRepository(sql: Sql): PlacesRepository {
  const find = (id: PlaceId): Place | null => decodeMaybe(Place, 'place', sql.get(`${SELECT} WHERE id = :id`, { id }));
  return {
    list: () => decodeAll(Place, 'place', sql.all(`${SELECT} ORDER BY name, id`)),
    find,
    put({ id, kind, name, folder }) {
      sql.atomically(() => {
        const before = find(id);
        sql.run(
          `INSERT INTO place (id, kind, name, folder) VALUES (:id, :kind, :name, :folder)
           ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, folder = excluded.folder`,
          { id, kind, name, folder },
        );
        if (before !== null && resolve(before.folder) !== resolve(folder)) moveCopies(sql, id, before.folder, folder);
      });
    },
  };
}
