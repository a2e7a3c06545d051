import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedFile } from '../../../src/main/archive/file-list.ts';
import { loadFileList, readFileList } from '../../../src/main/archive/read-file-list.ts';
import { nanosecondsOf, secondsText } from '../../../src/main/archive/seconds.ts';
import { writeFileList } from '../../../src/main/archive/write-file-list.ts';
import { inPieces } from './bytes-of.ts';
import { hashOf, listed, states } from './some-files.ts';

async function written(list: readonly ListedFile[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await writeFileList(list, async (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks);
}

async function linesOf(list: readonly ListedFile[]): Promise<string[]> {
  return gunzipSync(await written(list))
    .toString()
    .trimEnd()
    .split('\n');
}

const load = (lines: readonly string[]): Promise<readonly ListedFile[]> => loadFileList(inPieces(gzipSync(`${lines.join('\n')}\n`), 33));
const byPath = (one: ListedFile, other: ListedFile): number => one.path.compare(other.path);

describe('a list of files', () => {
  it('comes back as it was, sorted by the bytes of the paths', async () => {
    await fc.assert(
      fc.asyncProperty(states, fc.integer({ min: 1, max: 500 }), async (list, size) => {
        expect(await loadFileList(inPieces(await written(list), size))).toEqual(list.toSorted(byPath));
      }),
      { numRuns: 60 },
    );
  });

  it('can be read by a person, line by line', async () => {
    const latin1 = Buffer.from('caf\xe9', 'latin1');
    const [head, ...lines] = await linesOf([
      listed('storage/a.jpg', { mtimeNs: 1_700_000_000_250_000_000n, at: 2 }),
      listed(latin1, { type: 'link', target: latin1 }),
    ]);
    expect(head).toBe('{"format":"holdfast-file-list","version":1,"entries":2}');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        path64: 'Y2Fm6Q==',
        type: 'link',
        mtime: '1700000000',
        mode: '0644',
        uid: 33,
        gid: 33,
        user: 'www-data',
        group: 'www-data',
        target64: 'Y2Fm6Q==',
        at: 0,
      },
      {
        path: 'storage/a.jpg',
        type: 'file',
        bytes: 5,
        mtime: '1700000000.25',
        mode: '0644',
        uid: 33,
        gid: 33,
        user: 'www-data',
        group: 'www-data',
        sha256: hashOf('hello'),
        at: 2,
      },
    ]);
  });

  it('may hold keys that come to be later', async () => {
    const [head, line] = await linesOf([listed('a')]);
    expect(await load([head!.replace('}', ',"new":1}'), line!.replace('}', ',"inode":7}')])).toEqual([listed('a')]);
  });

  it('by a newer version is refused, not guessed at', async () => {
    await expect(load(['{"format":"holdfast-file-list","version":2,"layout":"other"}'])).rejects.toMatchObject({
      code: 'file-list.from-newer-app',
    });
  });

  it('that is damaged says so, and in which line', async () => {
    const [head, a, b] = (await linesOf([listed('a'), listed('b')])) as [string, string, string];
    const damages: readonly (readonly [readonly string[], RegExp])[] = [
      [[head, a], /1 entries instead of 2/],
      [[head, a, b, b.replace('"b"', '"c"')], /3 entries instead of 2/],
      [[head, b, a], /line 3 stands in the wrong place/],
      [[head, a, a], /line 3 stands in the wrong place/],
      [[head, a, b.slice(0, -4)], /line 3 is not readable/],
      [[head, a.replace('0644', '0999'), b], /line 2 is no entry/],
      [[head, a.replace('"file"', '"link"'), b], /line 2 is no entry/],
      [[head, a.replace(/[0-9a-f]{64}/, 'beef'), b], /line 2 is no entry/],
      [[head, a, b.replace('1700000000', 'soon')], /line 3 is no entry/],
      [[a, b], /does not begin/],
    ];
    for (const [lines, detail] of damages)
      await expect(load(lines)).rejects.toMatchObject({ code: 'file-list.damaged', detail: expect.stringMatching(detail) });
    await expect(loadFileList(inPieces(gzipSync('')))).rejects.toMatchObject({ code: 'file-list.damaged', detail: 'it is empty' });
  });

  it('that is cut off or changed anywhere is never taken for a whole one', async () => {
    const list = Array.from({ length: 50 }, (_, id) => listed(`f${String(id).padStart(3, '0')}`, { sha256: hashOf(String(id)) }));
    const data = await written(list);
    for (let length = 0; length < data.length; length += 13) {
      await expect(loadFileList(inPieces(data.subarray(0, length)))).rejects.toMatchObject({ code: 'file-list.damaged' });
    }
    for (let at = 12; at < data.length; at += 17) {
      const changed = Buffer.from(data);
      changed[at]! ^= 0x10;
      await expect(loadFileList(inPieces(changed))).rejects.toMatchObject({ code: 'file-list.damaged' });
    }
  });

  it('need not be read to its end', async () => {
    const data = await written([listed('a'), listed('b')]);
    let closed = false;
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        yield* inPieces(data, 40);
      } finally {
        closed = true;
      }
    }
    for await (const file of readFileList(chunks())) {
      expect(file.path.toString()).toBe('a');
      break;
    }
    await expect.poll(() => closed).toBe(true);
  });
});

describe('a time', () => {
  it('keeps its nanoseconds as decimal seconds, before 1970, too', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 22n }), (ns) => {
        expect(nanosecondsOf(secondsText(ns))).toBe(ns);
      }),
    );
    expect([secondsText(-1_500_000_000n), secondsText(-1n), secondsText(10n ** 9n)]).toEqual(['-1.5', '-0.000000001', '1']);
    expect(['', '1e9', '1..2', 'NaN', ' 1'].map(nanosecondsOf)).toEqual([null, null, null, null, null]);
  });
});
