import type { CronState } from '../../../shared/model/cron.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Server } from '../../../shared/model/server.ts';
import type { Site } from '../../../shared/model/site.ts';
import { NO_SITE_CRON, type SiteCron } from '../../catalog/site-crons.ts';
import { folderNameOf } from '../../cron/cron-lines.ts';
import { cronStateOf } from '../../cron/cron-state.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Modules } from '../modules.ts';

export interface SiteWithCron {
  readonly site: Site;
  readonly server: Server;
  readonly cron: SiteCron;
  /** Below `~/.holdfast`: of the first day, whatever the site is called now. */
  readonly folderName: string;
}

/** Throws `site.not-found`, `server.not-found`. */
export function siteCronOf({ catalog, sites }: Pick<Modules, 'catalog' | 'sites'>, siteId: SiteId): SiteWithCron {
  const site = sites.get(siteId);
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const cron = catalog.siteCrons.find(siteId) ?? NO_SITE_CRON;
  const known = cron.installedAt === null ? null : cron.folder;
  return { site, server, cron, folderName: known === null ? folderNameOf(site) : known.slice(known.lastIndexOf('/') + 1) };
}

/** As it was found last; no server is asked. */
export function knownCron(modules: Pick<Modules, 'catalog' | 'sites' | 'clock'>, siteId: SiteId): CronState {
  const { site, server, cron } = siteCronOf(modules, siteId);
  return cronStateOf(site, server, cron, modules.clock.now());
}
