import type { CronPlan } from '../../../shared/model/cron.ts';
import { DEFAULT_CRON_PLAN } from '../../../shared/model/cron-presets.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Site } from '../../../shared/model/site.ts';
import { askCron } from '../../cron/ask-cron.ts';
import type { CronFacts } from '../../cron/cron-answer.ts';
import { planInstall, type PlannedCron, planRemoval, type PreviewFacts } from '../../cron/preview-cron.ts';
import { siteConf } from '../../cron/site-conf.ts';
import { AppError } from '../../errors/app-error.ts';
import { findPrograms } from '../../restore/runbooks/find-programs.ts';
import { runCommand } from '../../restore/runbooks/run-command.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { quote } from '../../servers/ssh/quote.ts';
import { optionFile } from '../../sites/option-file.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { Modules } from '../modules.ts';
import { siteCronOf } from './site-cron-of.ts';

export type PlanModules = Pick<Modules, 'catalog' | 'sites' | 'clock' | 'secrets' | 'connections' | 'emit'>;

/** A scheduler with a hundred entries starts in a second; one that does not come is not waited for. */
const SCHEDULE_SECONDS = 20;

/** What an installation would do now. Throws `cron.*`, `source.secret-missing`, `ssh.*`. */
export async function planCron(
  modules: PlanModules,
  shell: RemoteShell,
  siteId: SiteId,
  wanted: CronPlan | null,
  signal: AbortSignal,
): Promise<PlannedCron> {
  const { cron } = siteCronOf(modules, siteId);
  const plan = wanted ?? cron.plan ?? DEFAULT_CRON_PLAN;
  const found = await previewFacts(modules, shell, siteId, signal);
  const { typedIn } = siteConf(found.site, found.sources, plan);
  const databaseCnf = typedIn === null ? null : optionFile(await resolveCredentials(shell, found.site, typedIn, modules.secrets, signal));
  return planInstall({ ...found, plan, databaseCnf, schedule: await scheduleOf(shell, found.site, found.facts, signal) });
}

/** What a removal would do now. Throws `cron.*`, `ssh.*`. */
export async function planCronRemoval(
  modules: PlanModules,
  shell: RemoteShell,
  siteId: SiteId,
  files: boolean,
  signal: AbortSignal,
): Promise<PlannedCron> {
  return planRemoval(await previewFacts(modules, shell, siteId, signal), files);
}

async function previewFacts(modules: PlanModules, shell: RemoteShell, siteId: SiteId, signal: AbortSignal): Promise<PreviewFacts> {
  const { site, folderName } = siteCronOf(modules, siteId);
  const { facts, folder } = await askCron(shell, site, folderName, signal);
  return { site, sources: modules.catalog.sources.list(siteId), facts, folder, schedule: null, now: modules.clock.now() };
}

/** What Laravel's own scheduler says; null where there is none, or it does not say. */
async function scheduleOf(shell: RemoteShell, site: Site, { hasArtisan }: CronFacts, signal: AbortSignal): Promise<string | null> {
  if (!hasArtisan) return null;
  try {
    const { php } = await findPrograms(shell, site.root, signal);
    if (php === null) return null;
    const line = `${quote(php.path)} artisan schedule:list --no-ansi --no-interaction`;
    const { exitCode, output } = await runCommand(shell, { root: site.root, line, seconds: SCHEDULE_SECONDS, hidden: [], signal });
    return exitCode === 0 ? output : null;
  } catch (error) {
    signal.throwIfAborted();
    // A site that cannot be run now can be backed up all the same.
    if (!(error instanceof AppError) || error.code.startsWith('ssh.')) throw error;
    return null;
  }
}
