import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask } from '../app-folder.ts';
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

it('takes a hacked site back to before the first sign, keeps the evidence, and says what is left to do', async () => {
  writeFileSync(join(media, 'products/shell.php'), '<?php system($_GET["c"]);');
  await world.sql("INSERT INTO customers (uuid, name, email) VALUES ('', 'Intruder', 'x@evil.example')");
  const later = await world.backUp();
  const hacked = await truthOf(world);
  const proposal = await answer(world, 'hacked');
  expect(proposal.proposed?.backup.id).toBe(backupId);
  expect(proposal.rejected.find(({ backup }) => backup.id === later)?.rejectedBecause).toContain('shell.php');

  const incident = await ask(world.app, 'incident.open', { siteId: world.site.id });
  const signs = await ask(world.app, 'incident.look-for-signs', { incidentId: incident.id });
  expect(signs.map(({ code }) => code)).toContain('new-executable');

  const plan = await world.plan(backupId, 'hacked', { media: await mediaChoice(world, backupId, 'whole') });
  expect(stopsOf(plan)).toEqual([]);
  expect([plan.runbook, plan.steps.map(({ kind }) => kind).includes('keep-evidence')]).toEqual(['hacked', true]);
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem, restore.state]).toEqual(['succeeded', null, 'done']);
  expect(await truthOf(world)).toEqual(good);
  expect(filesIn(media)).toEqual(files);
  expect(existsSync(join(media, 'products/shell.php'))).toBe(false);

  const { tasks, timeline } = await ask(world.app, 'incident.get', { incidentId: incident.id });
  expect(tasks.length).toBeGreaterThan(2);
  expect(tasks.map(({ title }) => title).join('\n')).toMatch(/password/iu);
  expect(timeline.some(({ kind, detail }) => kind === 'step' && detail.includes('artisan'))).toBe(true);
  const report = await ask(world.app, 'incident.report', { incidentId: incident.id, format: 'html' });
  expect(report).toContain('2026');
  expect(report).not.toContain(world.lab.site.user.password);

  const undone = await world.undo(restore.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(await truthOf(world)).toEqual(hacked);
  expect(existsSync(join(media, 'products/shell.php'))).toBe(true);
}, 150_000);
