import type { Server } from '../../shared/model/server.ts';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import type { App } from '../app/app.ts';
import { AppError } from '../errors/app-error.ts';
import { ask, ProblemReport } from './command.ts';

/** A server by name or id. */
export async function findServer(app: App, nameOrId: string): Promise<Server> {
  const servers = await ask(app, 'server.list', undefined);
  const found = servers.find((server) => server.name === nameOrId || server.id === nameOrId);
  if (found === undefined) throw new ProblemReport(new AppError('server.not-found', { detail: nameOrId }).toProblem());
  return found;
}

/** A site, with all that is known of it, by name or id. */
export async function findSite(app: App, nameOrId: string): Promise<SiteStatus> {
  const { sites } = await ask(app, 'fleet.status', undefined);
  const found = sites.find(({ site }) => site.name === nameOrId || site.id === nameOrId);
  if (found === undefined) throw new ProblemReport(new AppError('site.not-found', { detail: nameOrId }).toProblem());
  return found;
}
