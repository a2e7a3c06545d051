import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntries, encodeEntries } from '../../../src/main/archive/entry-codec.ts';
import type { TarEntry } from '../../../src/main/archive/tar-entry.ts';
import { createTarReader } from '../../../src/main/archive/tar-reader.ts';
import { TAR_END, tarHeader, tarPadding } from '../../../src/main/archive/tar-writer.ts';
import { UnreadableError } from '../../../src/main/compression/unreadable-error.ts';
import { files, listed } from './some-files.ts';

interface Read {
  readonly entries: readonly TarEntry[];
  readonly content: string;
  readonly ended: boolean;
  readonly completeBytes: number;
}

function readTar(data: Buffer, size = 700): Read {
  const entries: TarEntry[] = [];
  let content = '';
  const reader = createTarReader({
    begin: (entry) => entries.push(entry),
    data: (piece) => (content += piece.toString('latin1')),
    end: () => {},
  });
  for (let at = 0; at < data.length; at += size) reader.push(data.subarray(at, at + size));
  const ended = reader.finish();
  return { entries, content, ended, completeBytes: reader.completeBytes };
}

function faultOf(data: Buffer, size?: number): UnreadableError['unreadable'] {
  try {
    readTar(data, size);
  } catch (error) {
    if (error instanceof UnreadableError) return error.unreadable;
    throw error;
  }
  throw new Error('expected an UnreadableError');
}

/** A header made by hand, with a right checksum. */
function block(fields: Readonly<Record<number, string | Buffer>>): Buffer {
  const header = Buffer.alloc(512);
  for (const [at, value] of Object.entries(fields)) Buffer.from(value).copy(header, Number(at));
  header.write('        ', 148);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return header;
}

function pax(type: 'x' | 'g', records: readonly string[]): Buffer {
  const data = Buffer.from(
    records
      .map((record) => {
        let length = Buffer.byteLength(record) + 3;
        while (`${length} ${record}\n`.length !== length && length < 2000) length++;
        return `${length} ${record}\n`;
      })
      .join(''),
  );
  return Buffer.concat([block({ 0: 'pax', 124: data.length.toString(8), 156: type, 257: 'ustar\x0000' }), data, tarPadding(data.length)]);
}

const FILE = Buffer.concat([tarHeader(listed('a.txt')), Buffer.from('hello'), tarPadding(5)]);
const ARCHIVE = Buffer.concat([tarHeader(listed('d', { type: 'folder' })), FILE, TAR_END]);

describe('an archive written here', () => {
  it('is read back as it was, whatever the names, times, sizes and owners', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 1500 }), (file, size) => {
        const entries: TarEntry[] = [];
        const reader = createTarReader({ begin: (entry) => entries.push(entry), data: () => {}, end: () => {} });
        const headers = tarHeader(file);
        for (let at = 0; at < headers.length; at += size) reader.push(headers.subarray(at, at + size));
        const { sha256: _sha256, at: _at, ...entry } = file;
        expect(entries).toEqual([{ ...entry, linkedTo: null, start: 0 }]);
      }),
    );
  });

  it('keeps hard links, of long names, too', () => {
    const target = Buffer.from(`storage/${'x'.repeat(200)}`);
    const { entries } = readTar(Buffer.concat([tarHeader(listed('b'), target), TAR_END]));
    expect(entries).toMatchObject([{ path: Buffer.from('b'), type: 'file', bytes: 0, linkedTo: target }]);
  });

  it('crosses between threads without loss', () => {
    const archived = files.map(({ at, ...file }) => ({
      ...file,
      linkedTo: file.type === 'file' ? file.path : null,
      start: 512 * at,
      end: 2 ** 50,
    }));
    fc.assert(
      fc.property(fc.array(archived, { maxLength: 20 }), (entries) => {
        expect(decodeEntries(encodeEntries(entries))).toEqual(entries);
      }),
    );
  });
});

describe('headers of other programs', () => {
  it('may give a size beyond eleven octal digits in base 256 or in a pax header', () => {
    const five = 5 * 1024 ** 3;
    const base256 = Buffer.concat([Buffer.of(0x80, 0, 0, 0, 0, 0, 0), Buffer.of(1, 0x40, 0, 0, 0)]);
    const octalZero = block({ 0: 'big', 124: '00000000000', 156: '0' });
    for (const headers of [block({ 0: 'big', 124: base256, 156: '0' }), Buffer.concat([pax('x', [`size=${five}`]), octalZero])]) {
      const entries: TarEntry[] = [];
      createTarReader({ begin: (entry) => entries.push(entry), data: () => {}, end: () => {} }).push(headers);
      expect(entries).toMatchObject([{ bytes: five }]);
    }
  });

  it('may be older than ustar: a folder is a name with a slash, a NUL is a file', () => {
    const { entries } = readTar(
      Buffer.concat([block({ 0: 'old/' }), block({ 0: './old/file', 124: '3' }), Buffer.from('abc'), tarPadding(3), TAR_END]),
    );
    expect(entries.map(({ type, path }) => `${type} ${path.toString()}`)).toEqual(['folder old', 'file old/file']);
  });

  it('may call a file contiguous, and split a long name in two', () => {
    const ustar = block({ 0: 'name', 124: '0', 156: '7', 257: 'ustar\x0000', 345: 'some/folder' });
    expect(readTar(Buffer.concat([ustar, TAR_END])).entries).toMatchObject([{ type: 'file', path: Buffer.from('some/folder/name') }]);
  });

  it('may set pax values for all entries and take one back', () => {
    const entry = block({ 0: 'f', 124: '0', 156: '0', 257: 'ustar\x0000', 265: 'owner' });
    const data = Buffer.concat([pax('g', ['uname=all', 'mtime=-1.5']), entry, pax('x', ['uname=', 'hdrcharset=BINARY']), entry, TAR_END]);
    const { entries } = readTar(data);
    expect(entries.map(({ user, mtimeNs }) => [user, mtimeNs])).toEqual([
      ['all', -1_500_000_000n],
      ['owner', -1_500_000_000n],
    ]);
  });

  it('name sockets, devices and pipes as what holds no data', () => {
    const data = ['3', '4', '6'].map((type) => block({ 0: `x${type}`, 124: '77', 156: type }));
    expect(readTar(Buffer.concat([...data, TAR_END])).entries.map(({ type, bytes }) => [type, bytes])).toEqual(Array(3).fill(['other', 0]));
  });

  it('are refused when they leave out holes or belong to several volumes', () => {
    expect(faultOf(block({ 0: 'f', 156: 'S' }))).toMatchObject({ reason: 'archive-unsupported', bytesOut: 0 });
    expect(faultOf(Buffer.concat([FILE, pax('x', ['GNU.sparse.major=1']), block({ 0: 'f' })]))).toMatchObject({
      reason: 'archive-unsupported',
      bytesOut: FILE.length + 1024,
    });
    expect(faultOf(block({ 0: 'f', 156: 'M' }))).toMatchObject({ reason: 'archive-unsupported' });
  });
});

describe('an archive that is not whole', () => {
  it('has its end mark missed, when it stops between two entries', () => {
    expect(readTar(ARCHIVE)).toMatchObject({ ended: true, content: 'hello', completeBytes: ARCHIVE.length - 1024 });
    expect(readTar(ARCHIVE.subarray(0, -1024))).toMatchObject({ ended: false, completeBytes: ARCHIVE.length - 1024 });
    expect(readTar(ARCHIVE.subarray(0, -512)).ended).toBe(false);
    expect(readTar(Buffer.alloc(0))).toMatchObject({ ended: false, entries: [] });
  });

  it('is called truncated anywhere else, with the place', () => {
    for (let length = 1; length < ARCHIVE.length - 1024; length++) {
      if (length === 512) continue;
      expect(faultOf(ARCHIVE.subarray(0, length))).toEqual({ reason: 'archive-truncated', bytesRead: null, bytesOut: length, code: '' });
    }
    const longName = tarHeader(listed('x'.repeat(300)));
    expect(faultOf(longName.subarray(0, 1024))).toMatchObject({ reason: 'archive-truncated' });
  });

  it('may be padded with zeros, and with nothing else', () => {
    expect(readTar(Buffer.concat([ARCHIVE, Buffer.alloc(10_240 - 13)])).ended).toBe(true);
    expect(faultOf(Buffer.concat([ARCHIVE, FILE]))).toMatchObject({ reason: 'archive-trailing-data', bytesOut: ARCHIVE.length });
    expect(faultOf(Buffer.concat([FILE, Buffer.alloc(512), FILE]))).toMatchObject({ reason: 'archive-corrupt', bytesOut: FILE.length });
  });

  it('is called damaged, where any bit of a header is another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 1023 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const damaged = Buffer.from(ARCHIVE);
        damaged[at]! ^= 1 << bit;
        // The checksum's own spaces and NUL say nothing.
        fc.pre(at < 512 + 148 || at >= 512 + 156);
        expect(faultOf(damaged)).toMatchObject({ reason: 'archive-corrupt', bytesOut: 512 });
      }),
    );
  });

  it('is never taken for one, when it is something else', () => {
    expect(faultOf(Buffer.from('<html>'.repeat(200)))).toMatchObject({ reason: 'archive-corrupt', bytesOut: 0 });
    expect(
      faultOf(Buffer.concat([block({ 0: 'x', 124: '11', 156: 'x' }), Buffer.from('19 path=a\n').subarray(0, 9), tarPadding(9)])),
    ).toMatchObject({
      reason: 'archive-corrupt',
    });
    expect(faultOf(block({ 0: 'x', 124: '77777777777', 156: 'L' }))).toMatchObject({ reason: 'archive-corrupt' });
  });
});
