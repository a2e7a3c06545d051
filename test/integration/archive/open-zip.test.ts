import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openZip, type ZipBytes } from '../../../src/main/archive/open-zip.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { bytesOf } from '../../unit/archive/bytes-of.ts';
import { run } from './tar-tools.ts';

const PASSWORD = 'secret & "quoted"';
const LATIN1 = Buffer.from('site/caf\xe9.txt', 'latin1');
const contents = new Map<string, Buffer>([
  ['site/db-dumps/mysql-shop.sql', Buffer.from('INSERT INTO `t` VALUES (1);\n'.repeat(40_000))],
  ['site/storage/app/photo.jpg', randomBytes(700_000)],
  ['site/empty', Buffer.alloc(0)],
  [LATIN1.toString('latin1'), Buffer.from('coffee')],
]);

let folder: string;

const ZIPS = {
  plain: { command: ['zip', '-qry', 'plain.zip', 'site'], password: null },
  stored: { command: ['zip', '-qry0', 'stored.zip', 'site'], password: null },
  'with ZipCrypto': { command: ['zip', '-qry', '-P', PASSWORD, 'with ZipCrypto.zip', 'site'], password: PASSWORD },
  'with AES-256': {
    command: ['7z', 'a', '-tzip', `-p${PASSWORD}`, '-mem=AES256', '-snl', '-bd', 'with AES-256.zip', 'site'],
    password: PASSWORD,
  },
  'with AES-128': {
    command: ['7z', 'a', '-tzip', `-p${PASSWORD}`, '-mem=AES128', '-snl', '-bd', 'with AES-128.zip', 'site'],
    password: PASSWORD,
  },
  'that was streamed': { command: ['sh', '-c', 'bsdtar --format=zip -cf - site | cat > "that was streamed.zip"'], password: null },
  'in zip64': { command: ['zip', '-qry', '-fz', 'in zip64.zip', 'site'], password: null },
} as const;
type Name = keyof typeof ZIPS;
const NAMES = Object.keys(ZIPS) as Name[];
const pathOf = (name: Name): string => join(folder, `${name}.zip`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-zip-'));
  mkdirSync(join(folder, 'site/db-dumps'), { recursive: true });
  mkdirSync(join(folder, 'site/storage/app'), { recursive: true });
  for (const [path, content] of contents) writeFileSync(Buffer.from(join(folder, path), 'latin1'), content);
  symlinkSync('photo.jpg', join(folder, 'site/storage/app/link'));
  utimesSync(join(folder, 'site/storage/app/photo.jpg'), 1_700_000_000, 1_700_000_000);
  for (const name of NAMES) run(ZIPS[name].command, { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(NAMES)('a zip %s', (name) => {
  it('gives every file as it was packed', async () => {
    await using zip = await openZip(pathOf(name), ZIPS[name].password);
    expect(zip.encrypted).toBe(ZIPS[name].password !== null);
    const files = new Map<string, Buffer>();
    for (const entry of zip.entries.filter((item) => item.type === 'file'))
      files.set(entry.path.toString('latin1'), await bytesOf(zip.read(entry)));
    // 7z turns what is no UTF-8 into something else, before it packs it.
    const expected = [...contents].filter(([path]) => !name.includes('AES') || path !== LATIN1.toString('latin1'));
    expect(expected.filter(([path, content]) => files.get(path)?.equals(content) !== true)).toEqual([]);
    expect(files.size).toBe(contents.size);
    const photo = zip.entries.find((entry) => entry.path.toString().endsWith('photo.jpg'));
    expect(photo).toMatchObject({ bytes: 700_000, mode: 0o644, mtimeNs: 1_700_000_000_000_000_000n });
    expect(zip.entries.find((entry) => entry.path.toString().endsWith('app/link'))).toMatchObject({
      type: 'link',
      target: Buffer.from('photo.jpg'),
    });
    expect(zip.entries.find((entry) => entry.path.toString() === 'site/db-dumps')).toMatchObject({ type: 'folder', bytes: 0 });
  });
});

describe.each(['with ZipCrypto', 'with AES-256', 'with AES-128'] as const)('an encrypted zip %s', (name) => {
  it('is listed without a password, and read with the right one only', async () => {
    await using zip = await openZip(pathOf(name), null);
    const photo = zip.entries.find((entry) => entry.path.toString().endsWith('photo.jpg'))!;
    expect(photo).toMatchObject({ encrypted: true, bytes: 700_000 });
    await expect(bytesOf(zip.read(photo))).rejects.toMatchObject({ code: 'zip.password-missing' });
    await expect(openZip(pathOf(name), 'wrong')).rejects.toMatchObject({ code: 'zip.password-wrong' });
  });
});

describe('a zip that is not whole', () => {
  it.each(NAMES)('%s has a flipped bit found, wherever it lies in the photo', async (name) => {
    const data = readFileSync(pathOf(name));
    await using zip = await openZip(pathOf(name), ZIPS[name].password);
    const sizes = zip.entries.map((entry) => entry.compressedBytes);
    const path = join(folder, `damaged ${name}.zip`);
    // The photo cannot be compressed, so the middle of the zip lies in it or in the dump.
    data[Math.floor(data.length / 2)]! ^= 4;
    writeFileSync(path, data);
    expect(Math.max(...sizes)).toBeGreaterThan(700_000 - 1);
    await using damaged = await openZip(path, ZIPS[name].password);
    const results = await Promise.allSettled(
      damaged.entries.filter((entry) => entry.type === 'file').map((entry) => bytesOf(damaged.read(entry))),
    );
    const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
    expect(failures).toMatchObject([{ code: 'zip.damaged' }]);
  });

  it('says so when its end is missing, or when it is something else', async () => {
    const path = join(folder, 'short.zip');
    writeFileSync(path, readFileSync(pathOf('plain')));
    truncateSync(path, 300_000);
    await expect(openZip(path, null)).rejects.toMatchObject({ code: 'zip.damaged' });
    writeFileSync(path, 'no zip');
    await expect(openZip(path, null)).rejects.toMatchObject({ code: 'zip.damaged' });
    writeFileSync(path, '');
    await expect(openZip(path, null)).rejects.toMatchObject({ code: 'zip.damaged' });
    await expect(openZip(join(folder, 'absent.zip'), null)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is still read when something small was appended', async () => {
    const path = join(folder, 'appended.zip');
    writeFileSync(path, readFileSync(pathOf('plain')));
    appendFileSync(path, '\n');
    await using zip = await openZip(path, null);
    expect(zip.entries.length).toBeGreaterThan(4);
  });
});

/** As a place gives a copy: in pieces of odd sizes, from any byte on. */
function streamed(path: string): ZipBytes & { readonly asked: number[] } {
  const data = readFileSync(path);
  const asked: number[] = [];
  return {
    size: data.length,
    asked,
    async *read(from) {
      asked.push(from);
      for (let at = from; at < data.length; at += 9973) yield await Promise.resolve(data.subarray(at, at + 9973));
    },
  };
}

describe('a zip that comes as a stream', () => {
  it.each(NAMES)('%s gives the same files as on this computer, and an entry is asked for once', async (name) => {
    const bytes = streamed(pathOf(name));
    await using there = await openZip(bytes, ZIPS[name].password);
    await using here = await openZip(pathOf(name), ZIPS[name].password);
    expect(there.entries).toEqual(here.entries);
    for (const [index, entry] of there.entries.entries()) {
      const before = bytes.asked.length;
      const content = await bytesOf(there.read(entry));
      expect(content.equals(await bytesOf(here.read(here.entries[index]!)))).toBe(true);
      expect(bytes.asked.length - before).toBeLessThanOrEqual(2);
    }
  });

  it('is left in the middle of an entry and read again', async () => {
    await using zip = await openZip(streamed(pathOf('plain')), null);
    const dump = zip.entries.find((entry) => entry.path.toString().endsWith('shop.sql'))!;
    for await (const piece of zip.read(dump)) if (piece.length > 0) break;
    expect((await bytesOf(zip.read(dump))).equals(contents.get('site/db-dumps/mysql-shop.sql')!)).toBe(true);
  });

  it('throws what the place throws', async () => {
    const gone = new AppError('place.unreachable', { detail: 'bucket' });
    const bytes = streamed(pathOf('plain'));
    const isGone = { now: false };
    const failing: ZipBytes = {
      size: bytes.size,
      async *read(from) {
        for await (const piece of bytes.read(from)) {
          if (isGone.now) throw gone;
          yield piece;
        }
      },
    };
    await using zip = await openZip(failing, null);
    isGone.now = true;
    const photo = zip.entries.find((entry) => entry.path.toString().endsWith('photo.jpg'))!;
    await expect(bytesOf(zip.read(photo))).rejects.toBe(gone);
  });
});

describe('a zip that lies about sizes', () => {
  /** In its table of contents; of a zip whose sizes stand before each entry as well. */
  function saying(ending: string, size: number): string {
    const data = readFileSync(pathOf('plain'));
    for (let at = data.indexOf('PK\x01\x02'); at !== -1; at = data.indexOf('PK\x01\x02', at + 4))
      if (data.toString('latin1', at + 46, at + 46 + data.readUInt16LE(at + 28)).endsWith(ending)) data.writeUInt32LE(size, at + 24);
    const path = join(folder, `says ${size}.zip`);
    writeFileSync(path, data);
    return path;
  }

  it.each([1000, 9_000_000])('gives no byte beyond what it says, and none less (%i)', async (size) => {
    await using zip = await openZip(saying('shop.sql', size), null);
    const dump = zip.entries.find((entry) => entry.path.toString().endsWith('shop.sql'))!;
    let bytes = 0;
    const reading = async () => {
      for await (const piece of zip.read(dump)) bytes += piece.length;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'zip.damaged' });
    expect(bytes).toBeLessThanOrEqual(size);
  });

  it('is refused where a link would have a target no system has', async () => {
    await expect(openZip(saying('app/link', 500_000_000), null)).rejects.toMatchObject({ code: 'zip.damaged' });
  });
});

describe('a zip with very many files', () => {
  const COUNT = 45_000;
  const nameOf = (at: number) => `media/${at}`;

  it('is read in any order, and takes no more memory than its names and sizes', async () => {
    const path = join(folder, 'many.zip');
    const script = `import zipfile,sys\nz=zipfile.ZipFile(sys.argv[1],'w')\nfor i in range(${COUNT}): z.writestr('media/%d' % i, 'file %d' % i)\nz.close()`;
    run(['python3', '-c', script, path], { cwd: folder });
    const heap = (): number => {
      setFlagsFromString('--expose-gc');
      (runInNewContext('gc') as () => void)();
      return process.memoryUsage().heapUsed;
    };
    const before = heap();
    await using zip = await openZip(path, null);
    expect(zip.entries.length).toBe(COUNT);
    expect(heap() - before).toBeLessThan(COUNT * 2000);
    for (const at of [COUNT - 1, 0, 44_000, 30_000, 30_000, 30_001]) {
      expect(zip.entries[at]?.path.toString()).toBe(nameOf(at));
      expect((await bytesOf(zip.read(zip.entries[at]!))).toString()).toBe(`file ${at}`);
    }
    const together = await Promise.all([5, 4, 40_000].map(async (at) => (await bytesOf(zip.read(zip.entries[at]!))).toString()));
    expect(together).toEqual(['file 5', 'file 4', 'file 40000']);
  }, 60_000);
});

describe('reading from a zip', () => {
  it('stops when it is told to', async () => {
    await using zip = await openZip(pathOf('plain'), null);
    const stop = new AbortController();
    const reason = new Error('enough');
    const photo = zip.entries.find((entry) => entry.path.toString().endsWith('photo.jpg'))!;
    const reading = zip.read(photo, stop.signal);
    await reading.next();
    stop.abort(reason);
    await expect(bytesOf(reading)).rejects.toBe(reason);
  });

  it('need not go to the end', async () => {
    await using zip = await openZip(pathOf('plain'), null);
    for await (const piece of zip.read(zip.entries.find((entry) => entry.bytes === 700_000)!)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
});
