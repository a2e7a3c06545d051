import * as z from 'zod';
import { DEFAULT_DRILL_SETTINGS, DrillSettings } from '../../shared/model/drill.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import { DEFAULT_SITE_RECOVERY, SiteRecovery } from '../../shared/model/site-recovery.ts';
import { decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** How each site is taken through a restore and a drill. What is put goes with its site; put throws an SQLite error when the site is not registered. */
export interface SiteRecoveriesRepository {
  /** `DEFAULT_SITE_RECOVERY` until one is put. */
  of(siteId: SiteId): SiteRecovery;
  put(siteId: SiteId, recovery: SiteRecovery): void;
  /** `DEFAULT_DRILL_SETTINGS` until they are put. */
  drillOf(siteId: SiteId): DrillSettings;
  putDrill(siteId: SiteId, settings: DrillSettings): void;
}

const Row = z.object({ recovery: json(SiteRecovery).nullable(), drill: json(DrillSettings).nullable() });

export function createSiteRecoveriesRepository(sql: Sql): SiteRecoveriesRepository {
  const rowOf = (siteId: SiteId) =>
    decodeMaybe(
      Row,
      'site_recovery',
      sql.get('SELECT site_id AS id, recovery, drill FROM site_recovery WHERE site_id = :siteId', { siteId }),
    );
  return {
    of: (siteId) => rowOf(siteId)?.recovery ?? DEFAULT_SITE_RECOVERY,
    put(siteId, recovery) {
      sql.run(
        `INSERT INTO site_recovery (site_id, recovery) VALUES (:siteId, :document)
         ON CONFLICT (site_id) DO UPDATE SET recovery = excluded.recovery`,
        { siteId, document: JSON.stringify(recovery) },
      );
    },
    drillOf: (siteId) => rowOf(siteId)?.drill ?? DEFAULT_DRILL_SETTINGS,
    putDrill(siteId, settings) {
      sql.run(
        `INSERT INTO site_recovery (site_id, drill) VALUES (:siteId, :document)
         ON CONFLICT (site_id) DO UPDATE SET drill = excluded.drill`,
        { siteId, document: JSON.stringify(settings) },
      );
    },
  };
}
