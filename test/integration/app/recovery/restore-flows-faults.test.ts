import { describe, expect, it } from 'vitest';
import { ask } from '../app-folder.ts';
import { lyingBackup } from '../lying-backup.ts';
import { schemasBeside, settled, stateOf, truthOf, visitorsOf } from './flows.ts';
import { restoreWorld } from './restore-world.ts';

describe('a restore that meets a fault', () => {
  it('ends before the live site is touched when a statement in the middle of the dump fails, and leaves nothing', async () => {
    await using world = await restoreWorld();
    const backupId = await world.backUp();
    const lying = await lyingBackup(world, backupId, 1, (sql) => sql.replace('INSERT INTO `products`', 'INSERT INTO `produkte`'));
    await world.sql('DELETE FROM orders WHERE id > 104000');
    const damaged = await truthOf(world);
    const visitors = visitorsOf(world.lab, 'SELECT COUNT(*) AS orders FROM orders');
    const plan = await world.plan(lying, 'data-damaged');
    const { job, restore } = await world.run(plan);
    const { failures, answers } = await visitors.stop();
    expect([job.state, restore.state, restore.liveTouched, restore.undo.state]).toEqual(['failed', 'failed', false, 'none']);
    expect(job.problem?.detail).toContain('produkte');
    expect([failures, answers.size]).toEqual([[], 1]);
    expect(stateOf(restore.steps, 'maintenance-on')).not.toBe('done');
    expect(await truthOf(world)).toEqual(damaged);
    expect(await schemasBeside(world)).toEqual([]);

    const good = await world.run(await world.plan(backupId, 'data-damaged'));
    expect([good.job.problem, good.restore.state]).toEqual([null, 'done']);
  }, 150_000);

  it('ends before the live site is touched when what was imported is not what the backup says it holds', async () => {
    await using world = await restoreWorld();
    const backupId = await world.backUp();
    const lying = await lyingBackup(world, backupId, 1, (sql) => sql.replace(/INSERT INTO `migrations` [\s\S]*?;\n/u, ''));
    const before = await truthOf(world);
    const { job, restore } = await world.run(await world.plan(lying, 'data-damaged'));
    expect([job.state, job.problem?.code, restore.liveTouched]).toEqual(['failed', 'restore.import-differs', false]);
    expect(job.problem?.detail).toContain('migrations');
    expect(await truthOf(world)).toEqual(before);
    expect(await schemasBeside(world)).toEqual([]);
  }, 150_000);

  it('is taken back by itself when it is cancelled after the maintenance page went up', async () => {
    await using world = await restoreWorld();
    const backupId = await world.backUp();
    await world.sql('DELETE FROM orders WHERE id > 104000');
    const damaged = await truthOf(world);
    const plan = await world.plan(backupId, 'data-damaged');
    const pressed = Promise.withResolvers<void>();
    world.app.on('restore.changed', ({ steps, jobId }) => {
      if (stateOf(steps, 'last-rows:aurora_market') !== 'running' || jobId === null) return;
      ask(world.app, 'job.cancel', { jobId }).then(() => pressed.resolve(), pressed.reject);
    });
    const { job } = await world.run(plan);
    await pressed.promise;
    const restore = await settled(world, plan);
    expect([job.state, restore.state, restore.liveTouched]).toEqual(['cancelled', 'cancelled', false]);
    expect(stateOf(restore.steps, 'maintenance-on')).toBe('undone');
    expect(await truthOf(world)).toEqual(damaged);
    expect(await schemasBeside(world)).toEqual([]);
  }, 150_000);
});
