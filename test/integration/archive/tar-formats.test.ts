import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchivedEntry } from '../../../src/main/archive/archive-index.ts';
import { indexArchiveFile } from '../../../src/main/archive/index-archive-file.ts';
import { inPieces } from '../../unit/archive/bytes-of.ts';
import { addHardLinks, makeOddTree, readTruth, removeTree, type Truth } from './odd-tree.ts';
import { run, WRITERS } from './tar-tools.ts';

const SECOND = 1_000_000_000n;
const signal = new AbortController().signal;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-tar-formats-'));
  makeOddTree(folder);
  addHardLinks(folder);
});

afterAll(() => removeTree(folder));

function truthOf(entry: ArchivedEntry): Truth {
  const { type, bytes, sha256, mode, mtimeNs, target } = entry;
  if (type === 'other') throw new Error('nothing of that kind is in the tree');
  return { type, bytes, sha256, mode, mtimeNs, target: target?.toString('latin1') ?? null };
}

/** Names that fit into a header of 1979. */
function isShort(path: string, truth: Truth): boolean {
  return path.length < 98 && (truth.target?.length ?? 0) < 98;
}

describe.each(WRITERS)('an archive by $name', ({ command, keepsFractions, holdsLongNames }) => {
  it('is read as what the file system holds, byte for byte', async () => {
    const truths = [...readTruth(folder)].filter(([path, truth]) => holdsLongNames || isShort(path, truth));
    const names = Buffer.from(truths.map(([path]) => `${path}\0`).join(''), 'latin1');
    const listArguments = command[0] === 'busybox' ? ['media'] : ['--no-recursion', '--null', '-T', '-'];
    if (command[0] === 'bsdtar') listArguments[0] = '-n';
    const data = run([...command, ...listArguments], { cwd: folder, input: names });
    const index = await indexArchiveFile(inPieces(data, 3333), { compression: 'none', signal });
    expect(index).toMatchObject({ ended: true, uncompressedBytes: data.length });
    const comparable = (truth: Truth): Truth => (keepsFractions ? truth : { ...truth, mtimeNs: floor(truth.mtimeNs) });
    const expected = truths.map(([path, truth]) => [path, comparable(truth)] as const);
    const found = index.entries.map((entry) => [entry.path.toString('latin1'), comparable(truthOf(entry))] as const);
    expect(new Map(found)).toEqual(new Map(expected));
    expect(found).toHaveLength(expected.length);
    expect(index.entries.filter((entry) => entry.linkedTo !== null).length).toBe(holdsLongNames ? 2 : 1);
  });

  it('has entries that lie one behind the other, up to the end mark', async () => {
    const data = run([...command, 'media/plain.jpg', 'media/link', 'media/empty'], { cwd: folder });
    const { entries } = await indexArchiveFile(inPieces(data), { compression: 'none', signal });
    expect(entries).toHaveLength(3);
    for (const [index, entry] of entries.entries()) expect(entry.start).toBe(entries[index - 1]?.end ?? 0);
    expect(data.subarray(entries[2]!.end, entries[2]!.end + 1024)).toEqual(Buffer.alloc(1024));
  });
});

function floor(ns: bigint): bigint {
  return (ns / SECOND) * SECOND;
}

describe('an archive of GNU tar', () => {
  it('with holes left out is refused, not misread', async () => {
    run(['truncate', '-s', '5M', 'holes'], { cwd: folder });
    for (const format of ['gnu', 'pax']) {
      const data = run(['tar', `--format=${format}`, '-Scf', '-', 'holes'], { cwd: folder });
      await expect(indexArchiveFile(inPieces(data), { compression: 'none', signal })).rejects.toMatchObject({
        unreadable: { reason: 'archive-unsupported' },
      });
    }
  });

  it('made from within a folder has names without the leading dot', async () => {
    const data = run(['tar', '-cf', '-', './media/plain.jpg', './/media/link'], { cwd: folder });
    const { entries } = await indexArchiveFile(inPieces(data), { compression: 'none', signal });
    expect(entries.map((entry) => entry.path.toString())).toEqual(['media/plain.jpg', 'media/link']);
  });
});
