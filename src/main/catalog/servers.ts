import type { ServerId } from '../../shared/model/ids.ts';
import { PinnedHostKey, Authentication, Server } from '../../shared/model/server.ts';
import { AppError } from '../errors/app-error.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import { isUniqueViolation, type Sql, type SqlValues } from './sql.ts';

export interface ServersRepository {
  /** By name. */
  list(): readonly Server[];
  find(id: ServerId): Server | null;
  /** Throws `server.name-taken`, `server.not-found` (its jump server). */
  insert(server: Server): void;
  /** Throws `server.name-taken`, `server.not-found` (itself or its jump server). */
  update(server: Server): void;
  /** Throws `server.has-sites`, `server.is-jump-host`, `server.not-found`. */
  delete(id: ServerId): void;
}

const ServerRow = Server.extend({ authentication: json(Authentication), hostKey: json(PinnedHostKey).nullable() });

const SELECT = `
  SELECT id, name, address, port, user, authentication, jump_server_id AS jumpServerId, host_key AS hostKey, created_at AS createdAt
  FROM server`;

export function createServersRepository(sql: Sql): ServersRepository {
  const find = (id: ServerId) => decodeMaybe(ServerRow, 'server', sql.get(`${SELECT} WHERE id = :id`, { id }));
  const checkJump = ({ jumpServerId }: Server): void => {
    if (jumpServerId !== null && find(jumpServerId) === null)
      throw new AppError('server.not-found', { detail: `jump server ${jumpServerId}` });
  };
  return {
    list: () => decodeAll(ServerRow, 'server', sql.all(`${SELECT} ORDER BY name COLLATE NOCASE, id`)),
    find,
    insert(server) {
      sql.atomically(() => {
        checkJump(server);
        keepingNamesApart(server.name, () =>
          sql.run(
            `INSERT INTO server (id, name, address, port, user, authentication, jump_server_id, host_key, created_at)
             VALUES (:id, :name, :address, :port, :user, :authentication, :jumpServerId, :hostKey, :createdAt)`,
            valuesOf(server),
          ),
        );
      });
    },
    update(server) {
      sql.atomically(() => {
        checkJump(server);
        const changed = keepingNamesApart(server.name, () =>
          sql.run(
            `UPDATE server SET name = :name, address = :address, port = :port, user = :user, authentication = :authentication,
               jump_server_id = :jumpServerId, host_key = :hostKey, created_at = :createdAt
             WHERE id = :id`,
            valuesOf(server),
          ),
        );
        if (changed === 0) throw new AppError('server.not-found', { detail: server.id });
      });
    },
    delete(id) {
      sql.atomically(() => {
        if (sql.get('SELECT 1 FROM site WHERE server_id = :id', { id }) !== undefined) throw new AppError('server.has-sites');
        if (sql.get('SELECT 1 FROM server WHERE jump_server_id = :id AND id <> :id', { id }) !== undefined)
          throw new AppError('server.is-jump-host');
        if (sql.run('DELETE FROM server WHERE id = :id', { id }) === 0) throw new AppError('server.not-found', { detail: id });
      });
    },
  };
}

function keepingNamesApart(name: string, write: () => number): number {
  try {
    return write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('server.name-taken', { detail: name, cause: error });
    throw error;
  }
}

function valuesOf(server: Server): SqlValues {
  return {
    id: server.id,
    name: server.name,
    address: server.address,
    port: server.port,
    user: server.user,
    authentication: JSON.stringify(server.authentication),
    jumpServerId: server.jumpServerId,
    hostKey: server.hostKey === null ? null : JSON.stringify(server.hostKey),
    createdAt: server.createdAt,
  };
}
