import type { PlanStep } from '../../../shared/model/runbook.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import type { Unit } from './layout.ts';
import { SAMPLE_FILES, type MediaWork } from './media-work.ts';
import { readStateList } from './read-chain.ts';
import { listFolder } from './read-live.ts';
import { listingOf } from './select-files.ts';
import { findUnits, lineOf, wantedFiles } from './step-tools.ts';
import { namesOf, verifyFiles, type Verified } from './verify-files.ts';
import { unitsOf } from './work-folders.ts';

/** Reads back what was unpacked, on the server, before anything of it goes live: counts, sizes, times, and the bytes of a sample. */
export function compareMediaStep(work: MediaWork, _root: string): RestoreStep {
  return { plan: comparePlan(work), run: (context) => compare(work, context) };
}

function comparePlan({ artifact, sampleFiles = SAMPLE_FILES }: MediaWork): PlanStep {
  return {
    id: `compare:${artifact.id}`,
    kind: 'compare',
    title: `Compare what arrived of ${unitsOf(artifact.folders).join(', ')} with the backup`,
    commands: ['find -printf (every name, size, time)', `sha256sum (${sampleFiles} files)`, `head -c 16 (${sampleFiles} files)`],
    changes: 'Nothing.',
    undo: 'Nothing has to be undone.',
    touchesLive: false,
    estimatedMs: null,
  };
}

async function compare(work: MediaWork, context: StepContext): Promise<string | void> {
  const { job } = context;
  const line = lineOf(work, context);
  job.step('Reading the list of files');
  const list = await readStateList(work, job.signal);
  const warnings: string[] = [];
  await line.withShell(async (shell) => {
    warnings.length = 0;
    const { units } = await findUnits(shell, work, context);
    for (const { unit } of units) {
      job.step(`Comparing what arrived of ${unit.folder}`);
      const { verified, meanwhile } = await compareUnit(shell, work, unit, list, job.signal);
      for (const { label, found } of verified.checks) context.say(`${unit.folder}: ${label}: ${found}`);
      const bad = verified.checks.filter(({ ok }) => !ok);
      if (bad.length > 0)
        throw new AppError('restore.media-not-whole', {
          detail: bad.map(({ label, expected, found }) => `${label}: ${found} of ${expected}`).join('\n'),
        });
      warnings.push(...warningsOf(verified, meanwhile));
    }
  });
  return warnings.length === 0 ? undefined : warnings.join(' ');
}

async function compareUnit(
  shell: RemoteShell,
  work: MediaWork,
  unit: Unit,
  list: readonly ListedFile[],
  signal: AbortSignal,
): Promise<{ readonly verified: Verified; readonly meanwhile: readonly ListedFile[] }> {
  const { wanted } = await wantedFiles(shell, work, unit, list, signal);
  const found = listingOf((await listFolder(shell, unit.stage, {}, signal)).entries);
  const isThere = ({ path }: ListedFile) => keyOf(path) === '.' || found.has(keyOf(path));
  // With a merge the live side may have changed since it was compared: then less is there than would be wanted now, and that stays as it is.
  const meanwhile = unit.how === 'merge' ? wanted.filter((entry) => entry.type !== 'folder' && !isThere(entry)) : [];
  const entries = unit.how === 'merge' ? wanted.filter(isThere) : wanted;
  const options = { sampleFiles: work.sampleFiles ?? SAMPLE_FILES, timesMayDiffer: false };
  return { verified: await verifyFiles(shell, unit.stage, entries, found, options, signal), meanwhile };
}

function warningsOf({ misnamed }: Verified, meanwhile: readonly ListedFile[]): readonly string[] {
  const warnings: string[] = [];
  if (misnamed.length > 0)
    warnings.push(
      `These have the bytes of the backup, but begin otherwise than their endings promise, and did when it was made: ${namesOf(misnamed)}.`,
    );
  if (meanwhile.length > 0) warnings.push(`Changed on the server since the comparison and left as they are: ${namesOf(meanwhile)}.`);
  return warnings;
}
