import { formatBytes } from '../../../shared/format/bytes.ts';
import { displayName } from '../../archive/display-name.ts';
import { isExecutable, meaningOfMode } from '../../archive/executable.ts';
import type { FileEntry } from '../../archive/file-list.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { readMediaOutlook, type UnitOutlook } from '../media/media-outlook.ts';
import type { MediaWork } from '../media/media-work.ts';

const MOST_LINES = 500;

/**
 * How the files of a site differ from the backup, a line each for the journal, what can be run first. Changes nothing.
 * Throws `backup.file-list-missing`, `site.root-missing`, `capture.listing-failed`, `ssh.*`.
 */
export async function differingFiles(
  works: readonly MediaWork[],
  target: { readonly serverId: string; readonly root: string },
  connections: ServerConnections,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const differences: Difference[] = [];
  for (const work of works) {
    const { units } = await readMediaOutlook(work, target, connections, signal);
    for (const unit of units) differences.push(...differencesOf(unit));
  }
  return differenceLines(differences);
}

interface Difference {
  readonly path: string;
  readonly what: 'new' | 'changed' | 'missing';
  readonly canRun: boolean;
  /** As it is on the server, or was in the backup when it is missing. */
  readonly entry: Pick<FileEntry, 'bytes' | 'mtimeNs'>;
}

/** How one folder differs. Pure. */
export function differencesOf({
  look,
  live,
  only,
  selection,
}: Pick<UnitOutlook, 'live' | 'only' | 'selection'> & { readonly look: { readonly folder: string } }): readonly Difference[] {
  const modeMeans = meaningOfMode(live);
  const found = new Map(live.map((entry) => [keyOf(entry.path), entry]));
  const difference =
    (what: Difference['what']) =>
    (entry: FileEntry): Difference => {
      const now = what === 'missing' ? entry : (found.get(keyOf(entry.path)) ?? entry);
      const path = `${look.folder === '.' ? '' : `${look.folder}/`}${displayName(entry.path)}`;
      return { path, what, canRun: what !== 'missing' && isExecutable(now, { modeMeans }), entry: now };
    };
  const files = <T extends FileEntry>(entries: readonly T[]) => entries.filter(({ type }) => type !== 'folder');
  return [
    ...files(only).map(difference('new')),
    ...files(selection.different).map(difference('changed')),
    ...files(selection.missing).map(difference('missing')),
  ];
}

const ORDER: Readonly<Record<Difference['what'], number>> = { new: 0, changed: 1, missing: 2 };

/** Pure. */
export function differenceLines(differences: readonly Difference[], most = MOST_LINES): readonly string[] {
  const sorted = differences.toSorted(
    (a, b) => Number(b.canRun) - Number(a.canRun) || ORDER[a.what] - ORDER[b.what] || (a.path < b.path ? -1 : 1),
  );
  const lines = sorted.slice(0, most).map(({ path, what, canRun, entry }) => {
    const at = new Date(Number(entry.mtimeNs / 1_000_000n)).toISOString();
    return `${canRun ? 'CAN RUN  ' : ''}${what}  ${path}  (${formatBytes(entry.bytes)}, ${at})`;
  });
  return sorted.length > most ? [...lines, `and ${(sorted.length - most).toLocaleString('en-US')} more`] : lines;
}
