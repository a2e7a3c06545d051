import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ListedFile } from '../../../src/main/archive/file-list.ts';
import { tarOfState } from '../../../src/main/archive/tar-of-state.ts';
import { TAR_END, tarHeader, tarPadding } from '../../../src/main/archive/tar-writer.ts';
import { tarEvents } from '../../../src/main/archive/tar-events.ts';

const signal = new AbortController().signal;

function fileOf(path: string, bytes: Buffer, at = 0): ListedFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    path: Buffer.from(path),
    type: 'file',
    bytes: bytes.length,
    mtimeNs: 0n,
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: '',
    group: '',
    target: null,
    sha256,
    at,
  };
}

function archiveOf(files: readonly (readonly [ListedFile, Buffer])[]): Buffer {
  return Buffer.concat([...files.flatMap(([file, bytes]) => [tarHeader(file), bytes, tarPadding(bytes.length)]), TAR_END]);
}

/** In pieces of any size. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function filesIn(tar: AsyncIterable<Buffer>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let current: { readonly name: string; readonly parts: Buffer[] } | null = null;
  for await (const events of tarEvents(tar)) {
    for (const event of events) {
      if (event.kind === 'begin') current = { name: event.entry.path.toString(), parts: [] };
      else if (event.kind === 'data') current?.parts.push(Buffer.from(event.data));
      else if (current !== null) found.set(current.name, Buffer.concat(current.parts).toString());
    }
  }
  return found;
}

const [one, two, three] = ['the first file', 'x'.repeat(5000), 'of the second archive'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];

it('holds exactly the files that are wanted, from any archive of the chain, under the names that are asked for', async () => {
  const list = [fileOf('a/one', one), fileOf('a/three', three, 1), fileOf('a/two', two)];
  const archives = [
    {
      compression: 'none' as const,
      open: () =>
        pieces(
          archiveOf([
            [list[0]!, one],
            [fileOf('a/unwanted', two), two],
            [list[2]!, two],
          ]),
          700,
        ),
    },
    { compression: 'none' as const, open: () => pieces(archiveOf([[list[1]!, three]]), 700) },
  ];
  const begun: number[] = [];
  const tar = tarOfState({ list, archives, signal, nameOf: (path) => path.subarray(2), onArchive: (index) => begun.push(index) });
  expect(await filesIn(tar)).toEqual(
    new Map([
      ['one', one.toString()],
      ['two', two.toString()],
      ['three', three.toString()],
    ]),
  );
  expect(begun).toEqual([0, 1]);
});

it.each([1, 512, 700, 100_000])('never gives the last of a file whose bytes are not what the list says, in pieces of %i', async (size) => {
  const list = [fileOf('one', one), fileOf('two', two)];
  const wrong = Buffer.from(two);
  wrong[17] = 0x21;
  const archives = [
    {
      compression: 'none' as const,
      open: () =>
        pieces(
          archiveOf([
            [list[0]!, one],
            [list[1]!, wrong],
          ]),
          size,
        ),
    },
  ];
  const given: Buffer[] = [];
  const copy = async () => {
    for await (const piece of tarOfState({ list, archives, signal })) given.push(Buffer.from(piece));
  };
  await expect(copy()).rejects.toMatchObject({ code: 'archive.chain-differs' });
  const begins = tarHeader(list[0]!).length + one.length + tarPadding(one.length).length + tarHeader(list[1]!).length;
  expect(Buffer.concat(given).length).toBeGreaterThanOrEqual(begins);
  expect(Buffer.concat(given).length).toBeLessThan(begins + two.length);
});
