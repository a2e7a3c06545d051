import * as z from 'zod';
import type { SiteId } from '../../shared/model/ids.ts';
import { DEFAULT_SITE_POLICY, SitePolicy } from '../../shared/model/policy.ts';
import { decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

export interface SitePoliciesRepository {
  /** `DEFAULT_SITE_POLICY` until one is put. */
  of(siteId: SiteId): SitePolicy;
  /** Goes with its site. Throws an SQLite error when the site is not registered: check that first. */
  put(siteId: SiteId, policy: SitePolicy): void;
}

const PolicyRow = z.object({ document: json(SitePolicy) });

export function createSitePoliciesRepository(sql: Sql): SitePoliciesRepository {
  return {
    of(siteId) {
      const row = sql.get('SELECT site_id AS id, document FROM site_policy WHERE site_id = :siteId', { siteId });
      return decodeMaybe(PolicyRow, 'site_policy', row)?.document ?? DEFAULT_SITE_POLICY;
    },
    put(siteId, policy) {
      sql.run(
        `INSERT INTO site_policy (site_id, document) VALUES (:siteId, :document)
         ON CONFLICT (site_id) DO UPDATE SET document = excluded.document`,
        { siteId, document: JSON.stringify(policy) },
      );
    },
  };
}
