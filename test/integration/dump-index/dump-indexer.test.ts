import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DumpUnreadableError, startDumpIndexer } from '../../../src/main/dump-index/dump-indexer.ts';
import { indexDumpFile } from '../../../src/main/dump-index/index-dump-file.ts';
import type { Compression } from '../../../src/shared/model/preflight.ts';

const ROWS = 24_000;
const TOOLS = { gzip: ['gzip', '-1', '-c'], zstd: ['zstd', '-q', '-c'], bzip2: ['bzip2', '-c'] } as const;
const REAL: readonly Exclude<Compression, 'none'>[] = ['gzip', 'zstd', 'bzip2'];
const COMPRESSIONS: readonly Compression[] = ['none', ...REAL];
const never = new AbortController().signal;

let folder: string;
let dump: Buffer;

function compress(compression: Compression, data: Buffer): Buffer {
  if (compression === 'none') return data;
  const [program, ...args] = TOOLS[compression];
  return execFileSync(program, args, { input: data, maxBuffer: 2 ** 28 });
}

/** The file of a test of its own. */
async function fileWith(data: Buffer): Promise<string> {
  const path = join(folder, randomBytes(8).toString('hex'));
  await writeFile(path, data);
  return path;
}

async function unreadable(work: Promise<unknown>): Promise<DumpUnreadableError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DumpUnreadableError)) throw new Error('expected a DumpUnreadableError', { cause: error });
  return error;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-dump-indexer-'));
  // Hex of random bytes: the compressed file spans many chunks.
  const rows = Array.from({ length: ROWS }, (_, id) => `(${id},0x${randomBytes(40).toString('hex')},'it\\'s')`);
  const inserts = Array.from(
    { length: ROWS / 1000 },
    (_, n) => `INSERT INTO \`t\` VALUES ${rows.slice(n * 1000, n * 1000 + 1000).join(',')};\n`,
  );
  dump = Buffer.from(`CREATE TABLE \`t\` (\`id\` int);\n${inserts.join('')}-- Dump completed on 2026-11-21  9:18:44\n`);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each(COMPRESSIONS)('a dump in %s', (compression) => {
  it('is indexed on the worker, whatever becomes of the buffers handed in', async () => {
    const indexer = startDumpIndexer({ compression });
    const reused = Buffer.alloc(50_000);
    const data = compress(compression, dump);
    for (let from = 0; from < data.length; from += reused.length) {
      const length = data.copy(reused, 0, from, from + reused.length);
      await indexer.write(reused.subarray(0, length));
      reused.fill(0);
    }
    const index = await indexer.finish();
    expect(index.inventory.tables).toMatchObject([{ name: 't', rows: ROWS }]);
    expect(index).toMatchObject({ trailer: true, uncompressedBytes: dump.length });
    await indexer.abort();
  });

  it('is indexed from a file, and progress counts its bytes', async () => {
    const data = compress(compression, dump);
    const seen: number[] = [];
    const index = await indexDumpFile(await fileWith(data), { compression, signal: never, onBytes: (bytes) => seen.push(bytes) });
    expect(index).toMatchObject({ trailer: true, uncompressedBytes: dump.length });
    expect(seen.at(-1)).toBe(data.length);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  });

  it('stops when the job is cancelled, with its reason', async () => {
    const path = await fileWith(compress(compression, dump));
    const cancel = new AbortController();
    const reason = new Error('cancelled by the operator');
    const work = indexDumpFile(path, { compression, signal: cancel.signal, onBytes: () => cancel.abort(reason) });
    await expect(work).rejects.toBe(reason);
    await expect(indexDumpFile(path, { compression, signal: cancel.signal })).rejects.toBe(reason);
  });
});

describe.each(REAL)('a dump compressed with %s', (compression) => {
  it('may consist of several members, wherever the pieces end', async () => {
    const half = Math.floor(dump.length / 2);
    const [first, second] = [compress(compression, dump.subarray(0, half)), compress(compression, dump.subarray(half))];
    const whole = Buffer.concat([first, second]);
    for (const cut of [first.length - 1, first.length, first.length + 1, first.length + 3, first.length + 5]) {
      const indexer = startDumpIndexer({ compression });
      await indexer.write(whole.subarray(0, cut));
      await indexer.write(whole.subarray(cut));
      expect(await indexer.finish()).toMatchObject({ trailer: true, uncompressedBytes: dump.length });
    }
    const path = await fileWith(whole);
    expect(await indexDumpFile(path, { compression, signal: never })).toMatchObject({ trailer: true, uncompressedBytes: dump.length });
  });

  it('that is cut anywhere is called truncated', async () => {
    const data = compress(compression, dump);
    for (const length of [1, 11, Math.floor(data.length / 2), data.length - 1]) {
      const path = await fileWith(data);
      await truncate(path, length);
      const error = await unreadable(indexDumpFile(path, { compression, signal: never }));
      expect(error.unreadable).toMatchObject({ reason: 'truncated', bytesRead: length });
      await rm(path);
    }
  });

  it('that holds nothing at all is called truncated', async () => {
    const error = await unreadable(startDumpIndexer({ compression }).finish());
    expect(error.unreadable).toMatchObject({ reason: 'truncated', bytesRead: 0, bytesOut: 0 });
  });

  it('with a flipped bit is called damaged', async () => {
    const data = compress(compression, dump);
    const at = Math.floor(data.length / 2);
    data[at] = data[at]! ^ 0x10;
    const error = await unreadable(indexDumpFile(await fileWith(data), { compression, signal: never }));
    expect(['corrupt', 'truncated']).toContain(error.unreadable.reason);
    expect(error.unreadable.bytesRead).toBeGreaterThan(0);
  });

  it('with something behind its end is not taken for a whole one', async () => {
    for (const foreign of ['Connection closed by remote host\n', '\0\0', '\0'.repeat(600)]) {
      const path = await fileWith(compress(compression, dump));
      await appendFile(path, foreign);
      const error = await unreadable(indexDumpFile(path, { compression, signal: never }));
      // The bzip2 package needs four bytes to see that they are not its own.
      const expected = compression === 'bzip2' && foreign.length < 4 ? 'truncated' : 'trailing-data';
      expect(error.unreadable.reason).toBe(expected);
    }
  });

  it('that is not compressed at all is called damaged', async () => {
    const error = await unreadable(indexDumpFile(await fileWith(dump), { compression, signal: never }));
    expect(error.unreadable).toMatchObject({ reason: 'corrupt', bytesOut: 0 });
  });
});

describe('the indexer', () => {
  it('holds back the writer while its queue is full', async () => {
    const indexer = startDumpIndexer({ compression: 'none' });
    const piece = Buffer.alloc(1024 * 1024, 0x0a);
    let resolved = 0;
    const writes: Promise<void>[] = [];
    const writeAll = (async () => {
      for (let n = 0; n < 64; n++) {
        const write = indexer.write(piece);
        writes.push(write);
        await write;
        resolved++;
      }
    })();
    // Without a turn of the event loop no memory comes back: only what fits the queue is taken.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(resolved).toBeLessThanOrEqual(4);
    await writeAll;
    expect((await indexer.finish()).uncompressedBytes).toBe(64 * piece.length);
  });

  it('lets a pending write go when it is aborted', async () => {
    const indexer = startDumpIndexer({ compression: 'none' });
    const write = indexer.write(Buffer.alloc(64 * 1024 * 1024, 0x0a));
    await Promise.all([expect(write).rejects.toMatchObject({ name: 'AbortError' }), indexer.abort()]);
    await expect(indexer.write(Buffer.from('x'))).rejects.toMatchObject({ name: 'AbortError' });
    await expect(indexer.finish()).rejects.toMatchObject({ name: 'AbortError' });
    await indexer.abort();
  });

  it('tells a writer of a fault while the stream still runs', async () => {
    const indexer = startDumpIndexer({ compression: 'gzip' });
    const noise = randomBytes(256 * 1024);
    const error = await unreadable(
      (async () => {
        for (;;) await indexer.write(noise);
      })(),
    );
    expect(error.unreadable.reason).toBe('corrupt');
    await indexer.abort();
  });

  it('passes on what ended its worker', async () => {
    // No compression of this name exists: the worker meets a bug and dies of it.
    const indexer = startDumpIndexer({ compression: 'lz4' as Compression });
    await indexer.write(Buffer.from('x'));
    await expect(indexer.finish()).rejects.toThrow(TypeError);
    await expect(indexer.write(Buffer.from('x'))).rejects.toThrow(TypeError);
  });

  it('fails with the error of the file when it cannot be read', async () => {
    await expect(indexDumpFile(join(folder, 'missing'), { compression: 'gzip', signal: never })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('leaves the file as it was', async () => {
    const path = await fileWith(dump);
    await indexDumpFile(path, { compression: 'none', signal: never });
    expect((await readFile(path)).equals(dump)).toBe(true);
  });
});
