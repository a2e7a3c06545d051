import { displayName } from '../../archive/display-name.ts';
import { keyOf, type ListedEntry } from './media-entry.ts';

/**
 * Where links are followed and the server's find does not see that one leads back to a folder above it, the same files come again and again. A folder
 * that is one of the folders it lies in is dropped with all below it, and named. The entries come with folders before what lies in them. Pure.
 */
export function dropLoops(entries: readonly ListedEntry[]): { readonly kept: readonly ListedEntry[]; readonly loops: readonly string[] } {
  if (!entries.some(({ identity }) => identity !== null)) return { kept: entries, loops: [] };
  const identities = new Map<string, string>();
  const looping = new Set<string>();
  const loops: string[] = [];
  const kept = entries.filter((entry) => {
    const key = keyOf(entry.path);
    const above = foldersAbove(key);
    if (above.some((folder) => looping.has(folder))) return false;
    if (entry.identity === null) return true;
    if (above.some((folder) => identities.get(folder) === entry.identity)) {
      looping.add(key);
      loops.push(`${displayName(entry.path)}: leads back to a folder above it`);
      return false;
    }
    identities.set(key, entry.identity);
    return true;
  });
  return { kept, loops };
}

function foldersAbove(key: string): string[] {
  const above: string[] = [];
  for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) above.push(key.slice(0, slash));
  return above;
}
