import type { SourceId } from '../../shared/model/ids.ts';
import { zipPasswordInSettings } from '../capture/adopted/zip-passwords.ts';
import { AppError } from '../errors/app-error.ts';
import type { ArchivePasswords } from '../restore/import/dump-source.ts';
import type { Modules } from './modules.ts';

type Using = Pick<Modules, 'catalog' | 'connections' | 'secrets'>;

/**
 * Passwords of zips the server made: the one that was entered for them, then the one the site's settings name now, which are read only when the first does not
 * open the zip. They stay in this process and go nowhere. A server that does not answer has none to give: `log` is told so.
 */
export function passwordsOfZips(modules: Using, log: (line: string) => void): ArchivePasswords {
  const read = new Map<SourceId, Promise<string | null>>();
  return async function* (sourceId, signal) {
    const entered = await modules.secrets.get(`source:${sourceId}`);
    if (entered !== null && entered !== '') yield entered;
    const reading = read.get(sourceId) ?? inSettings(modules, sourceId, signal, log);
    read.set(sourceId, reading);
    const set = await reading;
    if (set !== null && set !== '') yield set;
  };
}

async function inSettings(
  { catalog, connections }: Using,
  sourceId: SourceId,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<string | null> {
  const site = catalog.sites.list().find(({ id }) => catalog.sources.list(id).some((source) => source.id === sourceId));
  if (site === undefined) return null;
  try {
    return await connections.withShell(site.serverId, signal, (shell) =>
      zipPasswordInSettings(shell, site, catalog.sources.list(site.id), signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    log(`The settings of ${site.name} could not be read for the password of its zips: ${error.message}`);
    return null;
  }
}
