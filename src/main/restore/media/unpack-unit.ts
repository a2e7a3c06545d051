import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { tarOfState } from '../../archive/tar-of-state.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { isLineProblem, type LastingLine } from '../../servers/ssh/lasting-line.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import type { AccountLook } from './look-at-folders.ts';
import type { Unit } from './layout.ts';
import type { ReadableChain } from './read-chain.ts';
import { listFolder } from './read-live.ts';
import { refuseNames } from './refuse-names.ts';
import { looksSame } from './same-entry.ts';
import { listingOf, type Listing } from './select-files.ts';
import { sendTar } from './send-tar.ts';
import { namesOf } from './verify-files.ts';

export interface UnpackOrder {
  readonly unit: Unit;
  /** What is to lie in the unit's folder, with paths below it; sorted. */
  readonly wanted: readonly ListedFile[];
  readonly chain: ReadableChain;
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
export async function unpackUnit({ connections, serverId, line, job }: UnpackLink, order: UnpackOrder): Promise<Listing> {
  const { unit, wanted, chain, account } = order;
  refuseNames(wanted);
  let sent = false;
  let idle = 0;
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const found = await line.withShell(async (shell) => listingOf((await listFolder(shell, unit.stage, {}, job.signal)).entries));
    const left = wanted.filter((entry) => keyOf(entry.path) !== '.' && !looksSame(entry, found.get(keyOf(entry.path))));
    if (sent && left.length === 0) return found;
    if (left.length < before) line.moved();
    idle = left.length < before ? 0 : idle + 1;
    if (sent && idle >= MOST_IDLE_ROUNDS)
      throw new AppError('restore.media-unpack-failed', { detail: `The server does not keep them as they are: ${namesOf(left)}` });
    before = left.length;
    // Folders always: they get their rights and times when nothing is written to them any more.
    const isLeft = new Set(left);
    const travelling = wanted.filter((entry) => entry.type === 'folder' || isLeft.has(entry));
    try {
      await connections.withShell(serverId, job.signal, (shell) =>
        sendTar(shell, unit, account.tools, tarFor(order, travelling, job.signal), job.signal, (bytes) => job.advance(bytes)),
      );
      sent = true;
    } catch (error) {
      job.signal.throwIfAborted();
      if (isLineProblem(error)) {
        job.log(`Line lost (${error.code}); what has arrived stays, going on with the rest`);
        await line.wait(error);
      } else if (!isDamage(error)) throw error;
      else leaveCopy(chain, error, job);
      idle = 0;
      before = Number.POSITIVE_INFINITY;
    }
  }
}

/** In the archives names begin with the folder of the source, in the tar that is sent they are below it. */
function tarFor({ chain, unit }: UnpackOrder, wanted: readonly ListedFile[], signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const prefix = unit.folder === '.' ? Buffer.alloc(0) : Buffer.from(`${unit.folder}/`);
  const list = wanted.map((entry) => ({
    ...entry,
    path: keyOf(entry.path) === '.' ? Buffer.from(unit.folder) : Buffer.concat([prefix, entry.path]),
  }));
  return tarOfState({
    list,
    archives: chain.archives,
    signal,
    onArchive: (index) => chain.begin(index),
    nameOf: (path) => (path.length < prefix.length ? Buffer.from('.') : path.subarray(prefix.length)),
  });
}

function isDamage(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'archive.chain-differs' || error.code === 'archive.unreadable');
}

function leaveCopy(chain: ReadableChain, error: AppError, job: JobContext): void {
  const blamed = chain.blame();
  if (blamed === null || blamed.isLast)
    throw new AppError('restore.media-copy-damaged', {
      detail: `${blamed?.place ?? ''} ${displayName(Buffer.from(error.detail))}`.trim(),
      cause: error,
    });
  job.log(`The copy in ${blamed.place} is damaged (${error.detail}); going on with another one`);
}
