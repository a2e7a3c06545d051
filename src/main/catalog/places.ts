import type { PlaceId } from '../../shared/model/ids.ts';
import { Place } from '../../shared/model/backup.ts';
import { decodeAll, decodeMaybe } from './decode.ts';
import type { Sql } from './sql.ts';

export interface PlacesRepository {
  list(): readonly Place[];
  find(id: PlaceId): Place | null;
  /** Adds it, or changes the one with this id. */
  put(place: Place): void;
}

const SELECT = 'SELECT id, kind, name, folder FROM place';

export function createPlacesRepository(sql: Sql): PlacesRepository {
  return {
    list: () => decodeAll(Place, 'place', sql.all(`${SELECT} ORDER BY name, id`)),
    find: (id) => decodeMaybe(Place, 'place', sql.get(`${SELECT} WHERE id = :id`, { id })),
    put({ id, kind, name, folder }) {
      sql.run(
        `INSERT INTO place (id, kind, name, folder) VALUES (:id, :kind, :name, :folder)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, folder = excluded.folder`,
        { id, kind, name, folder },
      );
    },
  };
}
