import { describe, expect, it } from 'vitest';
import { ask } from '../app-folder.ts';
import { lyingBackup } from '../lying-backup.ts';
import { schemasBeside, settled, stateOf, stopsOf, truthOf, visitorsOf } from './flows.ts';
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

  it('ends before the live site is touched when the disk of the database server is full, and gives its room back', async () => {
    // All tables in one file that may not grow: MariaDB answers what it answers on a full disk. What it notes for taking back lies elsewhere, or nothing could go.
    const config = [
      'innodb_file_per_table=0',
      'innodb_data_file_path=ibdata1:12M:autoextend:max:64M',
      'innodb_autoextend_increment=4',
      'innodb_undo_tablespaces=2',
    ];
    await using world = await restoreWorld({ mariadb: { config } });
    const backupId = await world.backUp();
    await world.sql('DELETE FROM orders WHERE id > 104000');
    await fillUp((statement) => world.lab.mariadb.sql(statement));
    const damaged = await truthOf(world);
    const plan = await world.plan(backupId, 'data-damaged');
    expect(stopsOf(plan)).toEqual([]);
    const { job, restore } = await world.run(plan);
    // A server without any room may refuse even to drop what was imported: then it says so, and goes on when there is room.
    expect([job.state, restore.state.replace('stuck', 'failed'), restore.liveTouched]).toEqual(['failed', 'failed', false]);
    // Which statement meets the end of the room, and in which words, is up to the moment.
    expect(`${job.problem?.detail} ${restore.problem?.detail}`).toMatch(/full|no more room|no space|can't create table/iu);
    expect(await truthOf(world)).toEqual(damaged);
    await world.lab.mariadb.sql('DROP DATABASE ballast');
    if (restore.state === 'stuck') await ask(world.app, 'restore.settle', { restoreId: plan.id, how: 'roll-back' });
    expect((await settled(world, plan)).state).toBe('failed');
    expect(await schemasBeside(world)).toEqual([]);
    const again = await world.run(await world.plan(backupId, 'data-damaged'));
    expect([again.job.problem, again.restore.state]).toEqual([null, 'done']);
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

/** Room is left for a part of the copy: the import begins, and meets the end in the middle. */
async function fillUp(sql: (statement: string) => Promise<unknown>): Promise<void> {
  await sql('CREATE DATABASE ballast; CREATE TABLE ballast.rest (id int AUTO_INCREMENT PRIMARY KEY, c longblob)');
  for (let megabytes = 0; megabytes < 30; megabytes += 1) await sql("INSERT INTO ballast.rest (c) VALUES (REPEAT('x', 1000000))");
}
