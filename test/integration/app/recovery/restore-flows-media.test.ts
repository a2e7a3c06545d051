import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDatabase } from '../../../../src/shared/model/artifact.ts';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask } from '../app-folder.ts';
import { answer, filesIn, mediaChoice, settled, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

let world: RestoreWorld;
let backupId: BackupId;
let good: DatabaseTruth;
let media: string;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  world = await restoreWorld({ media: true });
  media = join(world.lab.site.root, 'storage/app/public');
  backupId = await world.backUp();
  good = await truthOf(world);
  files = filesIn(media);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

it('puts back the files that are missing or broken, leaves new ones and the database alone, and is undone', async () => {
  const lost = join(media, 'products/01/photo-1.jpg');
  const broken = join(media, 'products/02/photo-2.jpg');
  const uploaded = join(media, 'products/02/uploaded-since.jpg');
  rmSync(lost);
  writeFileSync(broken, 'not a picture any more');
  writeFileSync(uploaded, 'new');
  const damaged = filesIn(media);
  const proposal = await answer(world, 'media-broken');
  expect(proposal).toMatchObject({ runbook: 'media', proposed: { backup: { id: backupId } } });
  const plan = await world.plan(backupId, 'media-broken', {
    databases: [],
    media: await mediaChoice(world, backupId, 'different'),
    maintenance: false,
  });
  expect(stopsOf(plan)).toEqual([]);
  expect(plan.loss).toMatchObject({ databases: [], media: [{ added: 1, replaced: 1, removed: 1 }] });
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem, restore.state]).toEqual(['succeeded', null, 'done']);
  expect(filesIn(media)).toEqual(new Map([...files, ['products/02/uploaded-since.jpg', Buffer.from('new').toString('base64')]]));
  expect(await truthOf(world)).toEqual(good);
  const undone = await world.undo(restore.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(filesIn(media)).toEqual(damaged);
}, 120_000);

it('counts the files again when tables that waited beside them are decided, and keeps what was uploaded meanwhile', async () => {
  const lost = join(media, 'products/01/photo-1.jpg');
  rmSync(lost, { force: true });
  const { backup } = await ask(world.app, 'backup.details', { backupId });
  const artifactId = backup.artifacts.find(isDatabase)?.id;
  if (artifactId === undefined) throw new Error('the backup has no dump');
  const plan = await world.plan(backupId, 'table-dropped', {
    databases: [{ artifactId, tables: [{ name: 'customers', action: 'decide' }], content: 'all' }],
    media: await mediaChoice(world, backupId, 'paths', ['storage/app/public/products/01/photo-1.jpg']),
  });
  expect([stopsOf(plan), plan.loss.media[0]?.added, plan.loss.media[0]?.replaced]).toEqual([[], 1, 0]);
  const { restore } = await world.run(plan);
  expect([restore.state, existsSync(lost)]).toEqual(['deciding', false]);
  writeFileSync(lost, 'uploaded while it waited');
  const tables = [{ artifactId, table: 'customers', action: 'keep-aside' as const }];
  const decided = await ask(world.app, 'restore.plan-decision', { restoreId: restore.id, tables });
  expect([decided.loss.media[0]?.added, decided.loss.media[0]?.replaced]).toEqual([0, 1]);
  await ask(world.app, 'restore.decide', { restoreId: restore.id, tables, confirm: plan.confirmWith });
  const done = await settled(world, restore);
  expect([done.problem, done.state, filesIn(media).get('products/01/photo-1.jpg')]).toEqual([
    null,
    'done',
    files.get('products/01/photo-1.jpg'),
  ]);
  expect((await world.undo(restore.id)).job.problem).toBe(null);
  expect(readFileSync(lost, 'utf8')).toBe('uploaded while it waited');
  expect(await truthOf(world)).toEqual(good);
}, 120_000);
