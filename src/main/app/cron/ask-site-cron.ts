import type { SiteId } from '../../../shared/model/ids.ts';
import type { SiteCron } from '../../catalog/site-crons.ts';
import { type AskedCron, askCron } from '../../cron/ask-cron.ts';
import { splitTable } from '../../cron/cron-block.ts';
import { programIn } from '../../cron/cron-lines.ts';
import { livenessOf } from '../../cron/liveness.ts';
import { programOf, programState } from '../../cron/program-state.ts';
import { parseServerStatus } from '../../cron/server-status.ts';
import { AppError, problemOf } from '../../errors/app-error.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { siteCronOf } from './site-cron-of.ts';

type CronModules = Pick<Modules, 'catalog' | 'sites' | 'clock' | 'connections' | 'emit'>;

/**
 * Asks the server what it does by itself, and writes it down; a server that does not answer is written down as well, beside what was found last. Throws
 * `site.not-found`, and the reason of `signal`.
 */
export async function askSiteCron(modules: CronModules, siteId: SiteId, signal: AbortSignal): Promise<void> {
  const { site } = siteCronOf(modules, siteId);
  try {
    await modules.connections.withShell(site.serverId, signal, (shell) => askWith(modules, shell, siteId, signal));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    record(modules, siteId, { triedAt: instantOf(modules.clock), problem: problemOf(error) });
  }
}

/** The same over a connection that is open. Throws `cron.no-home`, `ssh.*`. */
export async function askWith(modules: CronModules, shell: RemoteShell, siteId: SiteId, signal: AbortSignal): Promise<AskedCron> {
  const { site, folderName, cron } = siteCronOf(modules, siteId);
  const asked = await askCron(shell, site, folderName, signal);
  record(modules, siteId, foundIn(asked, cron, siteId, modules.clock.now()));
  return asked;
}

/** Changes what is known of a site's cron, and tells the screens. */
export function record(
  { catalog, sites, emit }: Pick<CronModules, 'catalog' | 'sites' | 'emit'>,
  siteId: SiteId,
  change: Partial<SiteCron>,
): void {
  // The site may have been removed while its server was asked.
  if (catalog.sites.find(siteId) === null) return;
  const { cron } = siteCronOf({ catalog, sites }, siteId);
  catalog.siteCrons.put(siteId, { ...cron, ...change });
  emit('fleet.changed', undefined);
}

/** `now`: milliseconds since the epoch, this computer's clock. Pure. */
function foundIn({ facts, folder }: AskedCron, { plan, installedAt }: SiteCron, siteId: SiteId, now: number): Partial<SiteCron> {
  const at = new Date(now).toISOString();
  const table = splitTable(facts.crontab?.toString('latin1') ?? '', siteId, programIn(folder));
  const status = facts.status === null ? null : parseServerStatus(facts.status.toString('utf8'));
  const runs = status?.runs ?? [];
  const pulled = Date.parse(facts.lastPull ?? '');
  return {
    askedAt: at,
    triedAt: at,
    problem: null,
    mode: facts.mode,
    modeReason: facts.modeReason,
    folder,
    program: programOf(facts.program),
    programState: programState(facts.program),
    lines: table.lines.map((line) => Buffer.from(line, 'latin1').toString('utf8')),
    runs: [...runs],
    works:
      plan === null || installedAt === null
        ? []
        : [...livenessOf({ lines: plan.lines, runs, installedAt, zone: facts.zone, at: facts.now })],
    conditions: [...(status?.conditions ?? [])],
    disk: facts.disk,
    lastPullAt: Number.isNaN(pulled) ? null : new Date(pulled).toISOString(),
    log: [...facts.log],
    zone: facts.zone,
    skewMs: facts.now - now,
  };
}
