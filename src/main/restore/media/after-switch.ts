import type { RestoreCheck, Undo } from '../../../shared/model/restore.ts';
import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { StepContext } from '../step.ts';
import { SAMPLE_FILES, type MediaWork } from './media-work.ts';
import { readStateList } from './read-chain.ts';
import { listFolder } from './read-live.ts';
import { entriesOfUnit, listingOf } from './select-files.ts';
import { lateFiles, letGoUnit, sizesOf } from './stage-folders.ts';
import { lineOf } from './step-tools.ts';
import { unitsInMemo } from './unit-memo.ts';
import { verifyFiles } from './verify-files.ts';
import { workIdOf } from './work-folders.ts';

// What is asked between the switch and the day the old state is let go. Each takes the context of the switch step, whose memo says where everything lies.

/** The verification of the live folders after the switch, a line each. Throws as a listing does. */
export async function mediaAfterChecks(work: MediaWork, context: StepContext): Promise<readonly RestoreCheck[]> {
  const { signal } = context.job;
  const list = await readStateList(work, signal);
  const checks: RestoreCheck[] = [];
  for (const unit of unitsInMemo(context.memo()) ?? []) {
    const entries = entriesOfUnit(list, unit.folder, work.choice);
    // Where bytes decided, a file with another time may have been left as it was.
    const timesMayDiffer = unit.how === 'merge' && work.choice.compareBy === 'hash';
    const options = { sampleFiles: work.sampleFiles ?? SAMPLE_FILES, timesMayDiffer };
    const verified = await lineOf(work, context).withShell(async (shell) => {
      const live = listingOf((await listFolder(shell, unit.live, { symlinks: work.source.symlinks }, signal)).entries);
      return verifyFiles(shell, unit.live, entries, live, options, signal);
    });
    checks.push(...verified.checks.map((check) => ({ ...check, label: `${unit.folder}: ${check.label}` })));
  }
  return checks;
}

export interface UndoLoss {
  /** Relative to the site's root. */
  readonly folder: string;
  readonly files: number;
  /** The first of them, escaped for display. */
  readonly examples: readonly string[];
  /** Where they lie after the undo: nothing is removed. */
  readonly keptIn: string;
}

const MOST_EXAMPLES = 20;

/** Files that came or changed since the switch and would be live no more after the undo. Of a merge: those that were brought back and written to since. */
export async function undoPreviewMedia(work: MediaWork, context: StepContext): Promise<readonly UndoLoss[]> {
  const { signal } = context.job;
  const units = unitsInMemo(context.memo()) ?? [];
  // Folders that are renamed back need nothing of the backup, whose place may be away.
  const list = units.some(({ how }) => how === 'merge') ? await readStateList(work, signal) : [];
  const losses: UndoLoss[] = [];
  for (const unit of units) {
    const moment = `${unit.ops}/switched`;
    const by = unit.how === 'swap' ? 'inode' : 'time';
    const late = await lineOf(work, context).withShell((shell) => lateFiles(shell, unit.live, moment, by, signal));
    const inBackup = new Set(entriesOfUnit(list, unit.folder, work.choice).map(({ path }) => keyOf(path)));
    const lost = unit.how === 'swap' ? late : late.filter((path) => inBackup.has(keyOf(path)));
    if (lost.length > 0)
      losses.push({ folder: unit.folder, files: lost.length, examples: lost.slice(0, MOST_EXAMPLES).map(displayName), keptIn: unit.stage });
  }
  return losses;
}

/** What lies on the server for the undo, and the bytes it takes. */
export async function keptByMedia(work: MediaWork, context: StepContext): Promise<Pick<Undo, 'keeps' | 'bytes'>> {
  const keeps: string[] = [];
  let bytes: number | null = 0;
  for (const unit of unitsInMemo(context.memo()) ?? []) {
    const sizes = await lineOf(work, context).withShell((shell) => sizesOf(shell, workIdOf(work), unit, context.job.signal));
    for (const size of sizes) {
      keeps.push(size.folder);
      bytes = bytes === null || size.bytes === null ? null : bytes + size.bytes;
    }
  }
  return { keeps, bytes };
}

/** Removes for good what was kept for the undo. Throws `restore.media-not-removed` with what is left: again, it goes on. */
export async function letGoMedia(work: MediaWork, context: StepContext): Promise<void> {
  for (const unit of unitsInMemo(context.memo()) ?? []) {
    await context.confirmTarget();
    await lineOf(work, context).withShell((shell) => letGoUnit(shell, workIdOf(work), unit, context.job.signal));
  }
}
