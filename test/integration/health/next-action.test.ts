import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startCatchUp } from '../../../src/main/app/catch-up.ts';
import { runCopy } from '../../../src/main/app/copy-job.ts';
import { CopyParams, HealParams, healRequest } from '../../../src/main/app/copy-requests.ts';
import { runHeal } from '../../../src/main/app/heal-job.ts';
import { verifyCopy } from '../../../src/main/app/verify-copy.ts';
import { siteStatus } from '../../../src/main/health/fleet-status.ts';
import { jobHandler } from '../../../src/main/jobs/job-handler.ts';
import { createJobRunner } from '../../../src/main/jobs/job-runner.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { Presence } from '../../../src/shared/model/place.ts';
import type { NextAction } from '../../../src/shared/model/next-action.ts';
import { DEFAULT_SITE_POLICY } from '../../../src/shared/model/policy.ts';
import { sampleProof, sampleSource } from '../../unit/model-samples.ts';
import { copyWorld } from '../app/copy-world.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { everyKind } from '../jobs/every-kind.ts';
import { DONE } from '../jobs/runner-bench.ts';
import { watchedJob } from '../transfer/copies.ts';

/** A site whose only copy lies beside it, and a drive that lies away from the provider and that no policy names. */
async function lackingOffsite() {
  const world = await copyWorld();
  const { catalog, home, drive, second, registered, clock, folder } = world;
  catalog.places.put({ ...home, offsite: false });
  catalog.places.put({ ...drive, offsite: true });
  catalog.places.delete(second.id);
  catalog.sources.insert(sampleSource(registered.site));
  const backup = await world.backup();
  const runner = createJobRunner({
    jobs: catalog.jobs,
    clock,
    logger: silentLogger,
    logFolder: join(scratchFolder(), 'logs'),
    handlers: {
      ...everyKind(async () => DONE),
      copy: jobHandler(CopyParams, async (params, job) => runCopy(world, params, job)),
      heal: jobHandler(HealParams, async (params, job) => runHeal(world, params, job)),
    },
    onChanged: () => {},
    lanesLimit: 4,
  });
  onTestFinished(() => runner.close());
  const status = (presences = new Map<typeof drive.id, Presence>()) => siteStatus(catalog, registered.site.id, clock.now(), presences);
  return {
    ...world,
    backup,
    runner,
    status,
    /** What the button of the action does. */
    async copyOwed() {
      const jobs = await startCatchUp({ ...world, runner: () => runner }, { asked: true });
      for (const { id } of jobs) expect(await runner.whenEnded(id)).toMatchObject({ state: 'succeeded' });
      return jobs.length;
    },
    want: () => catalog.sitePolicies.put(registered.site.id, { ...DEFAULT_SITE_POLICY, copyTo: [drive.id] }),
    unplug: () => renameSync(join(folder, 'drive'), join(folder, 'away')),
    plugIn: () => renameSync(join(folder, 'away'), join(folder, 'drive')),
  };
}

type World = Awaited<ReturnType<typeof lackingOffsite>>;

/** The points that the action promises now. */
function promised({ status }: Pick<World, 'status'>, action: NextAction, presences?: Parameters<World['status']>[0]): number {
  const step = status(presences).health.steps.find((each) => each.action === action);
  if (step === undefined)
    throw new Error(
      `${action} is not offered, but ${status(presences)
        .health.steps.map((each) => each.action)
        .join(', ')}`,
    );
  expect(step.to).toBeGreaterThan(step.from);
  return step.to;
}

it('brings what it promises by a copy, once the policy names the place: before, nothing would be copied there', async () => {
  const world = await lackingOffsite();
  const proposal = promised(world, 'copy-to');
  expect(world.status()).toMatchObject({ nextAction: 'copy-to', board: { next: { action: 'copy-to', placeId: world.drive.id } } });
  expect(await world.copyOwed()).toBe(0);
  world.want();
  expect(promised(world, 'copy')).toBe(proposal);
  expect(await world.copyOwed()).toBe(1);
  expect(world.status().health).toMatchObject({ score: proposal, caps: [{ id: 'no-drill' }] });
});

it('brings what it promises by plugging the drive in', async () => {
  const world = await lackingOffsite();
  world.want();
  world.unplug();
  const away = new Map<typeof world.drive.id, Presence>([[world.drive.id, { state: 'absent', reason: 'not plugged in' }]]);
  const points = promised(world, 'plug-in-drive', away);
  expect(await world.copyOwed()).toBe(0);
  world.plugIn();
  await world.copyOwed();
  expect(world.status().health.score).toBe(points);
});

it('brings what it promises by reading the copy it names, and not another one', async () => {
  const world = await lackingOffsite();
  world.want();
  await world.copyOwed();
  world.catalog.backups.updateProof(world.backup.id, world.drive.id, sampleProof('present'));
  const points = promised(world, 'verify');
  const { toVerify } = world.status();
  expect(toVerify).toEqual({ backupId: world.backup.id, placeId: world.drive.id });
  const copy = world.copyOf(world.backup.id, world.drive.id);
  if (copy === undefined) throw new Error('no copy');
  await verifyCopy({ ...world, storeOf: ({ id }) => world.stores.storeOf(id), openSealed: async () => null }, copy, 'intact', watchedJob());
  expect(world.status().health.score).toBe(points);
});

it('brings what it promises by healing the copy that failed', async () => {
  const world = await lackingOffsite();
  world.want();
  await world.copyOwed();
  world.fail(world.backup.id, world.drive.id);
  const points = promised(world, 'heal');
  const manifest = world.catalog.backups.find(world.backup.id);
  if (manifest === null) throw new Error('no backup');
  const { id } = world.runner.start(healRequest({ ...world.drive, offsite: true }, manifest, world.registered.site.name));
  expect(await world.runner.whenEnded(id)).toMatchObject({ state: 'succeeded' });
  expect(world.status().health.score).toBe(points);
});
