import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CatchUpModules, startCatchUp } from '../../../src/main/app/catch-up.ts';
import { runCopy } from '../../../src/main/app/copy-job.ts';
import { CopyParams } from '../../../src/main/app/copy-requests.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { jobHandler } from '../../../src/main/jobs/job-handler.ts';
import { createJobRunner } from '../../../src/main/jobs/job-runner.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { DEFAULT_SITE_POLICY } from '../../../src/shared/model/policy.ts';
import { WHOLE_SITE } from '../../../src/shared/model/schedule.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { everyKind } from '../jobs/every-kind.ts';
import { DONE } from '../jobs/runner-bench.ts';
import { copyWorld } from './copy-world.ts';

/** A world in which copy jobs run for real, with one backup owed to the drive. */
async function running() {
  const world = await copyWorld();
  world.catalog.sitePolicies.put(world.registered.site.id, { ...DEFAULT_SITE_POLICY, copyTo: [world.drive.id] });
  const backup = await world.backup([3_000_000]);
  const hold = { copies: null as Promise<void> | null };
  const runner = createJobRunner({
    jobs: world.catalog.jobs,
    clock: world.clock,
    logger: silentLogger,
    logFolder: join(scratchFolder(), 'logs'),
    handlers: {
      ...everyKind(async () => DONE),
      copy: jobHandler(CopyParams, async (params, job) => {
        if (hold.copies !== null) await hold.copies;
        job.signal.throwIfAborted();
        return runCopy(world, params, job);
      }),
    },
    onChanged: () => {},
    lanesLimit: 4,
  });
  onTestFinished(() => runner.close());
  const modules: CatchUpModules = { ...world, runner: () => runner };
  return { ...world, backup, runner, modules, hold };
}

const unplug = (folder: string) => renameSync(join(folder, 'drive'), join(folder, 'away'));
const plugIn = (folder: string) => renameSync(join(folder, 'away'), join(folder, 'drive'));

describe('catching up', () => {
  it('waits for a drive that is not plugged in, and copies what it is owed when it appears', async () => {
    const { folder, modules, runner, copyOf, backup, drive } = await running();
    unplug(folder);
    expect(await startCatchUp(modules, { asked: false })).toEqual([]);
    plugIn(folder);
    const [job] = await startCatchUp(modules, { asked: false });
    if (job === undefined) throw new Error('no job');
    expect(await runner.whenEnded(job.id)).toMatchObject({ kind: 'copy', state: 'succeeded', title: 'Copy a backup to drive' });
    expect(copyOf(backup.id, drive.id)?.proof.level).toBe('intact');
    expect(await startCatchUp(modules, { asked: false })).toEqual([]);
  });

  it('pauses before it tries a place again that cannot even be opened', async () => {
    const { modules, runner, stores, clock, catalog, backup, drive } = await running();
    const real = { ...stores };
    // Seen when it is looked for, and refused when the job opens it: a key that is gone from the keychain.
    let looks = 0;
    stores.storeOf = (placeId) => {
      looks += 1;
      return looks % 2 === 1 ? real.storeOf(placeId) : Promise.reject(new AppError('place.secret-missing', { detail: 'drive' }));
    };
    const [job] = await startCatchUp(modules, { asked: false });
    if (job === undefined) throw new Error('no job');
    expect(await runner.whenEnded(job.id)).toMatchObject({ state: 'failed', problem: { code: 'place.secret-missing' } });
    expect(catalog.copyAttempts.find(backup.id, drive.id)).toMatchObject({ failures: 1 });
    looks = 0;
    expect(await startCatchUp(modules, { asked: false })).toEqual([]);
    clock.set(clock.now() + 6 * 60_000);
    looks = 0;
    const later = await startCatchUp(modules, { asked: false });
    expect(later).toHaveLength(1);
    await Promise.all(later.map(({ id }) => runner.whenEnded(id)));
  });

  it('lets nothing wait in the way of other work for the hours in which copies may be moved', async () => {
    const { modules, runner } = await running();
    const closed = { ...modules, limits: { ...modules.limits, isOpen: () => false } };
    expect(await startCatchUp(closed, { asked: false })).toEqual([]);
    const jobs = await startCatchUp(modules, { asked: false });
    expect(jobs).toHaveLength(1);
    await Promise.all(jobs.map(({ id }) => runner.whenEnded(id)));
  });

  it('brings nothing by itself for a site whose copies are switched off, and all of it when asked', async () => {
    const { modules, catalog, clock, registered, runner, backup, copyOf, drive } = await running();
    const off = {
      rhythm: null,
      zone: 'UTC',
      capture: WHOLE_SITE,
      onBattery: null,
      metered: null,
      since: new Date(clock.now()).toISOString(),
      setBy: 'operator',
    } as const;
    catalog.schedules.put({ siteId: registered.site.id, work: 'push', schedule: off });
    expect(await startCatchUp(modules, { asked: false })).toEqual([]);
    const [job] = await startCatchUp(modules, { asked: true });
    if (job === undefined) throw new Error('no job');
    expect(await runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded' });
    expect(copyOf(backup.id, drive.id)?.proof.level).toBe('intact');
  });

  it('starts nothing twice while a copy to the place waits or runs', async () => {
    const { modules, hold, runner } = await running();
    const gate = Promise.withResolvers<void>();
    hold.copies = gate.promise;
    const [job] = await startCatchUp(modules, { asked: false });
    expect(await startCatchUp(modules, { asked: true })).toEqual([]);
    gate.resolve();
    if (job === undefined) throw new Error('no job');
    await runner.whenEnded(job.id);
  });

  it.each(['pause', 'cancel'] as const)(
    'does not begin again by itself what the operator stopped with %s, but does when asked',
    async (stop) => {
      const { modules, hold, runner, clock } = await running();
      const gate = Promise.withResolvers<void>();
      hold.copies = gate.promise;
      const [job] = await startCatchUp(modules, { asked: false });
      if (job === undefined) throw new Error('no job');
      await expect.poll(() => runner.find(job.id).state).toBe('running');
      runner[stop](job.id);
      gate.resolve();
      await runner.whenEnded(job.id);
      hold.copies = null;

      expect(await startCatchUp(modules, { asked: false })).toEqual([]);
      clock.set(clock.now() + 5 * 3_600_000);
      // A cancel is forgotten after some hours; a pause is not.
      const later = await startCatchUp(modules, { asked: stop === 'pause' });
      expect(later).toHaveLength(1);
      await Promise.all(later.map(({ id }) => runner.whenEnded(id)));
    },
  );

  it('tries what failed again when its time has come', async () => {
    const { modules, drive, runner, clock, copyOf, backup } = await running();
    modules.catalog.copyAttempts.put({
      backupId: backup.id,
      placeId: drive.id,
      failures: 1,
      problem: { code: 'place.unreachable', title: '', hint: '', retryable: true, detail: '' },
      triedAt: new Date(clock.now()).toISOString(),
      nextAt: new Date(clock.now() + 300_000).toISOString(),
    });
    expect(await startCatchUp(modules, { asked: false })).toEqual([]);
    clock.set(clock.now() + 300_000);
    const [job] = await startCatchUp(modules, { asked: false });
    if (job === undefined) throw new Error('no job');
    expect(await runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded' });
    expect(copyOf(backup.id, drive.id)).toMatchObject({ placeId: drive.id, proof: { level: 'intact', failure: null } });
    expect(modules.catalog.copyAttempts.list()).toEqual([]);
  });
});
