import { askSiteCron } from '../cron/ask-site-cron.ts';
import { installCron, removeCron } from '../cron/change-cron.ts';
import { cronTestRequest } from '../cron/cron-test-job.ts';
import { planCron, planCronRemoval } from '../cron/plan-cron.ts';
import { knownCron, siteCronOf } from '../cron/site-cron-of.ts';
import { askAboutLogin } from '../schedule/ask-about-login.ts';
import { AppError } from '../../errors/app-error.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function cronCalls(modules: Modules): Handlers<CallsOf<'cron'>> {
  const { catalog, connections, sites, closing: signal, runner } = modules;
  return {
    'cron.list': () =>
      catalog.sites
        .list()
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
        .map(({ id }) => knownCron(modules, id)),
    async 'cron.state'({ siteId, ask }) {
      if (ask) await askSiteCron(modules, siteId, signal);
      return knownCron(modules, siteId);
    },
    'cron.preview': async ({ siteId, plan }) => {
      const { serverId } = sites.get(siteId);
      return (await connections.withShell(serverId, signal, (shell) => planCron(modules, shell, siteId, plan, signal))).preview;
    },
    'cron.install': async ({ siteId, plan, digest }) => {
      const installed = await installCron(modules, siteId, plan, { digest, signal });
      askAboutLogin(modules);
      return installed;
    },
    'cron.preview-removal': async ({ siteId, files }) => {
      const { serverId } = sites.get(siteId);
      return (await connections.withShell(serverId, signal, (shell) => planCronRemoval(modules, shell, siteId, files, signal))).preview;
    },
    'cron.remove': ({ siteId, files, digest }) => removeCron(modules, siteId, files, { digest, signal }),
    'cron.test': ({ siteId, work }) => {
      const { site, cron } = siteCronOf(modules, siteId);
      if (cron.installedAt === null) throw new AppError('cron.not-installed', { detail: site.name });
      return runner().start(cronTestRequest(site, work));
    },
  };
}
