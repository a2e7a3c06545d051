import type { Server } from '../../shared/model/server.ts';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import type { App } from '../app/app.ts';
import { AppError } from '../errors/app-error.ts';
import { ask, ProblemReport, type CommandContext } from './command.ts';
import { alertOwners, archiveOwner, databaseOwner, placeOwner, serverOwner } from './secret-owners.ts';

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

/** The server a command is going to sign in to: secrets are looked for in its name, those of its jump servers in theirs. */
export async function serverOfCommand({ app, secrets }: CommandContext, nameOrId: string): Promise<Server> {
  const found = await findServer(app, nameOrId);
  const servers = await ask(app, 'server.list', undefined);
  secrets.introduce(servers.map((server) => serverOwner(`server:${server.id}`, server, server.id === found.id)));
  return found;
}

/** The site a command is going to work on, with its server and its databases. */
export async function siteOfCommand(context: CommandContext, nameOrId: string): Promise<SiteStatus> {
  const found = await findSite(context.app, nameOrId);
  await serverOfCommand(context, found.server.id);
  const databases = found.sources.filter((source) => source.kind === 'database');
  const typedIn = databases.filter(({ access }) => access.from === 'keychain');
  context.secrets.introduce(typedIn.map((source) => databaseOwner(`source:${source.id}`, source, typedIn.length === 1)));
  await introducePlaces(context);
  return found;
}

/** For commands that may meet every place and every server: each secret is looked for under its own name alone. */
export async function introduceEverybody(context: CommandContext): Promise<void> {
  const servers = await ask(context.app, 'server.list', undefined);
  context.secrets.introduce(servers.map((server) => serverOwner(`server:${server.id}`, server, false)));
  await introducePlaces(context);
  context.secrets.introduce(alertOwners(process.env));
}

async function introducePlaces({ app, secrets }: CommandContext): Promise<void> {
  const places = (await ask(app, 'place.list', undefined)).map(({ place }) => place).filter((place) => place.kind === 's3');
  secrets.introduce(places.map((place) => placeOwner(`place:${place.id}`, place, places.length === 1)));
}

/** Introduces the password of the zips a site's server makes, where there is exactly one such source. */
export function introduceArchives({ secrets }: CommandContext, { site, sources }: SiteStatus): void {
  const zips = sources.filter((source) => source.kind === 'server-backups');
  secrets.introduce(zips.map((source) => archiveOwner(`source:${source.id}`, site.name, zips.length === 1)));
}

/** The same of the site a backup is of, which may be gone from the register by now. */
export async function introduceArchivesOf(context: CommandContext, siteId: string): Promise<void> {
  const { sites } = await ask(context.app, 'fleet.status', undefined);
  for (const status of sites) if (status.site.id === siteId) introduceArchives(context, status);
}
