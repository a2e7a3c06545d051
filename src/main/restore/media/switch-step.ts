import type { PlanStep } from '../../../shared/model/runbook.ts';
import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import { AppError } from '../../errors/app-error.ts';
import type { LastingLine } from '../../servers/ssh/lasting-line.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import type { Unit } from './layout.ts';
import type { MediaWork } from './media-work.ts';
import { planSwitch } from './plan-switch.ts';
import { readStateList } from './read-chain.ts';
import { runMoves } from './run-moves.ts';
import { lateFiles } from './stage-folders.ts';
import { findUnits, lineOf } from './step-tools.ts';
import { memoOf, unitsInMemo } from './unit-memo.ts';
import { unitsOf, workFolders, workIdOf } from './work-folders.ts';

/**
 * Lets what was unpacked and what is live change places, by renames. What the backup does not cover moves along with the live state's place: excluded folders are in
 * the new one afterwards. Everything that was live lies in the old folder until it is let go. Run again, it goes on where it stopped; undone, it renames back.
 */
export function switchMediaStep(work: MediaWork, root: string): RestoreStep {
  return {
    plan: switchPlan(work, root),
    run: (context) => goLive(work, context),
    undo: (context) => goBack(work, context),
  };
}

function switchPlan(work: MediaWork, root: string): PlanStep {
  const folders = unitsOf(work.artifact.folders);
  const commands = folders.flatMap((folder) => {
    const at = folder === '.' ? 'inside' : 'beside';
    const { live, stage, old } = workFolders(folder === '.' ? root : `${root}/${folder}`, workIdOf(work), at);
    if (work.choice.mode === 'whole' && at === 'beside') return [`mv ${live} ${old}`, `mv ${stage} ${live}`];
    return [`mv ${live}/FILE ${old}/FILE   (for each that is replaced)`, `mv ${stage}/FILE ${live}/FILE   (for each)`];
  });
  return {
    id: `switch:${work.artifact.id}`,
    kind: 'switch',
    title: `Make the files of ${folders.join(', ')} live`,
    commands,
    changes: 'The site sees the files of the backup. What was there lies in a folder with a name of its own.',
    undo: 'The same renames the other way round bring the files back that were there before.',
    touchesLive: true,
    estimatedMs: null,
  };
}

async function goLive(work: MediaWork, context: StepContext): Promise<string | void> {
  const { job } = context;
  const line = lineOf(work, context);
  let units = unitsInMemo(context.memo());
  if (units === null) {
    job.step('Looking at the folders on the server');
    units = (await line.withShell((shell) => findUnits(shell, work, context))).units.map(({ unit }) => unit);
    context.keepMemo(memoOf(units));
  }
  const warnings: string[] = [];
  for (const unit of units) {
    job.signal.throwIfAborted();
    warnings.push(...(await unitGoesLive(work, context, line, unit)));
  }
  return warnings.length === 0 ? undefined : warnings.join(' ');
}

async function unitGoesLive(work: MediaWork, context: StepContext, line: LastingLine, unit: Unit): Promise<readonly string[]> {
  const { job } = context;
  const { state } = await line.withShell((shell) => runMoves(shell, 'status', unit, null));
  let plan: Buffer | null = null;
  let late: readonly Buffer[] = [];
  if (state === 'nothing') {
    job.step(`Planning the switch of ${unit.folder}`);
    const list = await readStateList(work, job.signal);
    ({ plan, late } = await line.withShell((shell) => planSwitch(shell, work, unit, list, job.signal)));
  }
  job.step(`Making ${unit.folder} live`);
  await context.confirmTarget();
  job.signal.throwIfAborted();
  const end = await line.withShell((shell) => runMoves(shell, 'forward', unit, plan));
  if (end.state !== 'forward')
    throw new AppError('restore.media-switch-failed', { detail: `${unit.live}: there is no plan of the renames` });
  context.say(
    unit.how === 'swap' ? `mv ${unit.live} ${unit.old}; mv ${unit.stage} ${unit.live}` : `${unit.live}: files changed places one by one`,
  );
  // Of a swap only the old folder tells: what came up to the very moment of the rename lies there.
  if (unit.how === 'swap' && unit.had)
    late = await line.withShell((shell) => lateFiles(shell, unit.old, `${unit.ops}/started`, 'inode', job.signal));
  return warningsAfter(unit, late, end.conflicts);
}

const MOST_NAMED = 20;

function warningsAfter({ live, old }: Unit, late: readonly Buffer[], conflicts: readonly Buffer[]): readonly string[] {
  const warnings: string[] = [];
  if (late.length > 0)
    warnings.push(
      `${late.length === 1 ? 'One file' : `${late.length.toLocaleString('en-US')} files`} came or changed while the restore ran; what was there lies in ${old}: ${shown(late)}.`,
    );
  if (conflicts.length > 0)
    warnings.push(`Something new had taken their place in ${live} in that very moment, and was left there: ${shown(conflicts)}.`);
  return warnings;
}

function shown(paths: readonly Buffer[]): string {
  const names = [...new Set(paths.map(keyOf))].slice(0, MOST_NAMED).map((key) => displayName(Buffer.from(key, 'latin1')));
  return paths.length > MOST_NAMED ? `${names.join(', ')} and ${paths.length - MOST_NAMED} more` : names.join(', ');
}

async function goBack(work: MediaWork, context: StepContext): Promise<void> {
  const units = unitsInMemo(context.memo());
  if (units === null) return;
  const line = lineOf(work, context);
  for (const unit of units.toReversed()) {
    await context.confirmTarget();
    const { state, conflicts } = await line.withShell((shell) => runMoves(shell, 'back', unit, null));
    if (state === 'nothing') continue;
    context.say(
      unit.how === 'swap'
        ? `mv ${unit.live} ${unit.stage}; mv ${unit.old} ${unit.live}`
        : `${unit.live}: files changed places back, one by one`,
    );
    if (conflicts.length > 0) context.say(`Left where they are, as something new has their place: ${shown(conflicts)}`);
  }
}
