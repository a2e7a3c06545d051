import { posix } from 'node:path';
import type { PlaceId, ServerId } from '../../../shared/model/ids.ts';
import type { ServerFolderPlace } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import type { SftpAccess, SftpConnections } from '../../servers/ssh/sftp-access.ts';
import type { Clock } from '../../support/clock.ts';
import { MARKER_FILE, newMarker, parseMarker } from '../place-marker.ts';
import { makeRemoteFolders } from './remote-folders.ts';
import { readSmallRemote, serverProblem } from './session.ts';

export interface ServerFolderDraft {
  readonly name: string;
  readonly offsite: boolean;
  readonly serverId: ServerId;
  /** Absolute, on the server. */
  readonly folder: string;
}

/**
 * Makes a folder of a server a place: makes it (0700) if it is not there and writes its marker. A folder that is marked already keeps its id. Throws
 * `place.unusable`, `place.refused`, `place.unreachable`, `place.full`.
 */
export async function claimServerFolder(
  draft: ServerFolderDraft,
  connections: SftpConnections,
  clock: Clock,
  signal: AbortSignal,
): Promise<ServerFolderPlace> {
  const { name, offsite, serverId } = draft;
  const folder = posix.normalize(draft.folder).replace(/(?<=.)\/+$/u, '');
  if (!folder.startsWith('/') || folder === '/')
    throw new AppError('place.unusable', { detail: `${draft.folder} is not the full path of a folder.` });
  try {
    const id = await connections.withSftp(serverId, signal, (sftp) => mark(sftp, folder, clock, signal));
    return { id, kind: 'server-folder', name, offsite, serverId, folder };
  } catch (error) {
    throw await serverProblem(error, folder, null, signal);
  }
}

async function mark(sftp: SftpAccess, folder: string, clock: Clock, signal: AbortSignal): Promise<PlaceId> {
  await makeRemoteFolders(sftp, folder, signal);
  const path = posix.join(folder, MARKER_FILE);
  const text = await readSmallRemote(sftp, path, signal);
  if (text !== null) {
    const marker = parseMarker(text.toString('utf8'));
    if (marker.state === 'read') return marker.placeId;
    throw new AppError('place.unusable', { detail: `${path} on the server is not a marker that Holdfast wrote.` });
  }
  const marker = newMarker(clock);
  const writer = await sftp.write(`${path}.partial`, 0, signal);
  try {
    await writer.write(Buffer.from(marker.text));
    await writer.finish();
  } finally {
    await writer.close();
  }
  await sftp.rename(`${path}.partial`, path, signal);
  return marker.placeId;
}
