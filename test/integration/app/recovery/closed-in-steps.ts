import { expect } from 'vitest';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { RestorePlan } from '../../../../src/shared/model/restore.ts';
import { DEFAULT_SITE_RECOVERY } from '../../../../src/shared/model/site-recovery.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask } from '../app-folder.ts';
import { closeAtStep, schemasBeside, settled, truthOf, visitorsOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

/** Every step of an aside-and-swap of one database, in order: a new one has to be tried as well. */
export const SWAP_STEPS = [
  'check-target',
  'import:aurora_market',
  'compare:aurora_market',
  'maintenance-on',
  'safety-copy',
  'last-rows:aurora_market',
  'switch:aurora_market',
  'late-rows:aurora_market',
  'clear-caches',
  'migrate',
  'verify',
  'smoke',
  'maintenance-off',
  'backup-after',
] as const;

export interface Damaged {
  readonly world: RestoreWorld;
  readonly backupId: BackupId;
  readonly good: DatabaseTruth;
  readonly damaged: DatabaseTruth;
}

/** A site whose orders were half deleted after its backup. */
export async function damagedSite(): Promise<Damaged> {
  const world = await restoreWorld();
  const settings = { ...DEFAULT_SITE_RECOVERY, smokeSql: ['SELECT COUNT(*) FROM customers'] };
  await ask(world.app, 'recovery.set-settings', { siteId: world.site.id, settings });
  const backupId = await world.backUp();
  const good = await truthOf(world);
  await world.sql('DELETE FROM orders WHERE id > 104000');
  return { world, backupId, good, damaged: await truthOf(world) };
}

/**
 * The app is closed in a step and started again, while visitors read without a pause: whatever became of the restore, the site served all the time, and its
 * data is all old or all new. Leaves the site as it was.
 */
export async function closeAndSettle({ world, backupId, good, damaged }: Damaged, stepId: string): Promise<RestorePlan> {
  const plan = await world.plan(backupId, 'data-damaged');
  const visitors = visitorsOf(world.lab, 'SELECT COUNT(*) AS orders, SUM(total) AS total FROM orders');
  const served = async () => {
    try {
      await closeAtStep(world, plan, stepId);
      await world.reopen();
      return await settled(world, plan);
    } finally {
      await visitors.stop();
    }
  };
  const ended = await served();
  const { reads, answers, failures } = await visitors.stop();
  expect(failures).toEqual([]);
  expect(reads).toBeGreaterThan(0);
  expect(answers.size).toBeLessThanOrEqual(2);

  const now = await truthOf(world);
  if (ended.state === 'done') {
    expect(now).toEqual(good);
    expect((await world.undo(plan.id)).job.problem).toBeNull();
    await world.letGo(await world.get(plan.id));
  } else {
    expect(['rolled-back', 'interrupted']).toContain(ended.state);
    expect(ended.state === 'interrupted' && ended.liveTouched).toBe(false);
    expect(now).toEqual(damaged);
    if (ended.state === 'interrupted') {
      await ask(world.app, 'restore.settle', { restoreId: plan.id, how: 'roll-back' });
      expect((await settled(world, plan)).state).toBe('failed');
    }
    // What had been live meanwhile, should visitors have written to it.
    if (ended.undo.state === 'used') await world.letGo(await world.get(plan.id));
  }
  expect(await truthOf(world)).toEqual(damaged);
  expect(await schemasBeside(world)).toEqual([]);
  return plan;
}
