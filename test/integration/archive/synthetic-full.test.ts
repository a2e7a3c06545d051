import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Unpack } from 'tar';
import type { ArchiveIndex } from '../../../src/main/archive/archive-index.ts';
import type { ListedFile } from '../../../src/main/archive/file-list.ts';
import { indexArchiveFile } from '../../../src/main/archive/index-archive-file.ts';
import { buildSyntheticFull, type ChainArchive } from '../../../src/main/archive/synthetic-full.ts';
import type { Compression } from '../../../src/shared/model/preflight.ts';
import { inPieces } from '../../unit/archive/bytes-of.ts';
import { addHardLinks, makeOddTree, readTruth, removeTree, type Truth } from './odd-tree.ts';
import { READERS, run } from './tar-tools.ts';

const signal = new AbortController().signal;
const TIME = 1_650_000_000;

let folder: string;
/** Archives of the chain, and the state after the last of them. */
let archives: ChainArchive[];
let state: readonly ListedFile[];

const open = (data: Buffer, compression: Compression): ChainArchive => ({ compression, open: () => inPieces(data, 4000) });
const index = (data: Buffer, compression: Compression): Promise<ArchiveIndex> => indexArchiveFile(inPieces(data), { compression, signal });
const pathOf = (name: string): string => join(folder, 'media', name);

/** The state as a listing and the archives give it: metadata of the moment, bytes where they were read last. */
function stateOf(indexes: readonly ArchiveIndex[], now: ArchiveIndex): readonly ListedFile[] {
  return now.entries.map(({ linkedTo: _linkedTo, start: _start, end: _end, ...entry }) => {
    const at = indexes.findLastIndex((archive) =>
      archive.entries.some((other) => other.path.equals(entry.path) && other.sha256 === entry.sha256),
    );
    return { ...entry, at: entry.type === 'file' ? at : indexes.length - 1 };
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-synthetic-'));
  makeOddTree(folder);
  addHardLinks(folder);
  const full = run(['tar', '--format=pax', '-czf', '-', 'media'], { cwd: folder });

  writeFileSync(pathOf('plain.jpg'), 'another picture');
  chmodSync(pathOf('-rf'), 0o640);
  unlinkSync(pathOf('back\\slash'));
  mkdirSync(pathOf('new'), { mode: 0o700 });
  writeFileSync(pathOf('new/first'), 'first');
  renameSync(pathOf('日本語'), pathOf('new/moved'));
  const second = run(['tar', '--format=gnu', '-cf', '-', 'media/plain.jpg', 'media/new', 'media/locked'], { cwd: folder });

  writeFileSync(pathOf('new/first'), 'second');
  // The name that brought the bytes is gone, the others still need them.
  unlinkSync(pathOf('one'));
  writeFileSync(pathOf('fresh'), 'linked here');
  linkSync(pathOf('fresh'), pathOf('fresh-too'));
  for (const name of ['fresh', 'new/first', 'new', 'locked', '.']) utimesSync(pathOf(name), TIME, TIME);
  const third = run(['tar', '--format=gnu', '--zstd', '-cf', '-', 'media/new/first', 'media/fresh', 'media/fresh-too'], { cwd: folder });

  const parts: readonly (readonly [Buffer, Compression])[] = [
    [full, 'gzip'],
    [second, 'none'],
    [third, 'zstd'],
  ];
  archives = parts.map(([data, compression]) => open(data, compression));
  const indexes = await Promise.all(parts.map(([data, compression]) => index(data, compression)));
  state = stateOf(indexes, await index(run(['tar', '--format=pax', '-cf', '-', 'media'], { cwd: folder }), 'none'));
});

afterAll(() => removeTree(folder));

async function build(compression: Compression, list = state, chain: readonly ChainArchive[] = archives) {
  const chunks: Buffer[] = [];
  const seen: number[] = [];
  const write = async (chunk: Buffer): Promise<void> => void chunks.push(Buffer.from(chunk));
  const full = await buildSyntheticFull({ list, archives: chain, compression, write, signal, onBytes: (bytes) => seen.push(bytes) });
  return { ...full, data: Buffer.concat(chunks), seen };
}

const byPath = (one: ListedFile, other: ListedFile): number => one.path.compare(other.path);

describe('a full built here from a chain', () => {
  it('takes bytes from every archive of the chain', () => {
    expect(new Set(state.filter((file) => file.type === 'file').map((file) => file.at))).toEqual(new Set([0, 1, 2]));
  });

  it.each(['none', 'gzip', 'zstd'] as const)('in %s is file by file what a real full is', async (compression) => {
    const built = await build(compression);
    const real = await index(run(['tar', '--format=pax', '-cf', '-', 'media'], { cwd: folder }), 'none');
    const found = await index(built.data, compression);
    expect(found).toMatchObject({ ended: true, uncompressedBytes: built.uncompressedBytes });
    expect(stateOf([found], found).toSorted(byPath)).toEqual(stateOf([real], real).toSorted(byPath));
    expect(built.list).toEqual(state.map((file) => ({ ...file, at: 0 })).toSorted(byPath));
    expect(built.seen).toEqual(built.seen.toSorted((one, other) => one - other));
  });

  it.each(Object.entries(READERS))('is restored by %s to what the server had', async (name, command) => {
    const { data } = await build('none');
    const target = mkdtempSync(join(folder, 'restored-'));
    run(command, { cwd: target, input: data });
    // busybox keeps whole seconds, and makes links last of all: they have the time of their making, and so has the folder they lie in.
    const busybox = (path: string, truth: Truth): Truth => ({
      ...truth,
      mtimeNs: truth.type === 'link' || path === 'media' ? 0n : truth.mtimeNs / 10n ** 9n,
    });
    const seen = (truths: ReadonlyMap<string, Truth>): Map<string, Truth> =>
      new Map([...truths].map(([path, truth]) => [path, name === 'busybox tar' ? busybox(path, truth) : truth]));
    const [expected, restored] = [seen(readTruth(folder)), seen(readTruth(target))];
    expect(restored).toEqual(expected);
  });

  it('is read by the tar of npm', async () => {
    const list = state.filter((file) => /^[\x20-\x7e]*$/.test(file.path.toString('latin1')) && file.type !== 'link');
    const { data } = await build('none', list);
    const target = mkdtempSync(join(folder, 'npm-'));
    const unpack = new Unpack({ cwd: target, strict: true });
    await new Promise<void>((resolve, reject) => {
      unpack.on('close', resolve).on('error', reject);
      unpack.end(data);
    });
    for (const file of list.filter((entry) => entry.type === 'file')) {
      expect(readFileSync(join(target, file.path.toString()))).toEqual(readFileSync(join(folder, file.path.toString())));
    }
    rmSync(target, { recursive: true });
  });

  it('keeps names of one file together, and copies the bytes where their first name is gone', async () => {
    const found = await index((await build('none')).data, 'none');
    const links = new Map(found.entries.map((entry) => [entry.path.toString('latin1').slice(0, 20), entry]));
    expect(links.get('media/fresh-too')?.linkedTo?.toString()).toBe('media/fresh');
    expect(links.get('media/two')).toMatchObject({ linkedTo: null, bytes: 12 });
  });

  it('fails and names the file when an archive holds other bytes than its list says', async () => {
    const changed = state.map((file) => (file.path.toString() === 'media/fresh' ? { ...file, sha256: 'a'.repeat(64) } : file));
    await expect(build('none', changed)).rejects.toMatchObject({ code: 'archive.chain-differs', detail: 'media/fresh has other bytes' });
    const longer = state.map((file) => (file.path.toString() === 'media/fresh' ? { ...file, bytes: 12 } : file));
    await expect(build('gzip', longer)).rejects.toMatchObject({
      code: 'archive.chain-differs',
      detail: 'media/fresh has 11 bytes instead of 12',
    });
  });

  it('fails when a file or an archive is missing or unreadable', async () => {
    const [first, second, third] = archives as [ChainArchive, ChainArchive, ChainArchive];
    await expect(build('none', state, [first, second])).rejects.toMatchObject({ code: 'archive.chain-differs' });
    await expect(build('none', state, [first, third, third])).rejects.toMatchObject({
      code: 'archive.chain-differs',
      detail: expect.stringMatching(/is not in archive 2 of 3$/),
    });
    await expect(build('none', state, [first, second, { ...third, compression: 'gzip' }])).rejects.toMatchObject({
      code: 'archive.unreadable',
      detail: expect.stringMatching(/^archive 3 of 3: The compressed data is damaged/),
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const write = async (): Promise<void> => stop.abort(reason);
    await expect(buildSyntheticFull({ list: state, archives, compression: 'none', write, signal: stop.signal })).rejects.toBe(reason);
  });
});
