import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runCopy } from '../../../src/main/app/copy-job.ts';
import type { CopyParams } from '../../../src/main/app/copy-requests.ts';
import { runHeal } from '../../../src/main/app/heal-job.ts';
import { readNotes } from '../../../src/main/catalog/notes-file.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { JobPaused } from '../../../src/main/jobs/job-context.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { settleDeletions } from '../../../src/main/retention/settle-deletions.ts';
import { DEFAULT_SITE_POLICY } from '../../../src/shared/model/policy.ts';
import { holds, watchedJob } from '../transfer/copies.ts';
import { type CopyWorld, copyWorld } from './copy-world.ts';

const params = (changes: Partial<CopyParams> & Pick<CopyParams, 'placeId'>): CopyParams => ({
  direction: 'push',
  fromPlaceId: null,
  siteId: null,
  backupIds: null,
  ...changes,
});

const wantOn = ({ catalog, registered }: CopyWorld, ...copyTo: readonly CopyParams['placeId'][]): void =>
  catalog.sitePolicies.put(registered.site.id, { ...DEFAULT_SITE_POLICY, copyTo: [...copyTo] });

async function spoil(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(Buffer.from('rotten'), 0, 6, 4000);
}

describe('copying what a policy wants', () => {
  it('brings every backup to the place and knows each copy as intact at once', async () => {
    const world = await copyWorld();
    wantOn(world, world.drive.id);
    const made = [await world.backup(), await world.backup([5000, 70_000], { folder: '2026-11-20T110000Z-full' })];
    const outcome = await runCopy(world, params({ placeId: world.drive.id }), watchedJob());

    expect(outcome).toEqual({ state: 'succeeded', problem: null, backupId: null });
    for (const { id, manifest } of made) {
      const copy = world.copyOf(id, world.drive.id);
      expect(copy?.proof).toMatchObject({ level: 'intact', failure: null, intactAt: expect.any(String) });
      expect(holds(copy?.location ?? '', manifest)).toBe(true);
    }
    const again = watchedJob();
    expect(await runCopy(world, params({ placeId: world.drive.id }), again)).toMatchObject({ state: 'succeeded' });
    expect(again.done).toEqual([]);
  });

  it('brings what a chain needs before the backup that was asked for', async () => {
    const world = await copyWorld();
    const full = await world.backup([4000], { needs: [], folder: '2026-11-19T110000Z-full' });
    const first = await world.backup([4000], { needs: [full.id], folder: '2026-11-20T110000Z-incremental' });
    const order: string[] = [];
    world.wrap(world.drive.id, (store) => ({
      ...store,
      begin(plan, signal) {
        order.push(plan.manifest.backup.id);
        return store.begin(plan, signal);
      },
    }));
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [first.id] }), watchedJob());
    expect(order).toEqual([full.id, first.id]);
    expect(holds(world.copyOf(first.id, world.drive.id)?.location ?? '', first.manifest)).toBe(true);
  });

  it('pulls a backup back to this computer from the nearest place that has it', async () => {
    const world = await copyWorld();
    const { id, manifest, location } = await world.backup();
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    rmSync(location, { recursive: true });
    world.catalog.backups.forgetCopy(id, world.home.id);

    const outcome = await runCopy(world, params({ placeId: world.home.id, direction: 'pull', backupIds: [id] }), watchedJob());
    expect(outcome).toMatchObject({ state: 'succeeded', backupId: id });
    expect(holds(world.copyOf(id, world.home.id)?.location ?? '', manifest)).toBe(true);
  });
});

describe('a copy that lies there already and that the catalog does not know', () => {
  it('is known as present, and not as intact, where the place could not say what it holds', async () => {
    const world = await copyWorld();
    const { id } = await world.backup();
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    world.catalog.backups.forgetCopy(id, world.drive.id);
    world.wrap(world.drive.id, (store) => ({
      ...store,
      async begin(plan, signal) {
        const draft = await store.begin(plan, signal);
        return { ...draft, open: async (...file) => ({ ...(await draft.open(...file)), isBelieved: () => true }) };
      },
    }));
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    expect(world.copyOf(id, world.drive.id)?.proof).toMatchObject({ level: 'present', intactAt: null, failure: null });
  });
});

it('a place that is copied to for the first time gets the holds that are there already', async () => {
  const world = await copyWorld();
  const { id } = await world.backup();
  world.catalog.backups.annotate(id, { held: true });
  await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
  expect(await readNotes(world.drive.folder)).toMatchObject({ state: 'read', notes: [{ backupId: id, held: true }] });
});

describe('when one of several fails', () => {
  it('the others are copied, and the warning names the one that is not and why', async () => {
    const world = await copyWorld();
    wantOn(world, world.drive.id);
    const good = await world.backup();
    const bad = await world.backup([8000], { folder: '2026-11-20T110000Z-full' });
    await spoil(join(bad.location, 'part-0.sql.gz'));
    const outcome = await runCopy(world, params({ placeId: world.drive.id }), watchedJob());

    expect(outcome).toMatchObject({ state: 'warning', problem: { code: 'copy.some-failed' } });
    expect(outcome.problem?.detail).toContain('aurora-market, 2026-11-20T110000Z-full');
    expect(world.copyOf(good.id, world.drive.id)?.proof.level).toBe('intact');
    expect(world.copyOf(bad.id, world.drive.id)).toBeUndefined();
    // The copy that was read is damaged: that is known from now on.
    expect(world.copyOf(bad.id, world.home.id)?.proof.failure).toMatchObject({ code: 'verify.hash-differs' });
    const [attempt] = world.catalog.copyAttempts.list();
    expect(attempt).toMatchObject({ backupId: bad.id, failures: 1, problem: { code: 'copy.no-source' } });
    expect(Date.parse(attempt?.nextAt ?? '') - world.clock.now()).toBe(5 * 60_000);
  });

  it('a damaged copy is passed over, and the next place that has a good one gives it', async () => {
    const world = await copyWorld();
    const { id, manifest, location } = await world.backup([50_000]);
    await runCopy(world, params({ placeId: world.second.id, backupIds: [id] }), watchedJob());
    await spoil(join(location, 'part-0.sql.gz'));
    const job = watchedJob();
    expect(await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), job)).toMatchObject({ state: 'succeeded' });
    expect(holds(world.copyOf(id, world.drive.id)?.location ?? '', manifest)).toBe(true);
    expect(world.copyOf(id, world.home.id)?.proof.failure).not.toBeNull();
    expect(job.lines.join('\n')).toContain('Not from This computer');
  });

  it('what needs it in its chain is not copied without it', async () => {
    const world = await copyWorld();
    const full = await world.backup([8000], { needs: [], folder: '2026-11-19T110000Z-full' });
    const first = await world.backup([4000], { needs: [full.id], folder: '2026-11-20T110000Z-incremental' });
    await spoil(join(full.location, 'part-0.sql.gz'));
    const error = await runCopy(world, params({ placeId: world.drive.id, backupIds: [first.id] }), watchedJob()).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'copy.no-source' });
    expect(world.copyOf(first.id, world.drive.id)).toBeUndefined();
  });
});

describe('a failure that nobody foresaw', () => {
  it('is that of its backup alone: it is named and waits for its next attempt, and those behind it are copied', async () => {
    const world = await copyWorld();
    wantOn(world, world.drive.id);
    const odd = await world.backup();
    const older = await world.backup([5000], { folder: '2026-11-20T110000Z-full' });
    world.wrap(world.drive.id, (store) => ({
      ...store,
      begin: (plan, signal) =>
        plan.manifest.backup.id === odd.id ? Promise.reject(new Error('not a name for a folder')) : store.begin(plan, signal),
    }));
    const outcome = await runCopy(world, params({ placeId: world.drive.id }), watchedJob());

    expect(outcome).toMatchObject({ state: 'warning', problem: { detail: expect.stringContaining('not a name for a folder') } });
    expect(world.copyOf(older.id, world.drive.id)?.proof.level).toBe('intact');
    expect(world.catalog.copyAttempts.list()).toMatchObject([{ backupId: odd.id, failures: 1, problem: { code: 'unexpected' } }]);
  });
});

describe('a copy that failed and is pushed again', () => {
  it('leaves no damaged folder behind where that could not be told to be this backup', async () => {
    const world = await copyWorld();
    const { id, manifest } = await world.backup();
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    const damaged = world.copyOf(id, world.drive.id)?.location ?? '';
    await rm(join(damaged, 'manifest.json'));
    world.fail(id, world.drive.id);
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());

    expect(holds(world.copyOf(id, world.drive.id)?.location ?? '', manifest)).toBe(true);
    expect(existsSync(damaged)).toBe(false);
    expect(world.catalog.deletions.list(10)).toMatchObject([{ backupId: id, placeId: world.drive.id, state: 'bin' }]);
  });
});

describe('a place that is not there', () => {
  it('fails the job without counting it as an attempt', async () => {
    const world = await copyWorld();
    wantOn(world, world.drive.id);
    await world.backup();
    renameSync(join(world.folder, 'drive'), join(world.folder, 'unplugged'));
    await expect(runCopy(world, params({ placeId: world.drive.id }), watchedJob())).rejects.toMatchObject({ code: 'place.missing' });
    expect(world.catalog.copyAttempts.list()).toEqual([]);
  });

  it('that refuses ends the job at once, and every backup waits for its next attempt', async () => {
    const world = await copyWorld();
    wantOn(world, world.drive.id);
    for (const day of [18, 19, 20]) await world.backup([1000], { folder: `2026-11-${day}T110000Z-full` });
    let begun = 0;
    world.wrap(world.drive.id, (store) => ({
      ...store,
      begin() {
        begun += 1;
        return Promise.reject(new AppError('place.refused', { detail: 'AccessDenied' }));
      },
    }));
    await expect(runCopy(world, params({ placeId: world.drive.id }), watchedJob())).rejects.toMatchObject({ code: 'place.refused' });
    expect(begun).toBe(1);
    expect(world.catalog.copyAttempts.list()).toHaveLength(3);
  });
});

describe('a copy job that is stopped', () => {
  it('keeps what was copied, and after a pause goes on in the middle of the rest', async () => {
    const world = await copyWorld();
    wantOn(world, world.drive.id);
    const newer = await world.backup([1000]);
    const older = await world.backup([6_000_000], { folder: '2026-11-20T110000Z-full' });
    const job = watchedJob((done, { stop }) => {
      if (done > 3_000_000) stop.abort(new JobPaused());
    });
    await expect(runCopy(world, params({ placeId: world.drive.id }), job)).rejects.toBeInstanceOf(JobPaused);
    expect(world.copyOf(newer.id, world.drive.id)?.proof.level).toBe('intact');
    expect(world.catalog.copyAttempts.list()).toEqual([]);

    const next = watchedJob();
    await runCopy(world, params({ placeId: world.drive.id }), next);
    expect(next.done[0]).toBeGreaterThan(2_000_000);
    expect(holds(world.copyOf(older.id, world.drive.id)?.location ?? '', older.manifest)).toBe(true);
  });
});

describe('healing', () => {
  it('replaces the damaged bytes by good ones of another place, and the copy is intact again', async () => {
    const world = await copyWorld();
    const { id, manifest, location } = await world.backup([50_000, 60_000]);
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    await spoil(join(location, 'part-0.sql.gz'));
    world.fail(id, world.home.id);

    expect(await runHeal(world, { backupId: id, placeId: world.home.id }, watchedJob())).toMatchObject({
      state: 'succeeded',
      backupId: id,
    });
    expect(world.copyOf(id, world.home.id)).toMatchObject({ location, proof: { level: 'intact', failure: null } });
    expect(holds(location, manifest)).toBe(true);
  });

  it('writes a whole copy under another name first where the old one cannot be told to be this backup, and then bins that', async () => {
    const world = await copyWorld();
    const { id, manifest, location } = await world.backup([50_000]);
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    rmSync(join(location, 'manifest.json'));
    world.fail(id, world.home.id);

    await runHeal(world, { backupId: id, placeId: world.home.id }, watchedJob());
    const healed = world.copyOf(id, world.home.id);
    expect(healed?.location).not.toBe(location);
    expect(holds(healed?.location ?? '', manifest)).toBe(true);
    expect(existsSync(location)).toBe(false);
    expect(world.catalog.deletions.list(10)).toMatchObject([
      { backupId: id, state: 'bin', reason: expect.stringContaining('Failed its check') },
    ]);
  });

  it('stays what the catalog knows while the bins are looked after, and after a crash before the damaged copy was gone', async () => {
    const world = await copyWorld();
    const { id, location } = await world.backup([50_000]);
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    // Nothing but the manifest is damaged, so that by its sizes the old copy looks whole.
    await spoil(join(location, 'manifest.json'));
    world.fail(id, world.home.id);
    const crash = new Error('killed');
    world.wrap(world.home.id, (store) => ({
      ...store,
      async remove(_path, signal) {
        await settleDeletions({ ...world, store }, signal);
        expect(world.copyOf(id, world.home.id)?.location).not.toBe(location);
        vi.spyOn(world.catalog.deletions, 'drop').mockImplementation(() => {});
        throw crash;
      },
    }));
    await runHeal(world, { backupId: id, placeId: world.home.id }, watchedJob());
    const healed = world.copyOf(id, world.home.id);

    expect(world.catalog.deletions.unsettled(world.home.id)).toHaveLength(1);
    await settleDeletions({ ...world, store: openFolderStore(world.home) }, new AbortController().signal);
    expect(world.copyOf(id, world.home.id)).toEqual(healed);
    expect(existsSync(location)).toBe(false);
    expect(world.catalog.deletions.list(10)).toMatchObject([{ state: 'bin' }]);
  });

  it('lists no deletion of a damaged copy that could not be removed', async () => {
    const world = await copyWorld();
    const { id, location } = await world.backup([50_000]);
    await runCopy(world, params({ placeId: world.drive.id, backupIds: [id] }), watchedJob());
    rmSync(join(location, 'manifest.json'));
    world.fail(id, world.home.id);
    world.wrap(world.home.id, (store) => ({
      ...store,
      remove: () => Promise.reject(new AppError('place.write-failed', { detail: 'EPERM' })),
    }));
    expect(await runHeal(world, { backupId: id, placeId: world.home.id }, watchedJob())).toMatchObject({ state: 'succeeded' });
    expect(world.catalog.deletions.list(10)).toEqual([]);
    expect(world.catalog.deletions.unsettled(world.home.id)).toEqual([]);
    expect(existsSync(location)).toBe(true);
  });

  it('leaves the damaged copy as it is when no other place has a good one', async () => {
    const world = await copyWorld();
    const { id, location } = await world.backup([50_000]);
    const before = readdirSync(location);
    world.fail(id, world.home.id);
    await expect(runHeal(world, { backupId: id, placeId: world.home.id }, watchedJob())).rejects.toMatchObject({ code: 'copy.no-source' });
    expect(readdirSync(location)).toEqual(before);
    expect(world.copyOf(id, world.home.id)?.proof.failure).not.toBeNull();
  });

  it('is refused for a copy that has not failed', async () => {
    const world = await copyWorld();
    const { id } = await world.backup();
    await expect(runHeal(world, { backupId: id, placeId: world.home.id }, watchedJob())).rejects.toMatchObject({ code: 'copy.not-failed' });
  });
});
