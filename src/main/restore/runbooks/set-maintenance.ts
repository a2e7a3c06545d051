import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import { AppError } from '../../errors/app-error.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import type { RestoreTarget } from '../step.ts';
import { confirmMarker } from './site-session.ts';
import { hasMaintenance, isDown, newBypassSecret, putUp, takeDown, type Journal } from './maintenance.ts';
import { bypassUrl } from './maintenance-memo.ts';
import { openSite } from './open-site.ts';

export interface MaintenanceSet {
  /** Link that passes the page; null: there is none, or the page is not up. */
  readonly bypassUrl: string | null;
  /** It was as it is wanted already, and nothing was run. */
  readonly wasSo: boolean;
  /** What was not as it should be; sentences. */
  readonly warnings: readonly string[];
}

/**
 * Puts the maintenance page of a site up, or takes it down, outside of a restore. `say` is given each command with its answer, secrets hidden.
 * Throws `restore.maintenance-failed`, `restore.site-still-down`, `restore.no-maintenance`, `restore.target-differs`, `site.root-missing`, `ssh.*`.
 */
export async function setMaintenance(
  on: boolean,
  { target, recovery }: { readonly target: RestoreTarget; readonly recovery: Pick<SiteRecovery, 'commands'> },
  connections: ServerConnections,
  say: Journal['say'],
  signal: AbortSignal,
): Promise<MaintenanceSet> {
  const { site, server } = target;
  const work = { site, recovery };
  if (!hasMaintenance(work)) throw new AppError('restore.no-maintenance', { detail: site.name });
  const secret = newBypassSecret();
  return connections.withShell(server.id, signal, async (shell) => {
    const open = await openSite(shell, target, [secret], signal);
    await confirmMarker(open, site);
    if (!on) {
      const { isUp, warnings } = await takeDown(open, work, { say });
      if (!isUp) throw new AppError('restore.site-still-down', { detail: warnings.join(' ') });
      return { bypassUrl: null, wasSo: false, warnings };
    }
    // A second `down` would leave the first one's link in place, which is not known here.
    if (await isDown(open, work)) return { bypassUrl: null, wasSo: true, warnings: [] };
    const { hasBypass, warnings } = await putUp(open, work, secret, { say });
    return { bypassUrl: hasBypass ? bypassUrl(open.env.get('APP_URL') ?? site.url, secret) : null, wasSo: false, warnings };
  });
}
