import type { SiteTrend } from '../../../shared/model/anomaly.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { KNOWN_AFTER } from '../../anomalies/expected-range.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Modules } from '../modules.ts';

/** Throws `site.not-found`. */
export function siteTrend({ catalog }: Pick<Modules, 'catalog'>, siteId: SiteId): SiteTrend {
  if (catalog.sites.find(siteId) === null) throw new AppError('site.not-found', { detail: siteId });
  return { siteId, knownAfter: KNOWN_AFTER, series: [] };
}
