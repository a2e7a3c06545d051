import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAll } from '../../../src/main/places/artifact-writer.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';

/** A file of a system that takes only part of what it is given, as systems may: at most `most` bytes with each call. */
function taking(most: number, file: FileHandle): Pick<FileHandle, 'writev'> {
  return {
    async writev(buffers) {
      const { bytesWritten } = await file.write(Buffer.concat(buffers.map(bytesOf)).subarray(0, most));
      return { bytesWritten, buffers };
    },
  };
}

function bytesOf(view: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

test.each([1, 7, 64, 1000, 4096])('writes everything, in order, where the system takes %i bytes at a time', async (most) => {
  const path = join(scratchFolder(), 'file');
  const buffers = [0, 1, 6, 7, 8, 64, 0, 500, 1000, 3000].map((size) => randomBytes(size));
  await using file = await open(path, 'wx');
  await writeAll(taking(most, file), buffers);
  expect(readFileSync(path).equals(Buffer.concat(buffers))).toBe(true);
});

test('writes more buffers than a system takes in one call', async () => {
  const path = join(scratchFolder(), 'file');
  const buffers = Array.from({ length: 5000 }, () => randomBytes(3));
  await using file = await open(path, 'wx');
  await writeAll(file, buffers);
  expect(readFileSync(path).equals(Buffer.concat(buffers))).toBe(true);
});
