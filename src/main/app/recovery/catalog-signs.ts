import type { SiteId } from '../../../shared/model/ids.ts';
import type { Sign } from '../../../shared/model/proposal.ts';
import { signsOfBackups } from '../../restore/proposal/signs-of-backups.ts';
import type { Modules } from '../modules.ts';
import { executablesSince, placesAtHand } from './gather-proposal-facts.ts';

/** Back from now; what is older belongs to the site. */
const LOOK_BACK_MS = 31 * 86_400_000;
/** One every hour, and the month is still told. */
const MOST_BACKUPS = 800;
const LISTS_MS = 5000;
const MOST_SIGNS = 50;

/** What the backups of a site tell of when something began: rows, tables, scripts and keys that changed between neighbours. Earliest first; asks no server. */
export async function catalogSigns(
  modules: Pick<Modules, 'catalog' | 'stores' | 'presences' | 'clock'>,
  { id: siteId }: { readonly id: SiteId },
  signal: AbortSignal,
): Promise<readonly Sign[]> {
  const { catalog, clock } = modules;
  const since = clock.now() - LOOK_BACK_MS;
  const evidence = catalog.backups.evidenceOf(siteId, MOST_BACKUPS);
  const before = evidence.findIndex(({ capturedTo }) => Date.parse(capturedTo) < since);
  const newestFirst = before === -1 ? evidence : evidence.slice(0, before + 1);
  const near = await placesAtHand(modules);
  const executables = await executablesSince(modules, newestFirst, near, since, AbortSignal.any([signal, AbortSignal.timeout(LISTS_MS)]));
  signal.throwIfAborted();
  const compared = newestFirst.toReversed().map(({ id, capturedTo, rows, applicationKey }) => ({
    capturedTo,
    rows,
    databases: [...new Set([...rows].flatMap(([table, count]) => (count === null ? [] : table.slice(0, table.indexOf('.')))))],
    executables: executables.get(id) ?? null,
    applicationKey,
  }));
  return signsOfBackups(compared)
    .filter(({ at }) => Date.parse(at) >= since)
    .slice(-MOST_SIGNS);
}
