import * as z from 'zod';
import { RetentionPolicy, RetentionScope } from '../../shared/model/retention.ts';
import { decodeAll, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** A policy as it was set, and for whom. */
export interface ScopedPolicy {
  readonly scope: RetentionScope;
  readonly policy: RetentionPolicy;
}

export interface RetentionPoliciesRepository {
  /** Everything that was set; what holds for a site in a place is `effectiveRetention`'s to say. */
  list(): readonly ScopedPolicy[];
  /** Null: this scope follows the next wider one again. */
  put(scope: RetentionScope, policy: RetentionPolicy | null): void;
}

/** '' stands for null in the key. */
const orNull = z.string().transform((text) => (text === '' ? null : text));
const PolicyRow = z
  .object({ siteId: orNull, placeId: orNull, document: json(RetentionPolicy) })
  .transform(({ siteId, placeId, document }) => ({ scope: { siteId, placeId }, policy: document }))
  .pipe(z.object({ scope: RetentionScope, policy: RetentionPolicy }));

export function createRetentionPoliciesRepository(sql: Sql): RetentionPoliciesRepository {
  return {
    list: () =>
      decodeAll(
        PolicyRow,
        'retention_policy',
        sql.all('SELECT site_id AS siteId, place_id AS placeId, document FROM retention_policy ORDER BY site_id, place_id'),
      ),
    put(scope, policy) {
      const key = { siteId: scope.siteId ?? '', placeId: scope.placeId ?? '' };
      if (policy === null) {
        sql.run('DELETE FROM retention_policy WHERE site_id = :siteId AND place_id = :placeId', key);
        return;
      }
      sql.run(
        `INSERT INTO retention_policy (site_id, place_id, document) VALUES (:siteId, :placeId, :document)
         ON CONFLICT (site_id, place_id) DO UPDATE SET document = excluded.document`,
        { ...key, document: JSON.stringify(policy) },
      );
    },
  };
}
