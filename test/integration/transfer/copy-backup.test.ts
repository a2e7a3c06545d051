import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { JobPaused } from '../../../src/main/jobs/job-context.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { copyBackup, type CopyRequest } from '../../../src/main/transfer/copy-backup.ts';
import { createTransferLimits, NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { SourceDamage } from '../../../src/main/transfer/source-damage.ts';
import { sumsSha256Of } from '../../../src/main/manifest/write-manifest.ts';
import { DEFAULT_TRANSFER_SETTINGS } from '../../../src/shared/model/policy.ts';
import { handClock } from '../../unit/transfer/hand-clock.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { everythingIn } from '../places/place-folder.ts';
import { backupIn, holds, type Made, overBadLine, placeIn, watchedJob } from './copies.ts';

const MIB = 1024 * 1024;

async function two(sizes: readonly number[] = [3 * MIB, 1000]) {
  const folder = scratchFolder();
  const [here, there] = [await placeIn(join(folder, 'here')), await placeIn(join(folder, 'there'))];
  return { here, there, made: await backupIn(here, sizes) };
}

function request(from: CopyStore, to: CopyStore, { manifest, location }: Made, changes: Partial<CopyRequest> = {}): CopyRequest {
  const sumsSha256 = sumsSha256Of(manifest);
  return { manifest, sumsSha256, from, fromLocation: location, to, limits: NO_LIMITS, job: watchedJob(), clock: handClock(), ...changes };
}

const problemOf = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
};

/** Names of hidden folders below a place that hold something half-written. */
const leftIn = (store: CopyStore): readonly string[] =>
  everythingIn(store.place.kind === 'this-computer' ? store.place.folder : '').filter((name) => /partial|incoming/i.test(name));

describe('copying a backup to another place', () => {
  it('brings every file as it was written, companions included, and tells how far it is', async () => {
    const { here, there, made } = await two();
    const job = watchedJob();
    const copied = await copyBackup(request(here, there, made, { job }));

    expect(copied).toMatchObject({ files: 5, resumed: 0 });
    expect(holds(copied.location, made.manifest)).toBe(true);
    for (const file of ['manifest.json', 'RESTORE.txt', 'SHA256SUMS'])
      expect(readFileSync(join(copied.location, file)).equals(readFileSync(join(made.location, file)))).toBe(true);
    expect(readdirSync(copied.location).toSorted()).toEqual(readdirSync(made.location).toSorted());
    expect(leftIn(there)).toEqual([]);
    expect(job.steps).toEqual([{ title: expect.stringContaining('Copying aurora-market'), total: copied.bytes }]);
    expect(job.done.at(-1)).toBe(copied.bytes);
    expect(job.done).toEqual(job.done.toSorted((a, b) => a - b));
  });

  it('goes on from where the line was lost, ten times within one job, without reading anything twice', async () => {
    const { here, there, made } = await two([4 * MIB + 17]);
    const job = watchedJob();
    const clock = handClock();
    const from = overBadLine(here, 300_000, 10);
    const copied = await copyBackup(request(from, there, made, { job, clock }));

    expect(copied.resumed).toBe(10);
    expect(holds(copied.location, made.manifest)).toBe(true);
    expect(from.readFrom).toEqual(Array.from({ length: 11 }, (_, n) => n * 300_000));
    expect(job.lines.filter((line) => line.includes('going on in'))).toHaveLength(10);
    // Something came each time, so it never waits longer than at first.
    expect(clock.waits).toEqual(Array.from({ length: 10 }, () => 1000));
  });

  it('waits longer and longer for a place that does not answer any more, and then tells the problem', async () => {
    const { here, there, made } = await two([MIB]);
    let seen = 0;
    const dying: CopyStore = {
      ...here,
      async *read(location, file, from, signal) {
        if (seen > 0) throw new AppError('place.unreachable', { detail: 'connect ECONNREFUSED' });
        for await (const chunk of here.read(location, file, from, signal)) {
          seen += 1;
          yield chunk.subarray(0, 1000);
          throw new AppError('place.unreachable', { detail: 'read ECONNRESET' });
        }
      },
    };
    const clock = handClock();
    expect((await problemOf(copyBackup(request(dying, there, made, { clock })))).code).toBe('place.unreachable');
    expect(clock.waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    // What came is kept for the next job.
    const again = overBadLine(here, MIB, 0);
    const copied = await copyBackup(request(again, there, made));
    expect(again.readFrom).toEqual([1000]);
    expect(holds(copied.location, made.manifest)).toBe(true);
  });

  it.each([
    ['a pause', new JobPaused()],
    ['the end of the app', new AppError('job.interrupted')],
  ])('keeps after %s what has arrived, and the next job goes on from there', async (_name, reason) => {
    const { here, there, made } = await two([8 * MIB]);
    const job = watchedJob((done, { stop }) => {
      if (done >= 3 * MIB) stop.abort(reason);
    });
    await expect(copyBackup(request(here, there, made, { job }))).rejects.toBe(reason);
    expect(
      existsSync(join(there.place.kind === 'this-computer' ? there.place.folder : '', 'aurora-market', made.manifest.backup.folder)),
    ).toBe(false);

    const again = overBadLine(here, 8 * MIB, 0);
    const next = watchedJob();
    const copied = await copyBackup(request(again, there, made, { job: next }));
    expect(again.readFrom[0]).toBeGreaterThanOrEqual(2 * MIB);
    expect(next.done[0]).toBe(again.readFrom[0]);
    expect(holds(copied.location, made.manifest)).toBe(true);
  });

  it('leaves nothing after a cancel', async () => {
    const { here, there, made } = await two([8 * MIB]);
    const job = watchedJob((done, { stop }) => {
      if (done >= 3 * MIB) stop.abort();
    });
    await expect(copyBackup(request(here, there, made, { job }))).rejects.toThrow('aborted');
    expect(leftIn(there)).toEqual([]);
  });

  it('stops when the source has other bytes than were recorded, keeps nothing of them, and says what proof to withdraw', async () => {
    const { here, there, made } = await two();
    const path = join(made.location, 'part-0.sql.gz');
    await using file = await open(path, 'r+');
    await file.write(Buffer.from('rotten'), 0, 6, 2 * MIB);

    const problem = await problemOf(copyBackup(request(here, there, made)));
    expect(problem).toBeInstanceOf(SourceDamage);
    expect(problem).toMatchObject({ code: 'copy.source-damaged', result: { ok: false, step: 'intact', code: 'verify.hash-differs' } });
    expect(problem.detail).toContain('part-0.sql.gz');
    expect(leftIn(there)).toEqual([]);
  });

  it.each([
    ['a file that is too short', 'present', 'verify.size-differs', (folder: string) => truncateSync(join(folder, 'part-0.sql.gz'), 1000)],
    [
      'a manifest that was changed',
      'intact',
      'verify.manifest-differs',
      (folder: string) =>
        writeFileSync(join(folder, 'manifest.json'), readFileSync(join(folder, 'manifest.json'), 'utf8').replace('manual', 'adopted')),
    ],
    ['a list that was changed', 'intact', 'verify.companion-differs', (folder: string) => writeFileSync(join(folder, 'SHA256SUMS'), '')],
  ])('does not begin with %s', async (_name, step, code, spoil) => {
    const { here, there, made } = await two();
    spoil(made.location);
    expect(await problemOf(copyBackup(request(here, there, made)))).toMatchObject({ result: { step, code } });
    expect(leftIn(there)).toEqual([]);
  });

  it('begins anew when what an earlier attempt left was changed meanwhile', async () => {
    const { here, there, made } = await two([4 * MIB]);
    const first = watchedJob((done, { stop }) => {
      if (done >= 2 * MIB) stop.abort(new JobPaused());
    });
    await copyBackup(request(here, there, made, { job: first })).catch(() => {});
    const [left] = leftIn(there).filter((name) => name.includes('part-0'));
    const path = join(there.place.kind === 'this-computer' ? there.place.folder : '', left ?? '');
    await using file = await open(path, 'r+');
    await file.write(Buffer.from('rotten'), 0, 6, 5000);

    const job = watchedJob();
    const copied = await copyBackup(request(here, there, made, { job }));
    expect(holds(copied.location, made.manifest)).toBe(true);
    expect(job.lines.join('\n')).toContain('copying it from the beginning');
  });

  it('stands still outside of the hours for copies, and goes on from there when they have come', async () => {
    const { here, there, made } = await two([8 * MIB]);
    const clock = handClock(Date.parse('2026-11-21T05:59:50.000Z'));
    const settings = { ...DEFAULT_TRANSFER_SETTINGS, window: { from: '22:00', until: '06:00' } };
    const limits = createTransferLimits({ settings: () => settings, clock, zone: 'UTC' });
    const job = watchedJob((done) => {
      if (done > 2 * MIB && clock.now() < Date.parse('2026-11-21T06:00:00Z')) clock.set(Date.parse('2026-11-21T06:00:01.000Z'));
    });
    const from = overBadLine(here, 8 * MIB, 0);
    const copied = await copyBackup(request(from, there, made, { job, clock, limits }));

    expect(copied.resumed).toBe(0);
    expect(holds(copied.location, made.manifest)).toBe(true);
    expect(from.readFrom).toHaveLength(2);
    expect(from.readFrom[1]).toBeGreaterThan(2 * MIB);
    expect(job.steps.map(({ title }) => title)).toContain('Waiting until 22:00, when copies may be moved');
    expect(new Date(clock.now()).toISOString()).toBe('2026-11-21T22:00:00.000Z');
  });
});
