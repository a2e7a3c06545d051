import { keyOf } from '../../archive/copy-from-archive.ts';
import type { FileEntry, ListedFile } from '../../archive/file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { coveredBy } from './covered-by.ts';
import type { Unit } from './layout.ts';
import type { MediaWork } from './media-work.ts';
import { encodeMoves, planCarry, planMerge, type Move } from './plan-moves.ts';
import { listFolder } from './read-live.ts';
import { entriesOfUnit, foldersAbove, listingOf, type Listing } from './select-files.ts';
import { lateFiles } from './stage-folders.ts';
import { namesOf } from './verify-files.ts';

export interface SwitchPlan {
  readonly plan: Buffer;
  /** Of a merge: what is replaced or moved away and came or changed since unpacking began. */
  readonly late: readonly Buffer[];
}

/**
 * Which renames make a unit live, from what lies on both sides now. Throws `restore.media-changed-meanwhile` when a folder would move in that was unpacked in part,
 * because the live one was there then and is not any more; and as a listing does.
 */
export async function planSwitch(
  shell: RemoteShell,
  work: MediaWork,
  unit: Unit,
  list: readonly ListedFile[],
  signal: AbortSignal,
): Promise<SwitchPlan> {
  const entries = entriesOfUnit(list, unit.folder, work.choice);
  const inBackup = new Set(entries.map(({ path }) => keyOf(path)));
  const isCovered = coveredBy(work, unit.folder);
  const symlinks = unit.how === 'swap' ? 'keep' : work.source.symlinks;
  const live: Listing = unit.had ? listingOf((await listFolder(shell, unit.live, { symlinks }, signal)).entries) : new Map();
  if (unit.how === 'swap') return { plan: encodeMoves(planCarry(live, inBackup, isCovered)), late: [] };
  const stage = (await listFolder(shell, unit.stage, {}, signal)).entries;
  const moves = planMerge(stage, live, unit.exact ? { isCovered, inBackup } : null);
  refuseParts(moves, stage, entries);
  const since = await lateFiles(shell, unit.live, `${unit.ops}/started`, 'inode', signal);
  const away = takenAway(moves);
  return {
    plan: encodeMoves(moves),
    late: since.filter((path) => [keyOf(path), ...foldersAbove(keyOf(path))].some((key) => away.has(key))),
  };
}

function refuseParts(moves: readonly Move[], stage: readonly FileEntry[], entries: readonly ListedFile[]): void {
  const folders = new Set(stage.filter(({ type }) => type === 'folder').map(({ path }) => keyOf(path)));
  const moved = new Set(moves.filter(({ kind, path }) => kind !== 'aside' && folders.has(path)).map(({ path }) => path));
  const there = new Set(stage.map(({ path }) => keyOf(path)));
  const lacking = entries.filter(({ path }) => !there.has(keyOf(path)) && foldersAbove(keyOf(path)).some((folder) => moved.has(folder)));
  if (lacking.length > 0) throw new AppError('restore.media-changed-meanwhile', { detail: namesOf(lacking) });
}

/** Of what is only added there was nothing before. */
function takenAway(moves: readonly Move[]): ReadonlySet<string> {
  return new Set(moves.filter(({ kind }) => kind !== 'add').map(({ path }) => path));
}
