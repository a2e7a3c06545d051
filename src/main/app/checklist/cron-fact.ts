import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { notKnownNow } from '../../health/cron-findings.ts';
import type { SiteFact } from '../../checklist/facts.ts';
import type { Modules } from '../modules.ts';

/** What runs on the site's server by itself, and what the findings say of it; null: nothing is installed. */
export function cronFactOf(
  { catalog }: Pick<Modules, 'catalog'>,
  { site, findings }: Pick<SiteStatus, 'site' | 'findings'>,
  now: number,
): SiteFact['cron'] {
  const cron = catalog.siteCrons.find(site.id);
  if (cron === null || cron.plan === null || cron.installedAt === null) return null;
  return {
    askedAt: cron.askedAt,
    notKnown: notKnownNow(cron, now),
    troubles: findings.filter(({ code }) => code.startsWith('cron-')).map(({ text }) => text),
  };
}
