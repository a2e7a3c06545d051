import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startArchiveIndexer } from '../../../src/main/archive/archive-indexer.ts';
import type { ArchiveIndex } from '../../../src/main/archive/archive-index.ts';
import { cutArchive } from '../../../src/main/archive/cut-archive.ts';
import { indexArchiveFile } from '../../../src/main/archive/index-archive-file.ts';
import { compressed } from '../../../src/main/compression/compressed.ts';
import type { Compression } from '../../../src/shared/model/preflight.ts';
import { bytesOf, inPieces } from '../../unit/archive/bytes-of.ts';
import { hashOf } from '../../unit/archive/some-files.ts';
import { READERS, run } from './tar-tools.ts';

const FILES = 80;
const WRITABLE = ['none', 'gzip', 'zstd'] as const;
const UNPACK = { none: ['cat'], gzip: ['gunzip', '-c'], zstd: ['zstd', '-dcq'] } as const;
const PACK = { none: ['cat'], gzip: ['gzip', '-c'], zstd: ['zstd', '-cq'], bzip2: ['bzip2', '-c'] } as const;
const signal = new AbortController().signal;

let folder: string;
let tar: Buffer;
const contents = new Map<string, Buffer>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-archive-indexer-'));
  mkdirSync(join(folder, 'media'));
  for (let id = 0; id < FILES; id++) {
    const path = `media/${String(id).padStart(3, '0')}-${'x'.repeat(id)}`;
    const content = randomBytes((id * 1311) % 9000);
    contents.set(path, content);
    writeFileSync(join(folder, path), content);
  }
  tar = run(['tar', '--sort=name', '-cf', '-', 'media'], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true }));

const pack = (compression: Compression, data: Buffer): Buffer => run(PACK[compression], { input: data });
const hashes = (index: ArchiveIndex): (readonly [string, string | null])[] =>
  index.entries.map((entry) => [entry.path.toString(), entry.sha256] as const);

async function cutAt(data: Buffer, compression: Compression): Promise<ArchiveIndex> {
  const indexer = startArchiveIndexer({ compression });
  for await (const chunk of inPieces(data, 7777)) await indexer.write(chunk);
  return indexer.cut();
}

describe.each(['none', 'gzip', 'zstd', 'bzip2'] as const)('a media archive in %s', (compression) => {
  it('is hashed file by file while it arrives', async () => {
    const data = pack(compression, tar);
    const seen: number[] = [];
    const index = await indexArchiveFile(inPieces(data, 5000), { compression, signal, onBytes: (bytes) => seen.push(bytes) });
    expect(index).toMatchObject({ ended: true, uncompressedBytes: tar.length });
    expect(hashes(index)).toEqual([['media', null], ...[...contents].map(([path, content]) => [path, hashOf(content)])]);
    expect(seen.at(-1)).toBe(data.length);
  });

  it('that stops anywhere is unreadable as it is, and gives every complete file when the line is known to be lost', async () => {
    const data = pack(compression, tar);
    for (const share of [0.02, 0.77]) {
      // One byte into a block: between two entries an archive can end, though without its end mark.
      const part = data.subarray(0, Math.floor((data.length * share) / 512) * 512 + 1);
      await expect(indexArchiveFile(inPieces(part), { compression, signal })).rejects.toMatchObject({ name: 'UnreadableError' });
      const index = await cutAt(part, compression);
      const complete = hashes(index).slice(1);
      expect(complete).toEqual([...contents].slice(0, complete.length).map(([path, content]) => [path, hashOf(content)]));
      expect(index).toMatchObject({ ended: false, uncompressedBytes: index.entries.at(-1)?.end ?? 0 });
    }
  });
});

describe.each(WRITABLE)('an interrupted archive in %s', (compression) => {
  it('goes on where it stopped: both parts are one archive to every program', async () => {
    const broken = pack(compression, tar).subarray(0, Math.floor(pack(compression, tar).length * 0.6));
    const first = await cutAt(broken, compression);
    const kept = await bytesOf(cutArchive(inPieces(broken), { compression, uncompressedBytes: first.uncompressedBytes, signal }));
    const missing = [...contents.keys()].slice(first.entries.length - 1);
    const rest = pack(compression, run(['tar', '-cf', '-', ...missing], { cwd: folder }));
    const whole = Buffer.concat([kept, rest]);

    const index = await indexArchiveFile(inPieces(whole), { compression, signal });
    expect(index.ended).toBe(true);
    expect(hashes(index).slice(1)).toEqual([...contents].map(([path, content]) => [path, hashOf(content)]));

    const unpacked = run(UNPACK[compression], { input: whole });
    for (const command of Object.values(READERS)) {
      const target = mkdtempSync(join(folder, 'restored-'));
      run(command, { cwd: target, input: unpacked });
      expect(run(['diff', '-r', join(folder, 'media'), join(target, 'media')]).toString()).toBe('');
    }
    // As the operator would type it.
    const direct = { none: ['tar', '-tf', '-'], gzip: ['tar', '-tzf', '-'], zstd: ['tar', '--zstd', '-tf', '-'] }[compression];
    expect(run(direct, { input: whole }).toString().trimEnd().split('\n')).toHaveLength(FILES + 1);
    expect(run(['bsdtar', '-tf', '-'], { input: whole }).toString().trimEnd().split('\n')).toHaveLength(FILES + 1);
  });

  it('that lost more than it says is not passed off as whole', async () => {
    const data = await bytesOf(compressed(inPieces(tar.subarray(0, 50_000)), compression));
    const cut = cutArchive(inPieces(data), { compression, uncompressedBytes: 60_000, signal });
    await expect(bytesOf(cut)).rejects.toMatchObject({ unreadable: { reason: 'archive-truncated', bytesOut: 50_000 } });
  });

  it('of which nothing complete arrived leaves nothing', async () => {
    expect(await bytesOf(cutArchive(inPieces(Buffer.alloc(0)), { compression, uncompressedBytes: 0, signal }))).toEqual(Buffer.alloc(0));
  });
});

describe('an interrupted archive', () => {
  it('can be cut ten times and still becomes whole', async () => {
    let have: Buffer = Buffer.alloc(0);
    let entries = 0;
    for (let round = 1; round <= 10; round++) {
      const paths = entries === 0 ? ['media'] : [...contents.keys()].slice(entries - 1);
      const stream = pack('gzip', run(['tar', '--sort=name', '-cf', '-', ...paths], { cwd: folder }));
      const broken = Buffer.concat([have, stream.subarray(0, Math.floor((stream.length * round) / 30))]);
      const index = await cutAt(broken, 'gzip');
      have = await bytesOf(cutArchive(inPieces(broken), { compression: 'gzip', uncompressedBytes: index.uncompressedBytes, signal }));
      entries = index.entries.length;
    }
    const last = pack('gzip', run(['tar', '-cf', '-', ...[...contents.keys()].slice(entries - 1)], { cwd: folder }));
    const index = await indexArchiveFile(inPieces(Buffer.concat([have, last])), { compression: 'gzip', signal });
    expect(index.ended).toBe(true);
    expect(hashes(index).slice(1)).toEqual([...contents].map(([path, content]) => [path, hashOf(content)]));
  });
});

describe('the indexer', () => {
  it('names damage within the archive, and where it lies', async () => {
    const damaged = Buffer.from(tar);
    damaged[512 * 2 + 10]! ^= 1;
    for (const compression of ['none', 'gzip'] as const) {
      const work = indexArchiveFile(inPieces(pack(compression, damaged)), { compression, signal });
      await expect(work).rejects.toMatchObject({ unreadable: { reason: 'archive-corrupt', bytesOut: 1024 } });
    }
    const foreign = Buffer.concat([pack('gzip', tar), Buffer.from('<html>')]);
    await expect(indexArchiveFile(inPieces(foreign), { compression: 'gzip', signal })).rejects.toMatchObject({
      unreadable: { reason: 'trailing-data' },
    });
  });

  it('stops when it is told to, and closes what it read from', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    let closed = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield tar.subarray(0, 1024);
      } finally {
        closed = true;
      }
    }
    const onBytes = (): void => stop.abort(reason);
    await expect(indexArchiveFile(endless(), { compression: 'none', signal: stop.signal, onBytes })).rejects.toBe(reason);
    expect(closed).toBe(true);
  });

  it('passes on what the reading of the file fails with', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield tar.subarray(0, 1024);
      throw new Error('the drive is gone');
    }
    await expect(indexArchiveFile(failing(), { compression: 'none', signal })).rejects.toThrow('the drive is gone');
  });
});
