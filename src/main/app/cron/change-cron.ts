import type { CronPlan, CronState } from '../../../shared/model/cron.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { ServerBackupsDraft } from '../../../shared/model/source.ts';
import { applyCron } from '../../cron/apply-cron.ts';
import type { PlannedCron } from '../../cron/preview-cron.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { askWith, record } from './ask-site-cron.ts';
import { planCron, planCronRemoval, type PlanModules } from './plan-cron.ts';
import { knownCron, siteCronOf } from './site-cron-of.ts';

interface Change {
  readonly digest: string;
  readonly signal: AbortSignal;
}

/** Does what the preview with this digest showed. Throws `cron.*`, `ssh.*`. */
export async function installCron(modules: PlanModules, siteId: SiteId, plan: CronPlan, { digest, signal }: Change): Promise<CronState> {
  const { site, cron: before } = siteCronOf(modules, siteId);
  await modules.connections.withShell(site.serverId, signal, async (shell) => {
    const planned = await planCron(modules, shell, siteId, plan, signal);
    // Written down first: lines that this computer expects and does not find are told, lines it does not know of run in silence.
    record(modules, siteId, { plan, installedAt: instantOf(modules.clock), folder: planned.preview.folder });
    try {
      await carryOut(modules, shell, siteId, planned, { digest, signal });
    } catch (error) {
      record(modules, siteId, { plan: before.plan, installedAt: before.installedAt, folder: before.folder });
      throw error;
    }
    fetchFrom(modules, siteId, planned.preview.folder);
    await askWith(modules, shell, siteId, signal);
  });
  return knownCron(modules, siteId);
}

/** Throws `cron.*`, `ssh.*`. */
export async function removeCron(modules: PlanModules, siteId: SiteId, files: boolean, { digest, signal }: Change): Promise<CronState> {
  const { site } = siteCronOf(modules, siteId);
  await modules.connections.withShell(site.serverId, signal, async (shell) => {
    const planned = await planCronRemoval(modules, shell, siteId, files, signal);
    await carryOut(modules, shell, siteId, planned, { digest, signal });
    // The plan stays as a proposal for the next time; without a time of installation nothing is expected of it.
    record(modules, siteId, { installedAt: null });
    await askWith(modules, shell, siteId, signal);
  });
  return knownCron(modules, siteId);
}

async function carryOut(
  modules: PlanModules,
  shell: RemoteShell,
  siteId: SiteId,
  planned: PlannedCron,
  { digest, signal }: Change,
): Promise<void> {
  if (planned.preview.digest !== digest) throw new AppError('cron.preview-changed', { detail: planned.preview.folder });
  const { folderName } = siteCronOf(modules, siteId);
  await applyCron(shell, planned, { folderName, now: instantOf(modules.clock), signal });
}

const PATTERNS = ['*.sql', '*.sql.gz', '*.sql.zst', '*.tar', '*.tar.gz', '*.tar.zst'];

/** So that the next pull finds what the server makes from now on. What the operator changed in it stays. */
function fetchFrom({ catalog, sites }: Pick<Modules, 'catalog' | 'sites'>, siteId: SiteId, folder: string): void {
  const folders = ['database', 'structure', 'media'].map((kind) => `${folder}/backups/${kind}`);
  const isKnown = catalog.sources
    .list(siteId)
    .some((source) => source.kind === 'server-backups' && source.folders.some((each) => folders.includes(each)));
  if (isKnown) return;
  const draft: ServerBackupsDraft = { kind: 'server-backups', folders, patterns: [...PATTERNS], take: 'all-new', zone: 'UTC' };
  sites.putFileSource(siteId, null, draft);
}
