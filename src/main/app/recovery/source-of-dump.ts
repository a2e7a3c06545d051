import type { Dump } from '../../../shared/model/dump.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RestoreTarget } from '../../restore/step.ts';

type Named = Pick<Dump, 'id' | 'sourceId' | 'database'>;

/**
 * The database a dump goes into: the very source it was captured of; on another site, or for what the server dumped itself, the one of the same name, or the only one
 * there is. That one is not taken where another dump of the backup has its name: it is of another database, then. `dumps`: all of the backup. Throws
 * `restore.no-target-database`. Pure.
 */
export function sourceOfDump(
  { site, sources }: { readonly site: Pick<RestoreTarget['site'], 'name'>; readonly sources: RestoreTarget['sources'] },
  dump: Named,
  { dumps, chosen }: { readonly dumps: readonly Named[]; readonly chosen: number },
): DatabaseSource {
  const databases = sources.filter((source) => source.kind === 'database');
  const [first] = databases;
  const isTaken = dumps.some(({ id, database }) => id !== dump.id && database === first?.database);
  const only = chosen === 1 && databases.length === 1 && !isTaken ? first : undefined;
  const found = databases.find(({ id }) => id === dump.sourceId) ?? databases.find(({ database }) => database === dump.database) ?? only;
  if (found === undefined) throw new AppError('restore.no-target-database', { detail: `${site.name}: ${dump.database}` });
  return found;
}
