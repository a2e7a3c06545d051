import { AppError } from '../../errors/app-error.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { openLastingLine, realPause, type LastingLine } from '../../servers/ssh/lasting-line.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { StepContext } from '../step.ts';
import { layoutOf, type Unit } from './layout.ts';
import { lookAtTarget, type FolderLook, type TargetLook } from './look-at-folders.ts';
import type { MediaWork } from './media-work.ts';
import { listFolder, selectFiles } from './read-live.ts';
import { entriesOfUnit, listingOf, withFoldersAbove } from './select-files.ts';
import { unitsOf, workIdOf } from './work-folders.ts';

/** A server that is reached again after the line to it was lost, for one step. */
export function lineOf({ pause }: MediaWork, { connections, target, job }: StepContext): LastingLine {
  return openLastingLine(connections, target.server.id, job, pause ?? realPause);
}

export interface FoundUnit {
  readonly unit: Unit;
  readonly look: FolderLook;
}

/** Looks at the folders of the artifact on the server and decides how each is brought back. Throws `restore.media-not-writable` with all that stands in the way. */
export async function findUnits(
  shell: RemoteShell,
  work: MediaWork,
  { target, job }: StepContext,
): Promise<{ readonly units: readonly FoundUnit[]; readonly account: TargetLook['account'] }> {
  const { account, folders } = await lookAtTarget(shell, target.site.root, workIdOf(work), unitsOf(work.artifact.folders), job.signal);
  const units: FoundUnit[] = [];
  const faults: string[] = [];
  for (const look of folders) {
    const unit = layoutOf(work.choice.mode, look, workIdOf(work));
    if (typeof unit === 'string') faults.push(unit);
    else units.push({ unit, look });
  }
  if (faults.length > 0) throw new AppError('restore.media-not-writable', { detail: faults.join('\n') });
  return { units, account };
}

/** What of the backup is to be unpacked for a unit, and all of the backup that is looked at for it. */
export async function wantedFiles(
  shell: RemoteShell,
  work: MediaWork,
  unit: Unit,
  list: readonly ListedFile[],
  signal: AbortSignal,
): Promise<{ readonly entries: readonly ListedFile[]; readonly wanted: readonly ListedFile[] }> {
  const entries = entriesOfUnit(list, unit.folder, work.choice);
  if (unit.how === 'swap') return { entries, wanted: entries };
  const live = listingOf((await listFolder(shell, unit.live, { symlinks: work.source.symlinks }, signal)).entries);
  const { missing, different } = await selectFiles(shell, unit.live, entries, live, work.choice.compareBy, signal);
  return { entries, wanted: withFoldersAbove([...missing, ...different], entries).filter((entry) => !isUnitItself(entry)) };
}

/** The folder of the unit itself is there already: what is unpacked for a merge is only its content. */
function isUnitItself({ path }: ListedFile): boolean {
  return path.equals(Buffer.from('.'));
}
