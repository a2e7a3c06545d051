import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { FileEntry, ListedFile } from '../../archive/file-list.ts';
import type { MediaLoss } from '../../../shared/model/restore.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { coveredBy } from './covered-by.ts';
import { layoutOf, type Unit } from './layout.ts';
import { lookAtTarget, type AccountLook, type FolderLook } from './look-at-folders.ts';
import type { MediaWork } from './media-work.ts';
import { readStateList } from './read-chain.ts';
import { listFolder, selectFiles } from './read-live.ts';
import { entriesOfUnit, listingOf, pathsNotInBackup, type Selection } from './select-files.ts';
import { withSiteRights } from './site-rights.ts';
import { unitsOf, workIdOf } from './work-folders.ts';

/** What bringing one folder back would mean, from a look at both sides. */
export interface UnitOutlook {
  readonly look: FolderLook;
  /** A sentence where it cannot be brought back. */
  readonly unit: Unit | string;
  /** All of the backup that is asked for. */
  readonly entries: readonly ListedFile[];
  readonly selection: Selection;
  /** Live, covered by the backup and not in it; files and links. */
  readonly only: readonly FileEntry[];
  /** Live and not covered by the backup. */
  readonly uncovered: readonly FileEntry[];
  readonly live: readonly FileEntry[];
  /** What could not be listed, in the server's words. */
  readonly unreadable: readonly string[];
}

export interface MediaOutlook {
  readonly account: AccountLook;
  readonly units: readonly UnitOutlook[];
  /** Chosen paths the backup does not have. */
  readonly absent: readonly string[];
}

/** Reads both sides: the list of the backup and what is on the server. Changes nothing. Throws `backup.file-list-missing`, `site.root-missing`, `capture.listing-failed`, `ssh.*`. */
export async function readMediaOutlook(
  work: MediaWork,
  target: { readonly serverId: string; readonly root: string },
  connections: ServerConnections,
  signal: AbortSignal,
): Promise<MediaOutlook> {
  const list = await readStateList(work, signal);
  return connections.withShell(target.serverId, signal, async (shell) => {
    const { account, folders } = await lookAtTarget(shell, target.root, workIdOf(work), unitsOf(work.artifact.folders), signal);
    const units: UnitOutlook[] = [];
    for (const look of folders) {
      const listed = entriesOfUnit(list, look.folder, work.choice);
      const unit = layoutOf(work.choice.mode, look, workIdOf(work));
      const isThere = look.state === 'folder';
      const listing = isThere ? await listFolder(shell, look.real, { symlinks: work.source.symlinks }, signal) : null;
      const live = listing?.entries ?? [];
      const found = listingOf(live);
      const entries = work.zip === undefined ? listed : withSiteRights(listed, found, look, () => undefined);
      const selection = await selectFiles(shell, look.real, entries, found, isThere ? work.choice.compareBy : 'time', signal);
      const inBackup = new Set(entries.map(({ path }) => keyOf(path)));
      const isCovered = coveredBy(work, look.folder);
      units.push({
        look,
        unit,
        entries,
        selection,
        only: live.filter((entry) => isCovered(entry) && entry.type !== 'folder' && !inBackup.has(keyOf(entry.path))),
        uncovered: live.filter((entry) => !isCovered(entry)),
        live,
        unreadable: listing?.unreadable ?? [],
      });
    }
    return { account, units, absent: pathsNotInBackup(list, work.choice) };
  });
}

const MOST_EXAMPLES = 20;

/** What a restore of files would add, replace and take away; folders are not counted. Pure. */
export function mediaLoss({ artifact, choice }: Pick<MediaWork, 'artifact' | 'choice'>, { units }: Pick<MediaOutlook, 'units'>): MediaLoss {
  const content = (entries: readonly ListedFile[]) => entries.filter(({ type }) => type !== 'folder');
  const added = units.flatMap(({ look, selection }) => named(look, content(selection.missing)));
  const replaced = units.flatMap(({ look, selection }) => named(look, content(selection.different)));
  // Of single paths nothing is said about what lies beside them.
  const removed = choice.mode === 'paths' ? [] : units.flatMap(({ look, only }) => named(look, only));
  const sent = units.flatMap(({ unit, entries, selection }) =>
    typeof unit !== 'string' && unit.how === 'swap' ? entries : [...selection.missing, ...selection.different],
  );
  return {
    artifactId: artifact.id,
    added: added.length,
    replaced: replaced.length,
    removed: removed.length,
    bytesToSend: sent.reduce((sum, { bytes }) => sum + bytes, 0),
    examples: [
      ...added.slice(0, MOST_EXAMPLES).map((path) => ({ path, change: 'added' as const })),
      ...replaced.slice(0, MOST_EXAMPLES).map((path) => ({ path, change: 'replaced' as const })),
      ...removed.slice(0, MOST_EXAMPLES).map((path) => ({ path, change: 'removed' as const })),
    ],
  };
}

function named({ folder }: FolderLook, entries: readonly Pick<FileEntry, 'path'>[]): readonly string[] {
  return entries.map(({ path }) => `${folder === '.' ? '' : `${folder}/`}${displayName(path)}`);
}
