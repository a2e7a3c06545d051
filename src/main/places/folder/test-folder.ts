import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../../../shared/format/bytes.ts';
import type { FolderPlace, PlaceTestRow } from '../../../shared/model/place.ts';
import { syncFolder, writeNewFile } from '../../support/durable-files.ts';
import { fileSystemOf } from '../file-system.ts';
import { attentionRow, notTriedRow, okRow, runSteps, TEST_BYTES } from '../test-rows.ts';
import type { Guard } from './guard.ts';
import { presenceOf } from './presence.ts';

/** Below this a place is as good as full for the next backup. */
const LITTLE_ROOM_BYTES = 1024 ** 3;

/** Writes, renames, reads back, lists and deletes a file; then looks at room and file system. */
export async function testFolder(guard: Guard, place: FolderPlace, signal: AbortSignal): Promise<readonly PlaceTestRow[]> {
  const name = `.holdfast-test-${randomBytes(6).toString('hex')}`;
  const path = join(place.folder, name);
  const bytes = randomBytes(TEST_BYTES);
  const rights = 'Without it no copy can be kept here. Check the rights of the folder.';
  try {
    const rows = await runSteps(
      [
        {
          id: 'reach',
          label: 'The place is there',
          why:
            place.kind === 'drive'
              ? 'Plug in the drive, then test again.'
              : 'Connect the drive the folder lies on, or choose another folder.',
          run: () => guard.write(place.folder, signal, async () => `${place.folder} is marked as this place.`),
        },
        {
          id: 'write',
          label: 'Write and rename a file',
          why: rights,
          run: () =>
            guard.write(path, signal, async () => {
              await writeNewFile(`${path}.partial`, bytes);
              await rename(`${path}.partial`, path);
              await syncFolder(place.folder);
              return `${TEST_BYTES} bytes written.`;
            }),
        },
        {
          id: 'read-back',
          label: 'Read it back',
          why: 'What is written here does not come back as it went: do not rely on this drive.',
          run: () =>
            guard.read(path, signal, async () => {
              if (!(await readFile(path)).equals(bytes)) throw new Error('Other bytes came back than were written.');
              return 'The same bytes came back.';
            }),
        },
        {
          id: 'list',
          label: 'List the folder',
          why: rights,
          run: () =>
            guard.read(path, signal, async () => {
              if (!(await readdir(place.folder)).includes(name)) throw new Error('The file that was written is not listed.');
              return 'The file is listed.';
            }),
        },
        {
          id: 'delete',
          label: 'Delete it',
          why: 'Without it old copies stay for ever and the place fills up.',
          run: () =>
            guard.write(path, signal, async () => {
              await rm(path);
              return 'Deleted.';
            }),
        },
      ],
      signal,
    );
    return [...rows, await room(place), await fileSystem(place)];
  } finally {
    await rm(path, { force: true }).catch(() => {});
    await rm(`${path}.partial`, { force: true }).catch(() => {});
  }
}

async function room(place: FolderPlace): Promise<PlaceTestRow> {
  const presence = await presenceOf(place);
  if (presence.state !== 'there' || presence.freeBytes === null) return notTriedRow('room', 'Room', 'Not known.');
  const found = `${formatBytes(presence.freeBytes)} free.`;
  if (presence.freeBytes >= LITTLE_ROOM_BYTES) return okRow('room', 'Room', found);
  return attentionRow('room', 'Room', found, 'The next backups may not fit: make room, or shorten what is kept here.');
}

async function fileSystem(place: FolderPlace): Promise<PlaceTestRow> {
  const label = 'File system';
  const { freeBytes, warnings } = await fileSystemOf(place.folder);
  if (freeBytes === null) return notTriedRow('file-system', label, 'Not known.');
  return warnings.length === 0
    ? okRow('file-system', label, 'Nothing stands against it.')
    : attentionRow('file-system', label, warnings.join(' '), 'Copies can be kept here; know what it does not give.');
}
