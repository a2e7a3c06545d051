import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlaceTestRow, ServerFolderPlace } from '../../../shared/model/place.ts';
import type { SftpAccess, SftpConnections } from '../../servers/ssh/sftp-access.ts';
import { attentionRow, notTriedRow, okRow, runSteps, TEST_BYTES, type TestStep } from '../test-rows.ts';
import { readSmallRemote, onLine } from './session.ts';

const LITTLE_ROOM_BYTES = 1024 ** 3;

/** Writes, renames, reads back, lists and deletes a file over SFTP; then looks at the room. */
export async function testServerFolder(
  place: ServerFolderPlace,
  connections: SftpConnections,
  signal: AbortSignal,
): Promise<readonly PlaceTestRow[]> {
  const name = `.holdfast-test-${randomBytes(6).toString('hex')}`;
  const path = posix.join(place.folder, name);
  const bytes = randomBytes(TEST_BYTES);
  const rights = 'Without it no copy can be kept here. Check the rights of the folder on the server.';
  const step = (id: string, label: string, why: string, work: (sftp: SftpAccess) => Promise<string>): TestStep => ({
    id,
    label,
    why,
    run: () => onLine(place, connections, signal, work),
  });
  const rows = await runSteps(
    [
      step(
        'reach',
        'The place is there',
        'Check the server, its SFTP and the folder.',
        async () => `${place.folder} is marked as this place.`,
      ),
      step('write', 'Write and rename a file', rights, async (sftp) => {
        const writer = await sftp.write(`${path}.partial`, 0, signal);
        try {
          await writer.write(bytes);
          await writer.finish();
        } finally {
          await writer.close();
        }
        await sftp.rename(`${path}.partial`, path, signal);
        return `${TEST_BYTES} bytes written.`;
      }),
      step('read-back', 'Read it back', 'What is written here does not come back as it went: do not rely on this server.', async (sftp) => {
        if ((await readSmallRemote(sftp, path, signal))?.equals(bytes) !== true)
          throw new Error('Other bytes came back than were written.');
        return 'The same bytes came back.';
      }),
      step('list', 'List the folder', rights, async (sftp) => {
        const names = (await sftp.list(place.folder, signal)).map((entry) => entry.name);
        if (!names.includes(name)) throw new Error('The file that was written is not listed.');
        return 'The file is listed.';
      }),
      step('delete', 'Delete it', 'Without it old copies stay for ever and the server fills up.', async (sftp) => {
        await sftp.removeFile(path, signal);
        return 'Deleted.';
      }),
    ],
    signal,
  );
  if (rows.some(({ verdict }) => verdict === 'failed')) {
    await onLine(place, connections, signal, (sftp) => cleanUp(sftp, path, signal)).catch(() => {});
    return [...rows, notTriedRow('room', 'Room', 'Not tried, because of what failed before.')];
  }
  return [...rows, await room(place, connections, signal)];
}

async function cleanUp(sftp: SftpAccess, path: string, signal: AbortSignal): Promise<void> {
  await sftp.removeFile(path, signal);
  await sftp.removeFile(`${path}.partial`, signal);
}

async function room(place: ServerFolderPlace, connections: SftpConnections, signal: AbortSignal): Promise<PlaceTestRow> {
  const found = await onLine(place, connections, signal, (sftp) => sftp.room(place.folder, signal));
  if (found === null) return notTriedRow('room', 'Room', 'The server does not say.');
  const text = `${formatBytes(found.freeBytes)} free.`;
  if (found.freeBytes >= LITTLE_ROOM_BYTES) return okRow('room', 'Room', text);
  return attentionRow('room', 'Room', text, 'The next backups may not fit: make room on the server, or shorten what is kept there.');
}
