import type { SiteId } from '../../../shared/model/ids.ts';
import { markPull } from '../../remote/cron-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { askSiteCron, askWith } from './ask-site-cron.ts';
import { siteCronOf } from './site-cron-of.ts';

/** Often enough to see a night within the hour; seldom enough that nobody's log fills with it. */
const AT_MOST_EVERY_MS = 3_600_000;

/** Asks each server on which something is installed what it did, at most once an hour for each site. A server that does not answer is written down. */
export async function lookAtCron(modules: Modules, signal: AbortSignal): Promise<void> {
  const { catalog, clock } = modules;
  for (const { siteId, cron } of catalog.siteCrons.list()) {
    signal.throwIfAborted();
    const triedMs = cron.triedAt === null ? null : Date.parse(cron.triedAt);
    // A time in the future is of a clock that was wrong.
    const isRecent = triedMs !== null && Math.abs(clock.now() - triedMs) < AT_MOST_EVERY_MS;
    if (cron.installedAt !== null && !isRecent) await askSiteCron(modules, siteId, signal);
  }
}

/** Tells the server that this computer has what it made, and looks how it does. That it cannot be told fails nothing: the backup is here. */
export async function markPulled(modules: Modules, siteId: SiteId, signal: AbortSignal): Promise<void> {
  const { site, folderName, cron } = siteCronOf(modules, siteId);
  if (cron.installedAt === null) return;
  try {
    await modules.connections.withShell(site.serverId, signal, (shell) => markAndLook(modules, shell, siteId, folderName, signal));
  } catch (cause) {
    modules.logger.warn('cron.pull-not-marked', { siteId, cause });
  }
}

async function markAndLook(modules: Modules, shell: RemoteShell, siteId: SiteId, folderName: string, signal: AbortSignal): Promise<void> {
  const at = instantOf(modules.clock).replace(/\.\d+Z$/u, 'Z');
  const { exitCode, stderr } = await shell.run({ program: markPull, args: [folderName, at], signal });
  if (exitCode !== 0) modules.logger.warn('cron.pull-not-marked', { siteId, exitCode, stderr });
  await askWith(modules, shell, siteId, signal);
}
