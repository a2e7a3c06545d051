import type { Site } from '../../../shared/model/site.ts';
import { AppError } from '../../errors/app-error.ts';
import { openLastingLine, realPause } from '../../servers/ssh/lasting-line.ts';
import type { StepContext } from '../step.ts';
import { readMarker } from '../target/site-marker.ts';
import { openSite, type OpenSite } from './open-site.ts';
import type { SiteWork } from './site-work.ts';

/** Opens the site for a step. After a lost line `use` runs again from its beginning: it must bear that. `hidden`: what must not be kept of commands and output. */
export function withSite<T>(
  { pause }: Pick<SiteWork, 'pause'>,
  { connections, target, job }: Pick<StepContext, 'connections' | 'target' | 'job'>,
  hidden: readonly string[],
  use: (open: OpenSite) => Promise<T>,
): Promise<T> {
  const line = openLastingLine(connections, target.server.id, job, pause ?? realPause);
  return line.withShell(async (shell) => use(await openSite(shell, target, hidden, job.signal)));
}

/**
 * The folder is still the one of this site. After a switch that changed the site's settings or its database the whole identity is another than the one the plan was made for;
 * the marker and the pinned host key are not. Throws `restore.target-differs`.
 */
export async function confirmMarker({ shell, root, signal }: OpenSite, site: Pick<Site, 'id'>): Promise<void> {
  const { marker } = await readMarker(shell, root, signal);
  if (marker !== null && marker !== site.id)
    throw new AppError('restore.target-differs', { detail: `The marker .holdfast-site in ${root} names another site.` });
}
