import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArtifact } from '../../../src/main/places/artifact-writer.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';

async function* first(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const piece of pieces) {
    yield piece.subarray(0, left);
    left -= Math.min(left, piece.length);
  }
}

test('cuts back only what came after the mark, and goes on from there with the right hash', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'archive.tar');
  const [kept, cut, more] = [randomBytes(3_000_000), randomBytes(2_500_000), randomBytes(1_700_000)];
  const { writer } = await openArtifact(path);
  await writer.write(kept);
  await writer.mark();
  await writer.write(cut);
  await writer.remake((written) => first(written, 2_000_000));
  await writer.mark();
  await writer.remake((written) => written);
  await writer.write(more);
  const { bytes, sha256 } = await writer.finish();
  const expected = Buffer.concat([kept, cut.subarray(0, 2_000_000), more]);
  expect(readFileSync(path).equals(expected)).toBe(true);
  expect({ bytes, sha256 }).toEqual({ bytes: expected.length, sha256: createHash('sha256').update(expected).digest('hex') });
  expect(readdirSync(folder)).toEqual(['archive.tar']);
});

test('leaves nothing beside the file when remaking it fails', async () => {
  const folder = scratchFolder();
  const artifact = await openArtifact(join(folder, 'archive.tar'));
  await artifact.writer.write(randomBytes(100_000));
  const failing = artifact.writer.remake(async function* (written) {
    yield* written;
    throw new Error('not readable');
  });
  await expect(failing).rejects.toThrow('not readable');
  expect(readdirSync(folder)).toEqual(['archive.tar']);
  await artifact.abandon();
});
