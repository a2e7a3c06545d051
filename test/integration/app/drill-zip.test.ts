import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupId, SourceId } from '../../../src/shared/model/ids.ts';
import { readTruth } from '../../lab/inventory.ts';
import { ask } from './app-folder.ts';
import { drillWorld, type DrillWorld } from './drill-world.ts';
import { adoptZip, spatieBackup, watchSpatie } from './recovery/spatie.ts';

const PASSWORD = 'p4ss-0f-the-s1te';

let world: DrillWorld;
let sourceId: SourceId;
let backupId: BackupId;

beforeAll(async () => {
  world = await drillWorld();
  sourceId = await watchSpatie(world);
  appendFileSync(world.lab.site.envFile, `\nBACKUP_ARCHIVE_PASSWORD="${PASSWORD}"\n`);
  ({ backupId } = await adoptZip(world, spatieBackup(world, '2026-11-20-02-00-00.zip', { password: PASSWORD })));
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

it('restores the dump and a sample of the files out of an encrypted zip, and proves the copy', async () => {
  const truth = await readTruth(world.lab.mariadb, world.lab.site.database);
  const { job, drill } = await world.drill();
  expect([job.state, job.problem]).toEqual(['succeeded', null]);
  expect(drill).toMatchObject({ outcome: 'passed', backupId, problem: null, media: { differences: [] } });
  expect(drill?.databases).toEqual([
    {
      database: world.lab.site.database,
      tables: Object.keys(truth.tables).length,
      rows: Object.values(truth.tables).reduce((sum, { rows }) => sum + rows, 0),
      differences: [],
    },
  ]);
  expect(drill?.media?.sampled).toBeGreaterThan(0);
  expect(await world.proofOf(backupId)).toMatchObject({ level: 'proven', failure: null });
  expect(spawnSync('grep', ['-rlaF', PASSWORD, world.home], { encoding: 'utf8' }).stdout).toBe('');
  expect(await readdir(join(world.home, 'drill-scratch')).catch(() => [])).toEqual([]);
}, 120_000);

it('is not carried through without the password, which is not held against the copy', async () => {
  const settings = readFileSync(world.lab.site.envFile, 'utf8');
  writeFileSync(world.lab.site.envFile, settings.replace(PASSWORD, 'another one'));
  const { job, drill } = await world.drill(backupId);
  expect([job.problem?.code, drill?.outcome]).toEqual(['zip.password-wrong', 'aborted']);
  expect(await world.proofOf(backupId)).toMatchObject({ level: 'proven', failure: null });
  await ask(world.app, 'source.set-archive-password', { sourceId, password: PASSWORD });
  expect((await world.drill(backupId)).drill?.outcome).toBe('passed');
  await ask(world.app, 'source.set-archive-password', { sourceId, password: null });
  writeFileSync(world.lab.site.envFile, settings);
}, 120_000);

it('fails on a zip whose dump does not come out, and withdraws the proof', async () => {
  const { backup, copies } = await ask(world.app, 'backup.details', { backupId });
  const zip = join(copies[0]?.copy.location ?? '', backup.artifacts[0]?.file ?? '');
  const bytes = readFileSync(zip);
  const middle = Math.trunc(bytes.length / 2);
  bytes.writeUInt8((bytes[middle] ?? 0) ^ 0xff, middle);
  writeFileSync(zip, bytes);
  const { job, drill } = await world.drill(backupId);
  expect([job.problem?.code, drill?.outcome]).toEqual(['drill.failed', 'failed']);
  expect(await world.proofOf(backupId)).toMatchObject({ failure: { code: 'drill.failed', step: 'intact' } });
}, 120_000);
