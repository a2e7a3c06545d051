import { displayName } from '../../archive/display-name.ts';
import type { ArchivedEntry } from '../../archive/archive-index.ts';
import type { FileEntry } from '../../archive/file-list.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import type { Fate } from '../../sites/media/ask-server.ts';
import { keyOf, showNames, type ListedEntry } from '../../sites/media/media-entry.ts';
import type { TarWords } from './tar-words.ts';

export interface Differences {
  /** Asked for, and not in the archive. */
  readonly missing: readonly ListedEntry[];
  /** In the archive, and not asked for. */
  readonly unexpected: readonly Buffer[];
}

/** What was asked for against what the archive holds. A hard link to what is not in it holds nothing. Pure. */
export function differences(asked: readonly ListedEntry[], archived: ReadonlyMap<string, ArchivedEntry>): Differences {
  const holds = (key: string) => {
    const entry = archived.get(key);
    return entry !== undefined && (entry.type !== 'file' || entry.sha256 !== null);
  };
  const wanted = new Set(asked.map(({ path }) => keyOf(path)));
  return {
    missing: asked.filter(({ path }) => !holds(keyOf(path))),
    unexpected: [...archived].filter(([key]) => !wanted.has(key)).map(([, { path }]) => path),
  };
}

export interface Judgement {
  /** One sentence per difference that nothing explains; an empty list opens the gate. */
  readonly unexplained: readonly string[];
  readonly warnings: readonly BackupWarning[];
}

/**
 * The completeness gate of an archive: every entry that was asked for is in it and nothing else, or it is known why not. Files that went or may not be read are
 * named in a warning, and so are those that changed while they were read: their bytes may be of two moments. `fates`: of the missing, by key. Pure.
 */
export function judge(
  found: Differences,
  fates: ReadonlyMap<string, Fate>,
  words: TarWords,
  archived: ReadonlyMap<string, FileEntry>,
): Judgement {
  const gone: Buffer[] = [];
  const unreadable: Buffer[] = [];
  const unexplained = found.unexpected.map((path) => `${displayName(path)}: in the archive, not asked for`);
  for (const { path } of found.missing) {
    const key = keyOf(path);
    const fate = fates.get(key);
    if (fate === 'gone') gone.push(path);
    // What is there and readable now, but was refused to tar, it has named.
    else if (fate === 'unreadable' || words.named.has(key)) unreadable.push(path);
    else unexplained.push(`${displayName(path)}: on the server, not in the archive`);
  }
  const changed = [...words.changed].flatMap((key) => {
    const entry = archived.get(key);
    return entry === undefined ? [] : [entry.path];
  });
  return {
    unexplained,
    warnings: [
      ...warning(
        'media.unreadable',
        unreadable,
        'could not be read and is not in the backup',
        'could not be read and are not in the backup',
      ),
      ...warning(
        'media.gone',
        gone,
        'was deleted while the backup ran and is not in it',
        'were deleted while the backup ran and are not in it',
      ),
      ...warning(
        'media.changed',
        changed,
        'changed while it was read: its bytes may be of two moments',
        'changed while they were read: their bytes may be of two moments',
      ),
    ],
  };
}

function warning(code: string, paths: readonly Buffer[], one: string, many: string): readonly BackupWarning[] {
  if (paths.length === 0) return [];
  return [{ code, text: paths.length === 1 ? `${showNames(paths)} ${one}.` : `${paths.length} files ${many}: ${showNames(paths)}.` }];
}

/**
 * Entries that have other times or sizes after the archive than before it. For a tar that does not say what changed while it read: more than those, never
 * fewer. Pure.
 */
export function changedMeanwhile(before: readonly ListedEntry[], after: readonly ListedEntry[]): ReadonlySet<string> {
  const now = new Map(after.map((entry) => [keyOf(entry.path), entry]));
  const changed = new Set<string>();
  for (const entry of before) {
    const later = now.get(keyOf(entry.path));
    if (entry.type !== 'file' || later === undefined) continue;
    if (later.bytes !== entry.bytes || later.mtimeNs !== entry.mtimeNs) changed.add(keyOf(entry.path));
  }
  return changed;
}
