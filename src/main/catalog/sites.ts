import type { SiteId } from '../../shared/model/ids.ts';
import { Site } from '../../shared/model/site.ts';
import { AppError } from '../errors/app-error.ts';
import { decodeAll, decodeMaybe } from './decode.ts';
import { isUniqueViolation, type Sql, type SqlValues } from './sql.ts';

export interface SitesRepository {
  /** By name. */
  list(): readonly Site[];
  find(id: SiteId): Site | null;
  /** Throws `site.name-taken`, `server.not-found`. */
  insert(site: Site): void;
  /** Throws `site.name-taken`, `site.not-found`, `server.not-found`. */
  update(site: Site): void;
  /** Its sources go with it; its backups stay. Throws `site.not-found`. */
  delete(id: SiteId): void;
}

const SELECT = 'SELECT id, server_id AS serverId, name, root, profile, url, framework, created_at AS createdAt FROM site';

export function createSitesRepository(sql: Sql): SitesRepository {
  const checkServer = ({ serverId }: Site): void => {
    if (sql.get('SELECT 1 FROM server WHERE id = :serverId', { serverId }) === undefined)
      throw new AppError('server.not-found', { detail: serverId });
  };
  return {
    list: () => decodeAll(Site, 'site', sql.all(`${SELECT} ORDER BY name COLLATE NOCASE, id`)),
    find: (id) => decodeMaybe(Site, 'site', sql.get(`${SELECT} WHERE id = :id`, { id })),
    insert(site) {
      sql.atomically(() => {
        checkServer(site);
        keepingNamesApart(site.name, () =>
          sql.run(
            `INSERT INTO site (id, server_id, name, root, profile, url, framework, created_at)
             VALUES (:id, :serverId, :name, :root, :profile, :url, :framework, :createdAt)`,
            valuesOf(site),
          ),
        );
      });
    },
    update(site) {
      sql.atomically(() => {
        checkServer(site);
        const changed = keepingNamesApart(site.name, () =>
          sql.run(
            `UPDATE site SET server_id = :serverId, name = :name, root = :root, profile = :profile, url = :url, framework = :framework,
               created_at = :createdAt
             WHERE id = :id`,
            valuesOf(site),
          ),
        );
        if (changed === 0) throw new AppError('site.not-found', { detail: site.id });
      });
    },
    delete(id) {
      if (sql.run('DELETE FROM site WHERE id = :id', { id }) === 0) throw new AppError('site.not-found', { detail: id });
    },
  };
}

function keepingNamesApart(name: string, write: () => number): number {
  try {
    return write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('site.name-taken', { detail: name, cause: error });
    throw error;
  }
}

function valuesOf({ id, serverId, name, root, profile, url, framework, createdAt }: Site): SqlValues {
  return { id, serverId, name, root, profile, url, framework, createdAt };
}
