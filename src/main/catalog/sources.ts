import * as z from 'zod';
import type { SiteId, SourceId } from '../../shared/model/ids.ts';
import { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

export interface SourcesRepository {
  /** In the order they were added. */
  list(siteId: SiteId): readonly Source[];
  find(id: SourceId): Source | null;
  /** Throws `site.not-found`. */
  insert(source: Source): void;
  /** Throws `source.not-found`. A source never changes its site. */
  update(source: Source): void;
  /** Throws `source.not-found`. */
  delete(id: SourceId): void;
}

const SourceRow = z
  .object({ id: z.string(), siteId: z.string(), kind: z.string(), settings: json(z.looseObject({})) })
  .transform(({ settings, ...columns }) => ({ ...settings, ...columns }))
  .pipe(Source);

const SELECT = 'SELECT id, site_id AS siteId, kind, settings FROM source';

export function createSourcesRepository(sql: Sql): SourcesRepository {
  return {
    list: (siteId) => decodeAll(SourceRow, 'source', sql.all(`${SELECT} WHERE site_id = :siteId ORDER BY rowid`, { siteId })),
    find: (id) => decodeMaybe(SourceRow, 'source', sql.get(`${SELECT} WHERE id = :id`, { id })),
    insert(source) {
      sql.atomically(() => {
        if (sql.get('SELECT 1 FROM site WHERE id = :siteId', { siteId: source.siteId }) === undefined)
          throw new AppError('site.not-found', { detail: source.siteId });
        sql.run('INSERT INTO source (id, site_id, kind, settings) VALUES (:id, :siteId, :kind, :settings)', valuesOf(source));
      });
    },
    update(source) {
      const changed = sql.run(
        'UPDATE source SET kind = :kind, settings = :settings WHERE id = :id AND site_id = :siteId',
        valuesOf(source),
      );
      if (changed === 0) throw new AppError('source.not-found', { detail: source.id });
    },
    delete(id) {
      if (sql.run('DELETE FROM source WHERE id = :id', { id }) === 0) throw new AppError('source.not-found', { detail: id });
    },
  };
}

function valuesOf(source: Source): SqlValues {
  const { id, siteId, kind, ...settings } = source;
  return { id, siteId, kind, settings: JSON.stringify(settings) };
}
