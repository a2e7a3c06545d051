import { posix } from 'node:path';
import type { ServerFolderPlace } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { RemoteFileError, type SftpAccess, type SftpConnections } from '../../servers/ssh/sftp-access.ts';
import { MARKER_FILE, parseMarker } from '../place-marker.ts';

/** Markers, claims and the like. */
const SMALL_BYTES = 64 * 1024 * 1024;
/** With less than this a failed write has a plain reason: SFTP itself has no word for a full disk. */
const FULL_BELOW_BYTES = 4 * 1024 * 1024;

/** What is wrong with the place, not with a file: keys, rights, host keys. Trying again does not help. */
const REFUSALS = new Set([
  'ssh.host-key-unknown',
  'ssh.host-key-changed',
  'ssh.authentication-failed',
  'ssh.key-file-unreadable',
  'ssh.secret-missing',
  'ssh.agent-unavailable',
  'ssh.no-sftp',
  'server.not-found',
  'server.jump-cycle',
]);

/** A line that is held open until it is released, for what takes several calls. */
export interface HeldLine {
  readonly sftp: SftpAccess;
  /** Never throws. */
  release(): Promise<void>;
}

/** Opens SFTP and makes sure that the folder is this very place. Throws `place.*`. */
export async function holdLine(place: ServerFolderPlace, connections: SftpConnections, signal: AbortSignal): Promise<HeldLine> {
  const opened = Promise.withResolvers<SftpAccess>();
  const released = Promise.withResolvers<void>();
  const ended = connections.withSftp(place.serverId, signal, async (sftp) => {
    await assertServerPlace(place, sftp, signal);
    opened.resolve(sftp);
    await released.promise;
  });
  ended.catch((error: unknown) => opened.reject(error));
  const release = async () => {
    released.resolve();
    await ended.catch(() => {});
  };
  try {
    return { sftp: await opened.promise, release };
  } catch (error) {
    throw await serverProblem(error, place.folder, null, signal);
  }
}

/** One piece of work over SFTP, with failures as problems of the place. */
export async function onLine<T>(
  place: ServerFolderPlace,
  connections: SftpConnections,
  signal: AbortSignal,
  work: (sftp: SftpAccess) => Promise<T>,
): Promise<T> {
  const line = await holdLine(place, connections, signal);
  try {
    return await work(line.sftp);
  } catch (error) {
    throw await serverProblem(error, place.folder, line.sftp, signal);
  } finally {
    await line.release();
  }
}

async function assertServerPlace(place: ServerFolderPlace, sftp: SftpAccess, signal: AbortSignal): Promise<void> {
  const path = posix.join(place.folder, MARKER_FILE);
  const text = await readSmallRemote(sftp, path, signal);
  if (text === null)
    throw new AppError('place.missing', { detail: `${place.folder} on the server is not there, or lacks its ${MARKER_FILE}.` });
  const marker = parseMarker(text.toString('utf8'));
  if (marker.state === 'read' && marker.placeId === place.id) return;
  const why = marker.state === 'read' ? `has the id ${marker.placeId}: it is another place` : 'is not a marker that Holdfast wrote';
  throw new AppError('place.missing', { detail: `${path} on the server ${why}.` });
}

/** Null when it is not there. */
export async function readSmallRemote(sftp: SftpAccess, path: string, signal: AbortSignal): Promise<Buffer | null> {
  const found = await sftp.stat(path, signal);
  if (found?.kind !== 'file') return null;
  if (found.bytes > SMALL_BYTES)
    throw new AppError('place.read-failed', { detail: `${path} has ${found.bytes} bytes, more than such a file can have.` });
  const chunks: Buffer[] = [];
  for await (const chunk of sftp.read(path, 0, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `sftp`: the line on which a write failed, to ask whether the disk is full; null for reading. */
export async function serverProblem(error: unknown, folder: string, sftp: SftpAccess | null, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return signal.reason;
  if (error instanceof RemoteFileError) {
    if (error.reason === 'refused') return new AppError('place.refused', { detail: error.message, cause: error });
    const room = sftp === null ? null : await sftp.room(folder, signal).catch(() => null);
    if (room !== null && room.freeBytes < FULL_BELOW_BYTES) {
      return new AppError('place.full', { detail: `${error.message} (${room.freeBytes} bytes are free on the server)`, cause: error });
    }
    return new AppError(sftp === null || error.reason === 'missing' ? 'place.read-failed' : 'place.write-failed', {
      detail: error.message,
      cause: error,
    });
  }
  if (!(error instanceof AppError) || !/^(?:ssh|server)\./u.test(error.code)) return error;
  const detail = `${error.toProblem().title}. ${error.detail}`.trim();
  return new AppError(REFUSALS.has(error.code) ? 'place.refused' : 'place.unreachable', { detail, cause: error });
}

/** Refuses a path outside the place: nothing there is ever read as a copy or removed. */
export function insideServerPlace(place: ServerFolderPlace, path: string): string {
  const whole = path.startsWith('/') ? posix.normalize(path) : posix.join(place.folder, path);
  const below = posix.relative(place.folder, whole);
  if (below === '' || below.split('/')[0] === '..')
    throw new AppError('place.missing', { detail: `${path} does not lie in ${place.folder}.` });
  return whole;
}
