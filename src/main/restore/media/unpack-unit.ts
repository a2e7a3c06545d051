import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { isLineProblem, type LastingLine } from '../../servers/ssh/lasting-line.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import type { AccountLook } from './look-at-folders.ts';
import type { Unit } from './layout.ts';
import type { ReadableFiles } from './readable-files.ts';
import { listFolder } from './read-live.ts';
import { refuseNames } from './refuse-names.ts';
import { isSameTime, looksSame } from './same-entry.ts';
import { listingOf, type Listing } from './select-files.ts';
import { sendTar } from './send-tar.ts';
import { makeStage } from './stage-folders.ts';
import { namesOf } from './verify-files.ts';

export interface UnpackOrder {
  /** As `workIdOf` has it. */
  readonly id: string;
  readonly unit: Unit;
  /** What is to lie in the unit's folder, with paths below it; sorted. */
  readonly wanted: readonly ListedFile[];
  readonly files: ReadableFiles;
  readonly account: AccountLook;
}

export interface UnpackLink {
  readonly connections: ServerConnections;
  readonly serverId: string;
  readonly line: LastingLine;
  readonly job: JobContext;
}

/** Rounds that bring nothing new before it is given up: the file system may not keep a name or a time. */
const MOST_IDLE_ROUNDS = 2;

/**
 * Unpacks entries of the backup into the folder of a unit, over as many connections as it takes: what lies there whole is not sent again. Resolves when all of it
 * was found there by a listing, which it returns. Throws `restore.media-*`, `ssh.*`; what has arrived stays until it is removed.
 */
export async function unpackUnit(link: UnpackLink, order: UnpackOrder): Promise<Listing> {
  const { connections, serverId, line, job } = link;
  const { unit, wanted, account } = order;
  refuseNames(wanted);
  let wasSent = false;
  let idle = 0;
  let before = wanted.length + 1;
  let atFirst: number | null = null;
  for (;;) {
    const found = await listStage(link, unit);
    const left = wanted.filter((entry) => keyOf(entry.path) !== '.' && !looksSame(entry, found.get(keyOf(entry.path))));
    if (wasSent && left.length === 0) return setFolderTimes(link, order, found);
    if (left.length < before) line.moved();
    else if (wasSent) idle += 1;
    if (idle >= MOST_IDLE_ROUNDS)
      throw new AppError('restore.media-unpack-failed', { detail: `The server does not keep them as they are: ${namesOf(left)}` });
    before = left.length;
    const isLeft = new Set(left);
    const bytesLeft = left.reduce((sum, { bytes }) => sum + bytes, 0);
    atFirst ??= bytesLeft;
    const done = atFirst - bytesLeft;
    // Folders always: they get their rights and times when nothing is written to them any more.
    const travelling = wanted.filter((entry) => entry.type === 'folder' || isLeft.has(entry));
    wasSent = false;
    try {
      await connections.withShell(serverId, job.signal, (shell) =>
        sendTar(shell, unit, account.tools, tarFor(order, travelling), job.signal, (bytes) => job.advance(done + bytes)),
      );
      wasSent = true;
    } catch (error) {
      job.signal.throwIfAborted();
      if (isDamage(error)) await leaveCopy(order.files, error, job);
      else if (!isLineProblem(error)) throw error;
      else {
        job.log(`Line lost (${error.code}); what has arrived stays, going on with the rest`);
        await line.wait(error);
      }
    }
  }
}

function listStage({ line, job }: UnpackLink, unit: Unit): Promise<Listing> {
  return line.withShell(async (shell) => listingOf((await listFolder(shell, unit.stage, {}, job.signal)).entries));
}

/**
 * GNU tar makes links that lead out of the folder last of all, and then the folder they lie in has changed once more: folders get their times by a tar of their own,
 * where a listing shows that they need it.
 */
async function setFolderTimes(link: UnpackLink, order: UnpackOrder, found: Listing): Promise<Listing> {
  const { line, job } = link;
  const { unit, wanted, account } = order;
  const folders = wanted.filter(({ type }) => type === 'folder');
  const isStale = ({ path, mtimeNs }: ListedFile): boolean => {
    const there = found.get(keyOf(path));
    // The folder itself is in no listing.
    return there === undefined
      ? wanted.some((entry) => entry.type === 'link' && !entry.path.includes('/'))
      : !isSameTime(mtimeNs, there.mtimeNs);
  };
  if (!folders.some(isStale)) return found;
  await line.withShell(async (shell) => {
    await makeStage(shell, order.id, unit, job.signal);
    await sendTar(shell, unit, account.tools, tarFor(order, folders), job.signal, () => {});
  });
  return listStage(link, unit);
}

/** In the archives names begin with the folder of the source, in the tar that is sent they are below it. */
function tarFor({ files, unit }: UnpackOrder, wanted: readonly ListedFile[]): AsyncGenerator<Buffer, void, undefined> {
  const prefix = unit.folder === '.' ? Buffer.alloc(0) : Buffer.from(`${unit.folder}/`);
  const list = wanted.map((entry) => ({ ...entry, path: pathInSite(unit, entry.path) }));
  return files.tarOf(list, (path) => (path.length < prefix.length ? Buffer.from('.') : path.subarray(prefix.length)));
}

/** A path below the folder of a unit as one below the site's root. Pure. */
export function pathInSite({ folder }: Pick<Unit, 'folder'>, path: Buffer): Buffer {
  if (keyOf(path) === '.') return Buffer.from(folder);
  return folder === '.' ? path : Buffer.concat([Buffer.from(`${folder}/`), path]);
}

function isDamage(error: unknown): error is AppError {
  return error instanceof AppError && ['archive.chain-differs', 'archive.unreadable', 'zip.damaged'].includes(error.code);
}

async function leaveCopy(files: ReadableFiles, error: AppError, job: JobContext): Promise<void> {
  const blamed = await files.blame();
  if (blamed === null || blamed.isLast)
    throw new AppError('restore.media-copy-damaged', {
      detail: `${blamed?.place ?? ''} ${displayName(Buffer.from(error.detail))}`.trim(),
      cause: error,
    });
  job.log(`The copy in ${blamed.place} is damaged (${error.detail}); going on with another one`);
}
