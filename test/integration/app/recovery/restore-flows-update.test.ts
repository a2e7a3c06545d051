import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask, workOf } from '../app-folder.ts';
import { answer, filesIn, mediaChoice, stopsOf, truthOf } from './flows.ts';
import { restoreWorld } from './restore-world.ts';

it('undoes an update that went wrong from the checkpoint before it, files and migrations included, although there is a newer backup', async () => {
  await using world = await restoreWorld({ media: true });
  const media = join(world.lab.site.root, 'storage/app/public');
  const choice = { kind: 'full', sourceIds: null, compression: null, label: 'before 2.0', verify: true, copyTo: null } as const;
  const { backupId } = await workOf(world.app, () => ask(world.app, 'backup.start', { siteId: world.site.id, ...choice }));
  if (backupId === null) throw new Error('no checkpoint');
  const good = await truthOf(world);
  const files = filesIn(media);

  await world.sql("ALTER TABLE orders ADD COLUMN coupon varchar(20); UPDATE orders SET coupon = 'none'; UPDATE products SET price = 0");
  const picture = join(media, 'products/02/photo-2.jpg');
  const original = readFileSync(picture);
  writeFileSync(picture, original.subarray(0, 100));
  await world.backUp();
  const updated = await truthOf(world);

  const proposal = await answer(world, 'update-failed');
  expect(proposal).toMatchObject({ runbook: 'undo-update', proposed: { backup: { id: backupId, trigger: 'checkpoint' } } });
  const plan = await world.plan(backupId, 'update-failed', { media: await mediaChoice(world, backupId, 'different') });
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  expect(await truthOf(world)).toEqual(good);
  expect(filesIn(media)).toEqual(files);

  const undone = await world.undo(plan.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(await truthOf(world)).toEqual(updated);
  expect(readFileSync(picture).length).toBe(100);
}, 150_000);
