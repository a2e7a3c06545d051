import type { PlaceId } from '../../../shared/model/ids.ts';
import { displayName } from '../../archive/display-name.ts';
import { isExecutable, meaningOfMode } from '../../archive/executable.ts';
import type { Catalog } from '../../catalog/open-catalog.ts';
import { nearestFirst, readFileListAt } from '../file-lists.ts';
import type { Modules } from '../modules.ts';
import type { Executables, ReadExecutables } from './spread-executables.ts';

/** As many lists are kept as a year of nightly backups tells apart. A list never changes: it is known by its hash. */
const KEPT = 400;
const read = new WeakMap<Catalog, Map<string, Executables>>();

/** Reads the lists that lie in one of `places`, each once while the app runs. Ends with null, not with a fault, where none can be read before `signal`. */
export function executablesReader(
  modules: Pick<Modules, 'catalog' | 'stores'>,
  places: ReadonlySet<PlaceId>,
  signal: AbortSignal,
): ReadExecutables {
  const { catalog } = modules;
  const kept = read.get(catalog) ?? new Map<string, Executables>();
  read.set(catalog, kept);
  return async (backupId, artifact) => {
    const before = kept.get(artifact.fileList.sha256);
    if (before !== undefined) return before;
    for (const copy of nearestFirst(catalog.places, catalog.backups.copiesOf(backupId))) {
      if (!places.has(copy.placeId) || signal.aborted) continue;
      try {
        const files = await readFileListAt(modules, copy, artifact, signal);
        const means = { modeMeans: meaningOfMode(files) };
        const found = new Set(files.filter((file) => isExecutable(file, means)).map(({ path }) => displayName(path)));
        if (kept.size >= KEPT) kept.clear();
        kept.set(artifact.fileList.sha256, found);
        return found;
      } catch {
        // A place that went, or a list that was changed: a proposal does without it, and says nothing of files it has not seen.
      }
    }
    return null;
  };
}
