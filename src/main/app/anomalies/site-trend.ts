import type { SiteTrend } from '../../../shared/model/anomaly.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { trendOf } from '../../anomalies/trend.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Modules } from '../modules.ts';
import { HISTORY } from './watch-backups.ts';

/** Throws `site.not-found`. */
export function siteTrend({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>, siteId: SiteId): SiteTrend {
  if (catalog.sites.find(siteId) === null) throw new AppError('site.not-found', { detail: siteId });
  return trendOf(siteId, catalog.anomalies.watched(siteId, HISTORY), catalog.anomalies.ofSite(siteId), clock.now());
}
