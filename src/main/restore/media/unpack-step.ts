import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { LastingLine } from '../../servers/ssh/lasting-line.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import { lackOfRoom, roomFor, roomLeft } from './free-space.ts';
import { keepRights, lostOwners } from './keep-owners.ts';
import type { AccountLook } from './look-at-folders.ts';
import type { MediaWork } from './media-work.ts';
import { readStateList } from './read-chain.ts';
import { openFiles, type ReadableFiles } from './readable-files.ts';
import { listFolder } from './read-live.ts';
import { listingOf, pathsNotInBackup } from './select-files.ts';
import { looksSame } from './same-entry.ts';
import { withSiteRights } from './site-rights.ts';
import { dropStage, makeStage } from './stage-folders.ts';
import { findUnits, lineOf, wantedFiles, type FoundUnit } from './step-tools.ts';
import { memoOf, unitsInMemo } from './unit-memo.ts';
import { pathInSite, unpackUnit } from './unpack-unit.ts';
import { unitsOf, workFolders, workIdOf } from './work-folders.ts';

/**
 * Unpacks what comes back beside the live folders, where nobody looks for it; nothing live changes. Run again it sends only what is not there yet. Undone, it removes
 * what it made, but nothing that came in while it was live.
 */
export function unpackMediaStep(work: MediaWork, root: string): RestoreStep {
  return {
    plan: unpackPlan(work, root),
    run: (context) => unpack(work, context),
    undo: (context) => drop(work, context),
  };
}

function unpackPlan(work: MediaWork, root: string): PlanStep {
  const { artifact, choice } = work;
  const folders = unitsOf(artifact.folders);
  const stages = folders.map(
    (folder) => workFolders(folder === '.' ? root : `${root}/${folder}`, workIdOf(work), folder === '.' ? 'inside' : 'beside').stage,
  );
  const what = { whole: 'all files', different: 'what is missing or different', paths: 'the chosen files' }[choice.mode];
  return {
    id: `unpack-media:${artifact.id}`,
    kind: 'unpack-media',
    title: `Bring ${what} of ${folders.join(', ')} beside the live ones`,
    commands: stages.flatMap((stage) => [`mkdir -m 0700 ${stage}`, `tar -x -p -f -   (in ${stage}, out of ${archivesOf(work)})`]),
    changes: 'New folders with a name of their own lie on the server. Nothing live is touched.',
    undo: 'The new folders are removed.',
    touchesLive: false,
    estimatedMs: null,
  };
}

function archivesOf({ artifact, zip }: MediaWork): string {
  if (zip !== undefined) return `the zip ${artifact.file}`;
  return artifact.chain.length === 1 ? 'the archive' : `${artifact.chain.length} archives`;
}

async function unpack(work: MediaWork, context: StepContext): Promise<string | void> {
  const { job, target } = context;
  await context.confirmTarget();
  const line = lineOf(work, context);
  job.step('Reading the list of files');
  const list = await readStateList(work, job.signal);
  const absent = pathsNotInBackup(list, work.choice);
  if (absent.length > 0) throw new AppError('restore.media-path-missing', { detail: absent.join('\n') });
  job.step('Looking at the folders on the server');
  const { units, account } = await line.withShell((shell) => findUnits(shell, work, context));
  if (account.tar === null) throw new AppError('restore.media-no-tar');
  context.keepMemo(memoOf(units.map(({ unit }) => unit)));
  await using files = openFiles(work, job.signal);
  const strangers: ListedFile[] = [];
  for (const found of units) {
    const wanted = await unpackOne(work, context, line, { files, account, found, list });
    strangers.push(...lostOwners(wanted, account));
  }
  if (strangers.length > 0)
    context.say(
      `${strangers.length.toLocaleString('en-US')} of them belonged to another account; they belong to ${target.server.user} now.`,
    );
}

interface UnpackOne {
  readonly files: ReadableFiles;
  readonly account: AccountLook;
  readonly found: FoundUnit;
  readonly list: readonly ListedFile[];
}

async function unpackOne(
  work: MediaWork,
  context: StepContext,
  line: LastingLine,
  { files, account, found: { unit, look }, list }: UnpackOne,
): Promise<readonly ListedFile[]> {
  const { job, connections, target } = context;
  const id = workIdOf(work);
  job.step(`Comparing ${unit.folder} with the backup`);
  const { wanted: listed } = await line.withShell((shell) => wantedFiles(shell, work, unit, list, job.signal));
  const wanted = await withKnownRights(files, context, line, { unit, look }, listed);
  await line.withShell((shell) => makeStage(shell, id, unit, job.signal));
  const there = await line.withShell(async (shell) => listingOf((await listFolder(shell, unit.stage, {}, job.signal)).entries));
  const left = wanted.filter((entry) => !looksSame(entry, there.get(keyOf(entry.path))));
  const lack = lackOfRoom(roomFor(left), roomLeft(look, account));
  if (lack !== null) throw new AppError('restore.media-no-space', { detail: `${unit.live}: ${lack}` });
  const bytes = left.reduce((sum, entry) => sum + entry.bytes, 0);
  const count = wanted.filter(({ type }) => type === 'file').length;
  job.step(`Sending ${unit.folder}`, Math.max(1, bytes));
  const unpacked = await unpackUnit({ connections, serverId: target.server.id, line, job }, { id, unit, wanted, files, account });
  await line.withShell((shell) => keepRights(shell, unit.stage, wanted, unpacked, account, job.signal));
  context.say(`${unit.stage}: ${count.toLocaleString('en-US')} files, ${formatBytes(bytes)} sent`);
  return wanted;
}

async function withKnownRights(
  files: ReadableFiles,
  { job }: StepContext,
  line: LastingLine,
  { unit, look }: FoundUnit,
  wanted: readonly ListedFile[],
): Promise<readonly ListedFile[]> {
  const said = await files.saidModes(wanted.map(({ path }) => pathInSite(unit, path)));
  if (said === null) return wanted;
  const live = unit.had ? (await line.withShell((shell) => listFolder(shell, unit.live, {}, job.signal))).entries : [];
  return withSiteRights(wanted, listingOf(live), look, (path) => said.get(keyOf(pathInSite(unit, path))));
}

async function drop(work: MediaWork, context: StepContext): Promise<void> {
  const units = unitsInMemo(context.memo());
  if (units === null) return;
  await context.confirmTarget();
  const line = lineOf(work, context);
  for (const unit of units) {
    const isGone = await line.withShell((shell) => dropStage(shell, workIdOf(work), unit, context.job.signal));
    if (!isGone) context.say(`${unit.stage} stays: files came into it while it was live.`);
  }
}
