import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasCopiesToReread, type RollingModules, runRollingVerification } from '../../../src/main/app/rolling-verification-job.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { siteStatus } from '../../../src/main/health/fleet-status.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { DEFAULT_TRANSFER_SETTINGS } from '../../../src/shared/model/policy.ts';
import { firstProof } from '../../../src/shared/model/proof.ts';
import { hoursBefore, sampleProof } from '../../unit/model-samples.ts';
import { sampleS3 } from '../../unit/part-samples.ts';
import { scratchCatalog, scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper, NOW, register, writeBackup } from '../places/place-folder.ts';

const DAY = 24;
const registered = register();

/** An app with one place; `stores` may be added to. */
async function world() {
  const catalog = scratchCatalog();
  const keeper = await makeKeeper(scratchFolder());
  const stores = new Map<string, CopyStore>([[keeper.place.id, openFolderStore(keeper.place)]]);
  catalog.servers.insert(registered.server);
  catalog.sites.insert(registered.site);
  catalog.sources.insert(registered.source);
  catalog.places.put(keeper.place);
  const clock = { at: NOW.now(), now: () => clock.at };
  const lines: string[] = [];
  const modules: RollingModules = {
    catalog,
    clock,
    limits: NO_LIMITS,
    emit: () => {},
    stores: {
      storeOf(placeId) {
        const store = stores.get(placeId);
        return store === undefined ? Promise.reject(new AppError('place.missing', { detail: 'not plugged in' })) : Promise.resolve(store);
      },
    },
    secrets: createMemorySecretStore(),
    keys: { status: () => Promise.reject(new Error('nothing is opened to re-read it')) } as unknown as RollingModules['keys'],
  };
  const budget = (verifyBytesPerDay: number, verifyS3BytesPerDay = 0) =>
    catalog.settings.put('transfer', { ...DEFAULT_TRANSFER_SETTINGS, verifyBytesPerDay, verifyS3BytesPerDay, s3PricePerGb: 0.09 });
  const run = (signal: AbortSignal = new AbortController().signal, step: (title: string) => void = () => {}) =>
    runRollingVerification(modules, { jobId: randomUUID(), signal, step, advance: () => {}, log: (line) => void lines.push(line) });
  return { catalog, keeper, stores, clock, modules, lines, budget, run };
}

type World = Awaited<ReturnType<typeof world>>;

/** A backup that was last read so many days ago; null: never. */
async function backUp({ catalog }: World, keeper: PlaceKeeper, day: number, readDaysAgo: number | null) {
  const { manifest, location } = await writeBackup(keeper, registered, `2026-11-${String(day).padStart(2, '0')}T020000Z-full`);
  const { id, bytes } = manifest.backup;
  const at = readDaysAgo === null ? null : hoursBefore(readDaysAgo * DAY);
  const proof = at === null ? firstProof(hoursBefore(1)) : sampleProof('sound', { presentAt: at, intactAt: at, soundAt: at });
  catalog.backups.record(manifest, { backupId: id, placeId: keeper.place.id, location, proof });
  const intactAt = () => catalog.backups.copiesOf(id).find(({ placeId }) => placeId === keeper.place.id)?.proof.intactAt ?? null;
  return { id, bytes, location, manifest, before: at, intactAt, wasRead: () => intactAt() !== at };
}

function damage(location: string): void {
  const file = openSync(join(location, 'aurora_shop.sql.gz'), 'r+');
  writeSync(file, Buffer.from('!'), 0, 1, 40);
  closeSync(file);
}

describe('rolling verification', () => {
  it('re-reads the copies proved longest ago first, as many as the day allows, and goes on the next day', async () => {
    const given = await world();
    const recent = await backUp(given, given.keeper, 1, 10);
    const never = await backUp(given, given.keeper, 2, null);
    const old = await backUp(given, given.keeper, 3, 40);
    given.budget(never.bytes + old.bytes + 5);
    expect(hasCopiesToReread(given.modules)).toBe(true);
    expect(await given.run()).toMatchObject({ state: 'succeeded', problem: null });
    expect([never, old, recent].map(({ wasRead }) => wasRead())).toEqual([true, true, false]);
    // The day's budget is used up, whoever starts it again.
    await given.run();
    expect(recent.wasRead()).toBe(false);
    given.clock.at += 24 * 3_600_000;
    await given.run();
    expect(recent.wasRead()).toBe(true);
    expect(given.catalog.backups.copiesOf(old.id)[0]?.proof.level).toBe('sound');
    expect(hasCopiesToReread(given.modules)).toBe(false);
  });

  it('withdraws the proof of a damaged copy, names it, goes on, and asks to heal it where another copy is good', async () => {
    const given = await world();
    const other = await makeKeeper(scratchFolder());
    given.catalog.places.put({ ...other.place, name: 'Second' });
    given.stores.set(other.place.id, openFolderStore(other.place));
    const bad = await backUp(given, given.keeper, 1, 30);
    const { manifest, location } = await writeBackup(other, registered);
    given.catalog.backups.record(bad.manifest, { backupId: bad.id, placeId: other.place.id, location, proof: sampleProof('intact') });
    const good = await backUp(given, given.keeper, 21, 20);
    damage(bad.location);
    const outcome = await given.run();
    expect(manifest.backup.id).not.toBe(bad.id);
    expect(outcome).toMatchObject({ state: 'warning', problem: { code: 'verify.faults-found' } });
    expect(outcome.problem?.detail).toMatch(/changed since it was made.*aurora_shop\.sql\.gz/);
    expect(good.wasRead()).toBe(true);
    expect(given.catalog.backups.copiesOf(bad.id).find(({ placeId }) => placeId === given.keeper.place.id)?.proof.failure).toMatchObject({
      code: 'verify.hash-differs',
    });
    const status = siteStatus(given.catalog, registered.site.id, given.clock.now());
    expect(status.findings).toContainEqual(expect.objectContaining({ code: 'copy-failed', backupId: bad.id, severity: 'at-risk' }));
    expect(status.nextAction).toBe('heal');
    // What failed is not read again: there is nothing to be learnt from it.
    given.clock.at += 24 * 3_600_000;
    expect(await given.run()).toMatchObject({ state: 'succeeded' });
  });

  it('reads a huge backup alone instead of never', async () => {
    const given = await world();
    const huge = await backUp(given, given.keeper, 1, 40);
    const small = await backUp(given, given.keeper, 2, 30);
    given.budget(huge.bytes - 1);
    await given.run();
    expect([huge.wasRead(), small.wasRead()]).toEqual([true, false]);
  });

  it('passes over a drive that is not plugged in without a word of warning', async () => {
    const given = await world();
    const here = await backUp(given, given.keeper, 1, 40);
    const away = await makeKeeper(scratchFolder());
    given.catalog.places.put({ ...away.place, name: 'Away' });
    const there = await backUp(given, away, 2, 50);
    expect(await given.run()).toMatchObject({ state: 'succeeded' });
    expect([here.wasRead(), there.wasRead()]).toEqual([true, false]);
  });

  it('names a place that stops answering in the middle, and takes nothing back of what lies there', async () => {
    const given = await world();
    const first = await backUp(given, given.keeper, 1, 40);
    const second = await backUp(given, given.keeper, 2, 30);
    const unplug = (title: string) =>
      title.startsWith('Reading aurora') && renameSync(given.keeper.place.folder, `${given.keeper.place.folder}-unplugged`);
    const outcome = await given.run(undefined, unplug);
    expect(outcome).toMatchObject({ state: 'warning', problem: { code: 'verify.not-all-read' } });
    for (const { wasRead, id } of [first, second]) {
      expect([wasRead(), given.catalog.backups.copiesOf(id)[0]?.proof.failure]).toEqual([false, null]);
    }
  });

  it('reads S3 back within its own budget, and says what that costs', async () => {
    const given = await world();
    // A service whose bytes lie in a folder: what matters here is the budget.
    const bytes = await makeKeeper(scratchFolder());
    const bucket = sampleS3({ id: bytes.place.id });
    given.catalog.places.put(bucket);
    given.stores.set(bucket.id, { ...openFolderStore(bytes.place), place: bucket });
    const inS3 = await backUp(given, bytes, 1, 40);
    await given.run();
    expect(inS3.wasRead()).toBe(false);
    given.budget(0, inS3.bytes);
    await given.run();
    expect(inS3.wasRead()).toBe(true);
    expect(given.lines.join('\n')).toMatch(/are read back from S3, which costs less than 0\.01\./);
    expect(given.catalog.settings.get('rolling-verification')).toMatchObject({ bytes: 0, s3Bytes: inS3.bytes });
  });

  it('stops at a cancel, and counts as used what it had begun', async () => {
    const given = await world();
    const { bytes } = await backUp(given, given.keeper, 1, 40);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const run = given.run(controller.signal, (title) => title.startsWith('Reading aurora') && controller.abort(reason));
    await expect(run).rejects.toBe(reason);
    expect(given.catalog.settings.get('rolling-verification')?.bytes).toBe(bytes);
  });
});
