import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf } from '../../../src/main/drills/folder-processes.ts';
import { runDrillJob } from '../../../src/main/app/drills/drill-job.ts';
import type { App } from '../../../src/main/app/app.ts';
import type { BackupId } from '../../../src/shared/model/ids.ts';
import { isActive, type Job } from '../../../src/shared/model/job.ts';
import { readTruth } from '../../lab/inventory.ts';
import { problemOf } from '../servers/lab-servers.ts';
import { ask, modulesIn } from './app-folder.ts';
import { condition, drillWorld, type DrillWorld } from './drill-world.ts';

let world: DrillWorld;
let good: { readonly id: BackupId; readonly location: string };

beforeAll(async () => {
  world = await drillWorld({ media: true, config: true });
  good = await world.backUp();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What drills of this data folder have noted and not removed. */
async function leftBehind(): Promise<readonly string[]> {
  return readdir(join(world.home, 'drill-scratch')).catch(() => []);
}

/** The folder of the drill that runs now, as its note has it. */
function folderOfDrill(): string {
  const [note = ''] = readdirSync(join(world.home, 'drill-scratch'));
  return (JSON.parse(readFileSync(join(world.home, 'drill-scratch', note), 'utf8')) as { folder: string }).folder;
}

/** Flips one byte of a file in its middle, without changing its size. */
async function flip(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  await handle.write(Buffer.of(byte[0]! ^ 0xff), 0, 1, at);
  await handle.close();
}

describe('a drill on this computer', () => {
  it('restores the practice site, compares it, and proves the copy; the live database is as it was', async () => {
    const before = await readTruth(world.lab.mariadb, world.lab.site.database);
    await world.settings({
      assertions: [
        condition({}),
        condition({ title: 'young orders', sql: 'SELECT MAX(placed_at) FROM orders', comparison: 'age-below', expected: '10000000' }),
      ],
    });
    const { job, drill } = await world.drill();
    expect([job.state, job.problem?.detail]).toEqual(['succeeded', undefined]);
    expect(drill).toMatchObject({ outcome: 'passed', backupId: good.id, problem: null, settings: 'opened' });
    expect(drill?.targetName).toMatch(/^a database server of its own on this computer, (MariaDB|MySQL) \d+\.\d+/);
    expect(drill?.databases).toEqual([
      {
        database: world.lab.site.database,
        tables: Object.keys(before.tables).length,
        rows: Object.values(before.tables).reduce((sum, { rows }) => sum + rows, 0),
        differences: [],
      },
    ]);
    expect(drill?.assertions.map(({ ok }) => ok)).toEqual([true, true]);
    expect(drill?.media).toMatchObject({ differences: [] });
    expect(drill?.media?.sampled).toBeGreaterThan(0);
    expect(drill?.restoreMs).toBeGreaterThan(0);
    expect(drill?.phases.map(({ name }) => name)).toEqual([
      'Starting a database server of its own',
      `Importing ${world.lab.site.database}`,
      `Comparing ${world.lab.site.database}`,
      'Asking the conditions',
      'Restoring a sample of storage/app/public',
      'Opening the settings',
    ]);
    expect(await world.proofOf(good.id)).toMatchObject({ level: 'proven', provenAt: drill?.endedAt, failure: null });
    const status = await ask(world.app, 'drill.status', { siteId: world.site.id });
    expect(status).toMatchObject({ lastPassedAt: drill?.startedAt, localServer: expect.stringMatching(/MariaDB|MySQL/) as string });
    expect(await readTruth(world.lab.mariadb, world.lab.site.database)).toEqual(before);
    expect(await leftBehind()).toEqual([]);
  });

  it('fails on a dump that lacks a row and a table, names both, and withdraws the proof', async () => {
    await world.settings({ sampleFiles: 0 });
    const lying = await world.lyingBackup(good.id, (sql) =>
      sql.replace(/(INSERT INTO `categories`[^;]*?VALUES\s*)\([^)]*\),/, '$1').replaceAll('`failed_jobs`', '`gone_jobs`'),
    );
    const { job, drill } = await world.drill(lying);
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'drill.failed' } });
    expect(drill).toMatchObject({ outcome: 'failed', backupId: lying, restoreMs: null });
    expect(drill?.databases[0]?.differences.toSorted()).toEqual([
      expect.stringMatching(/^table categories: \d+ rows, the backup has \d+$/) as string,
      'table failed_jobs is missing',
      'table gone_jobs is not in the backup',
    ]);
    expect(await world.proofOf(lying)).toMatchObject({ failure: { code: 'drill.failed', step: 'proven' } });
    const { sites } = await ask(world.app, 'fleet.status', undefined);
    expect(sites[0]?.findings.map(({ code, backupId }) => [code, backupId])).toContainEqual(['copy-failed', lying]);
    expect(await leftBehind()).toEqual([]);
  });

  it('fails where a condition is not held, and says what was found', async () => {
    await world.settings({
      sampleFiles: 0,
      assertions: [
        condition({ title: 'a million orders', comparison: 'above', expected: '1000000' }),
        condition({ title: 'no such table', sql: 'SELECT COUNT(*) FROM invoices' }),
      ],
    });
    const { id } = await world.backUp();
    const { job, drill } = await world.drill(id);
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'drill.failed' } });
    expect(drill?.assertions).toMatchObject([
      { title: 'a million orders', ok: false, found: expect.stringMatching(/^\d+$/) as string },
      { title: 'no such table', ok: false, found: expect.stringContaining('invoices') as string },
    ]);
    expect(await world.proofOf(id)).toMatchObject({ level: 'sound', failure: { step: 'proven' } });
    await world.settings({ sampleFiles: 0, assertions: [condition({})] });
    expect((await world.drill(id)).job.state).toBe('failed');
  });

  it('says nothing of the backup where a condition cannot be asked, and never lets one write', async () => {
    const { id } = await world.backUp();
    await world.settings({ sampleFiles: 0, assertions: [condition({ sql: 'SELECT COUNT(* FROM orders' })] });
    const { job, drill } = await world.drill(id);
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'drill.assertion-refused' } });
    expect(drill).toMatchObject({ outcome: 'aborted', databases: [{ differences: [] }] });
    expect(await world.proofOf(id)).toMatchObject({ level: 'sound', failure: null });
    for (const sql of [
      'DELETE FROM orders',
      'SELECT 1; DELETE FROM orders',
      "SELECT 1 INTO OUTFILE '/tmp/x'",
      'SELECT /*! SLEEP(9) */ 1',
    ]) {
      const settings = { rhythm: 'off', target: { kind: 'this-computer' }, assertions: [condition({ sql })], sampleFiles: 0 } as const;
      const reply = await world.app.call('drill.set-settings', { siteId: world.site.id, settings });
      expect(reply).toMatchObject({ ok: false, problem: { code: 'drill.assertion-refused' } });
    }
    const live = `SELECT COUNT(*) FROM ${world.lab.site.database}.orders`;
    await world.settings({ sampleFiles: 0, assertions: [condition({ sql: live })] });
    const named = await world.drill(id);
    expect(named.job.problem).toMatchObject({
      code: 'drill.assertion-refused',
      detail: expect.stringContaining('it names the database') as string,
    });
  });

  it('names the file whose byte was flipped in the archive, and blames the copy', async () => {
    const { id, location } = await world.backUp();
    await world.settings({ sampleFiles: 10_000 });
    const archive = join(location, (await readdir(location)).find((name) => name.endsWith('.tar')) ?? '');
    const text = readFileSync(archive).toString('latin1');
    const at = text.indexOf('JFIF') === -1 ? Math.floor((await stat(archive)).size / 2) : text.indexOf('JFIF');
    await flip(archive, at);
    const { job, drill } = await world.drill(id);
    expect(job.problem?.code).toBe('drill.failed');
    expect(drill?.media?.differences).toEqual([
      expect.stringMatching(/^storage\/app\/public\/.+: other bytes than the list says$/) as string,
    ]);
    expect(await world.proofOf(id)).toMatchObject({ failure: { step: 'intact' } });
  });

  it('fails on a dump whose bytes are not those that were recorded', async () => {
    const { id, location } = await world.backUp();
    await world.settings({ sampleFiles: 0 });
    const dump = join(location, (await readdir(location)).find((name) => name.includes('.sql')) ?? '');
    await flip(dump, Math.floor((await stat(dump)).size / 2));
    const { job, drill } = await world.drill(id);
    expect(job.problem?.code).toBe('drill.failed');
    expect(drill).toMatchObject({ outcome: 'failed', databases: [] });
    expect(await world.proofOf(id)).toMatchObject({ failure: { step: 'intact' } });
  });

  it('fails on a dump that is gone, and names it', async () => {
    const { id, location } = await world.backUp();
    const dump = join(location, (await readdir(location)).find((name) => name.includes('.sql')) ?? '');
    await rm(dump);
    const { drill } = await world.drill(id);
    expect(drill).toMatchObject({ outcome: 'failed', problem: { detail: expect.stringContaining('.sql') as string } });
  });

  it('calls no backup proven of which it would restore nothing', async () => {
    const { id: filesAlone } = await world.backUp('media');
    await world.settings({ sampleFiles: 0 });
    const { job } = await world.drill(filesAlone);
    expect(job.problem).toMatchObject({ code: 'drill.no-backup', detail: expect.stringContaining('the sample is 0 files') as string });
    expect((await world.proofOf(filesAlone))?.level).not.toBe('proven');
    await world.settings({ sampleFiles: 3 });
    expect((await world.drill(filesAlone)).drill).toMatchObject({ outcome: 'passed', media: { sampled: 3 } });
  });

  it('leaves neither a server, a folder nor a row behind when it is cancelled in the middle of the import', async () => {
    await world.settings({ sampleFiles: 0 });
    const rows = await ask(world.app, 'drill.list', { siteId: world.site.id });
    let folder = '';
    const job = await cancelledAt(world.app, 'Importing', () => {
      folder = folderOfDrill();
    });
    expect(job.state).toBe('cancelled');
    expect(folder).toContain('holdfast-drill-');
    expect([existsSync(folder), await processesOf(folder), await leftBehind()]).toEqual([false, [], []]);
    expect(await ask(world.app, 'drill.list', { siteId: world.site.id })).toEqual(rows);
  });

  it('says what to install where no database server is found, and nothing against the backup', async () => {
    await world.app.close();
    const modules = modulesIn(world.home);
    const context = { jobId: 'job', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} };
    const params = { siteId: world.site.id, backupId: good.id, placeId: null };
    const problem = await problemOf(runDrillJob(modules, params, context, { folders: [world.home] }));
    expect(problem).toMatchObject({
      code: 'drill.no-server-program',
      detail: expect.stringContaining('apt install mariadb-server') as string,
    });
    expect(modules.catalog.drills.list({ siteId: world.site.id, limit: 1 })).toMatchObject([
      { outcome: 'aborted', problem: { code: 'drill.no-server-program' } },
    ]);
    expect(modules.catalog.backups.copiesOf(good.id)[0]?.proof).toMatchObject({ level: 'proven', failure: null });
    await world.reopen();
  });
});

/** Starts a drill and cancels it when it comes to a step. */
async function cancelledAt(app: App, step: string, atThat: () => void): Promise<Job> {
  const ended = Promise.withResolvers<Job>();
  const stop = app.on('job.changed', (job) => {
    if (job.kind !== 'drill') return;
    if (!isActive(job.state)) ended.resolve(job);
    else if (!job.cancelRequested && job.progress?.step.startsWith(step) === true) {
      atThat();
      void app.call('job.cancel', { jobId: job.id });
    }
  });
  try {
    await ask(app, 'drill.start', { siteId: world.site.id, backupId: good.id, placeId: null });
    return await ended.promise;
  } finally {
    stop();
  }
}
