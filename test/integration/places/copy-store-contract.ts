import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { BinnedCopy, CopyPlan, CopyStore } from '../../../src/main/places/copy-store.ts';
import type { Clock } from '../../../src/main/support/clock.ts';
import {
  copyHalf,
  copyWhole,
  hashesOf,
  listed,
  plannedHashes,
  readWhole,
  type SampleCopy,
  sampleCopyOf,
  type SampleOptions,
  SIGNAL,
  writeFiles,
} from './copy-helpers.ts';

/** A place of one kind, empty, with what the tests may do to it behind the keeper's back. */
export interface ContractPlace extends AsyncDisposable {
  /** Another keeper of the same place, as after a restart. */
  open(clock?: Clock): CopyStore;
  /** Every file in the place, relative to it, with `/`; what is hidden included. */
  everything(): Promise<readonly string[]>;
  /** A file by somebody else. `path`: relative to the place. */
  put(path: string, bytes: Buffer): Promise<void>;
  get(path: string): Promise<Buffer>;
  /** What a process of its own needs to open the same place; see copy-victim.ts. */
  readonly victim: Readonly<Record<string, unknown>>;
}

export interface ContractTraits {
  make(): Promise<ContractPlace>;
  /** Size of the large file, and after how many bytes an interruption leaves something to take up. */
  readonly mediaBytes: number;
  readonly stopAfter: number;
  /** At least so much is taken up then. */
  readonly keepsAtLeast: number;
  /** After so many bytes of a file the place holds something of it. */
  readonly firstKept: number;
  readonly hasBin: boolean;
  /** Null: a place that cannot sweep by time in this lab. */
  readonly sweeps: boolean;
  /** Reached through its keeper alone: it takes small files beside the copies. */
  readonly hasTop?: true;
  /** What a badly behaved service cannot do; each is named in the test that is left out. */
  readonly cannot?: readonly ('resume' | 'test')[];
}

const notHere = (_name: string, _body: () => Promise<void>): void => {};
const VICTIM = fileURLToPath(new URL('./copy-victim.ts', import.meta.url));
const TEXT_MODULES = fileURLToPath(new URL('../../../scripts/text-modules.mjs', import.meta.url));
const LATER: Clock = { now: () => Date.now() + 15 * 24 * 60 * 60 * 1000 };

/** What every keeper of copies does alike; see the port. */
export function testContract(traits: ContractTraits): void {
  const { mediaBytes, stopAfter } = traits;
  const largeOf = () => sampleCopyOf({ mediaBytes });
  const sampleOf = (options: SampleOptions = {}) => sampleCopyOf({ mediaBytes: 1_000_000, ...options });
  const can = (what: 'resume' | 'test') => !(traits.cannot ?? []).includes(what);
  /** What a kind of place cannot do is no test of it, rather than one that is skipped. */
  const testWhere = (able: boolean) => (able ? test : notHere);

  test('gives back every byte of what was copied, from any place in it', async () => {
    await using place = await traits.make();
    const store = place.open();
    expect(await store.presence(SIGNAL)).toMatchObject({ state: 'there' });
    expect(await listed(store)).toEqual([]);
    const sample = largeOf();
    const location = await copyWhole(store, sample);
    expect(await listed(place.open())).toEqual([location]);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
    const found = await store.look(location, SIGNAL);
    const sizes = Object.fromEntries([...(found ?? [])].map(([file, { bytes }]) => [file, bytes]));
    expect(sizes).toEqual(Object.fromEntries(sample.plan.files.map(({ file, bytes }) => [file, bytes])));
    const media = sample.contents.get('media-uploads.tar') ?? Buffer.alloc(0);
    const from = media.length - 70_001;
    expect((await readWhole(store, location, 'media-uploads.tar', from)).equals(media.subarray(from))).toBe(true);
    expect(await readWhole(store, location, 'media-uploads.tar', media.length)).toHaveLength(0);
    expect(await store.readSmall(location, 'SHA256SUMS', SIGNAL)).toEqual(sample.contents.get('SHA256SUMS'));
    expect(await store.readSmall(location, 'nothing.txt', SIGNAL)).toBeNull();
    expect(await store.look(`${location}-other`, SIGNAL)).toBeNull();
  });

  test('shows nothing before it is whole, and takes up what an interrupted copy left', async () => {
    await using place = await traits.make();
    const sample = largeOf();
    await copyHalf(place.open(), sample, stopAfter);
    expect(await listed(place.open())).toEqual([]);
    expect((await place.everything()).filter((path) => path.endsWith('manifest.json'))).toEqual([]);
    const store = place.open();
    const draft = await store.begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(draft, sample);
    expect(offsets.get('aurora_shop.sql.gz')).toBe(100_000);
    expect(offsets.get('media-uploads.tar')).toBeGreaterThanOrEqual(can('resume') ? traits.keepsAtLeast : 0);
    expect(offsets.get('media-uploads.tar')).toBeLessThan(mediaBytes);
    expect(await listed(store)).toEqual([]);
    const location = await draft.commit(SIGNAL);
    expect(await listed(store)).toEqual([location]);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
    expect(await hidden(place)).toEqual([]);
  });

  testWhere(can('resume'))('takes up a copy whose process was killed in the middle', async () => {
    await using place = await traits.make();
    const child = spawn(process.execPath, ['--import', TEXT_MODULES, VICTIM], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write(`${JSON.stringify({ ...place.victim, mediaBytes, stopAfter })}\n`);
    let told = '';
    for await (const line of createInterface(child.stdout)) {
      told = line;
      if (line.startsWith('{')) break;
    }
    const sample = revive(JSON.parse(told) as ToldSample, mediaBytes);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = place.open();
    expect(await listed(store)).toEqual([]);
    const draft = await store.begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(draft, sample);
    expect(offsets.get('aurora_shop.sql.gz')).toBe(100_000);
    expect(offsets.get('media-uploads.tar')).toBeGreaterThanOrEqual(traits.keepsAtLeast);
    const location = await draft.commit(SIGNAL);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
  });

  test('leaves nothing of a copy that is given up', async () => {
    await using place = await traits.make();
    const before = await place.everything();
    const sample = sampleCopyOf({ mediaBytes: traits.firstKept + 1_000_000 });
    const draft = await place.open().begin(sample.plan, SIGNAL);
    await writeFiles(draft, sample, { stopAfter: traits.firstKept }).catch(() => {});
    await draft.discard();
    await draft.discard();
    expect(await place.everything()).toEqual(before);
  });

  test('leaves alone what others put there, also under the names it would take', async () => {
    await using place = await traits.make();
    const newer = Buffer.from(JSON.stringify({ format: 'holdfast-manifest', version: 99 }));
    const foreign = new Map([
      ['aurora-market/2026-11-21T110000Z-full/manifest.json', newer],
      ['aurora-market/2026-11-21T110000Z-full/aurora_shop.sql.gz', randomBytes(100)],
      ['aurora-market/notes.txt', randomBytes(50)],
      ['other things/photo.jpg', randomBytes(60)],
    ]);
    for (const [path, bytes] of foreign) await place.put(path, bytes);
    const store = place.open();
    const first = await copyWhole(store, sampleOf());
    const second = await copyWhole(store, sampleOf());
    expect(new Set([first, second]).size).toBe(2);
    expect(first).toMatch(/2026-11-21T110000Z-full-2$/);
    expect(second).toMatch(/2026-11-21T110000Z-full-3$/);
    // The newer one is listed as well: whoever opens it names it.
    expect(await listed(store)).toHaveLength(3);
    await store.sweep(SIGNAL);
    for (const [path, bytes] of foreign) expect((await place.get(path)).equals(bytes)).toBe(true);
  });

  test('copies the same backup again to where it is, and replaces only what is damaged in it', async () => {
    await using place = await traits.make();
    const store = place.open();
    const sample = sampleOf();
    const location = await copyWhole(store, sample);
    const [path = ''] = (await place.everything()).filter((file) => file.endsWith('aurora_shop.sql.gz'));
    await place.put(path, randomBytes(100_000));
    expect((await hashesOf(store, location))['aurora_shop.sql.gz']).not.toBe(plannedHashes(sample)['aurora_shop.sql.gz']);
    const damaged = { ...sample.plan, resend: new Set(['aurora_shop.sql.gz']) };
    const draft = await store.begin(damaged, SIGNAL);
    const offsets = await writeFiles(draft, sample);
    expect(offsets.get('aurora_shop.sql.gz')).toBe(0);
    expect(offsets.get('media-uploads.tar')).toBe(1_000_000);
    expect(await draft.commit(SIGNAL)).toBe(location);
    expect(await listed(store)).toEqual([location]);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
    expect(await hidden(place)).toEqual([]);
  });

  testWhere(traits.hasBin)('removes to a bin, from where a copy comes back or goes for good', async () => {
    await using place = await traits.make();
    const store = place.open();
    const sample = sampleOf();
    const location = await copyWhole(store, sample);
    const removed = await store.remove(location, SIGNAL);
    expect(await listed(store)).toEqual([]);
    expect(await store.look(location, SIGNAL)).toBeNull();
    // Whoever does not know whether a removal came to its end can see it there.
    expect(await binnedIn(store)).toEqual([{ bin: removed.bin, location, removedAt: expect.any(String) }]);
    expect(await store.takeBack(removed.bin ?? '', SIGNAL)).toBe(location);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
    const again = await store.remove(location, SIGNAL);
    expect(await copyWhole(store, sample)).toBe(location);
    await store.purge(again.bin ?? '', SIGNAL);
    expect(await binnedIn(store)).toEqual([]);
    expect(await listed(store)).toEqual([location]);
    expect((await place.everything()).filter((path) => path.includes('holdfast-bin'))).toEqual([]);
  });

  testWhere(!traits.hasBin)('removes a copy for good, there being no bin', async () => {
    await using place = await traits.make();
    const store = place.open();
    const before = await place.everything();
    const location = await copyWhole(store, sampleOf());
    expect(await store.remove(location, SIGNAL)).toEqual({ bin: null });
    expect(await listed(store)).toEqual([]);
    expect(await place.everything()).toEqual(before);
  });

  testWhere(traits.sweeps)('sweeps what nobody took up for 14 days, and nothing younger', async () => {
    await using place = await traits.make();
    const before = await place.everything();
    await copyHalf(place.open(), sampleCopyOf({ mediaBytes: traits.firstKept + 1_000_000 }), traits.firstKept);
    const [kept, other] = [await place.everything(), sampleOf({ folder: '2026-11-22T110000Z-full' })];
    expect(kept.length).toBeGreaterThan(before.length);
    expect(await place.open().sweep(SIGNAL)).toEqual([]);
    expect(await place.everything()).toEqual(kept);
    const location = await copyWhole(place.open(), other);
    expect(await place.open(LATER).sweep(SIGNAL)).toHaveLength(1);
    expect(await listed(place.open())).toEqual([location]);
    expect((await place.everything()).filter((path) => !path.includes('2026-11-22'))).toEqual(before);
  });

  testWhere(traits.hasTop === true)(
    'keeps a small file beside the copies, which is replaced as a whole and which no sweep takes',
    async () => {
      await using place = await traits.make();
      const { top } = place.open();
      const before = await place.everything();
      expect(await top?.read('words.json', SIGNAL)).toBeNull();
      for (const words of ['a longer sentence that was written first', 'the last word'])
        await top?.replace('words.json', Buffer.from(words), SIGNAL);
      await place.open(LATER).sweep(SIGNAL);
      expect((await place.open().top?.read('words.json', SIGNAL))?.toString()).toBe('the last word');
      expect(await place.everything()).toEqual([...before, 'words.json'].toSorted());
      expect(await listed(place.open())).toEqual([]);
      for (let time = 0; time < 2; time += 1) await top?.remove('words.json', SIGNAL);
      expect(await place.everything()).toEqual(before);
      await expect(async () => top?.replace('../outside.json', Buffer.from('x'), SIGNAL)).rejects.toThrow('not safe');
      await expect(async () => top?.remove('../outside.json', SIGNAL)).rejects.toThrow('not safe');
    },
  );

  testWhere(can('test'))('passes its own test and leaves nothing of it', async () => {
    await using place = await traits.make();
    const before = await place.everything();
    const rows = await place.open().test(SIGNAL);
    expect(rows.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect(rows.filter(({ verdict }) => verdict === 'ok').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['reach', 'write', 'read-back', 'list', 'delete']),
    );
    expect(await place.everything()).toEqual(before);
  });

  test('stops at once when it is told to, and refuses names that lead elsewhere', async () => {
    await using place = await traits.make();
    const store = place.open();
    const sample = sampleOf({ mediaBytes: 3_000_000 });
    const location = await copyWhole(store, sample);
    const stop = new AbortController();
    const reason = new Error('the operator cancelled');
    const reading = async () => {
      for await (const _ of store.read(location, 'media-uploads.tar', 0, stop.signal)) stop.abort(reason);
    };
    await expect(reading()).rejects.toBe(reason);
    await expect(store.begin(sample.plan, stop.signal)).rejects.toBe(reason);
    const [file] = sample.plan.files;
    const bad = { ...sample.plan, files: [{ ...file, file: '../outside' }] } as typeof sample.plan;
    await expect(store.begin(bad, SIGNAL)).rejects.toThrow('not safe');
    await expect(async () => readWhole(store, location, '../../x')).rejects.toThrow('not safe');
  });
}

/** What is not part of a finished copy: partials, claims, owner files. */
async function hidden(place: ContractPlace): Promise<readonly string[]> {
  return (await place.everything()).filter(
    (path) => path.split('/').some((part) => /^\.(?!holdfast-place)/.test(part)) || path.endsWith('.partial'),
  );
}

interface ToldSample {
  readonly plan: CopyPlan;
  readonly seed: string;
}

/** The same bytes under the ids of the other process. */
function revive({ plan, seed }: ToldSample, mediaBytes: number): SampleCopy {
  const { contents } = sampleCopyOf({ mediaBytes, seed });
  return { plan, contents: new Map([...contents, ['manifest.json', Buffer.from(JSON.stringify(plan.manifest))]]) };
}

async function binnedIn(store: CopyStore): Promise<readonly BinnedCopy[]> {
  const found: BinnedCopy[] = [];
  for await (const binned of store.bins?.(SIGNAL) ?? []) found.push(binned);
  return found;
}
