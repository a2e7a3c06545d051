import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { answer, filesIn, mediaChoice, stopsOf, truthOf } from './flows.ts';
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
