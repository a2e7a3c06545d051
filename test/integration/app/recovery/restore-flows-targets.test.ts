import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { Server } from '../../../../src/shared/model/server.ts';
import type { Site } from '../../../../src/shared/model/site.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { startLab, type Lab } from '../../../lab/lab.ts';
import { createPracticeSite, type PracticeSite } from '../../../lab/practice-site/create-practice-site.ts';
import { sampleSite, sampleSource } from '../../../unit/model-samples.ts';
import { serverFor } from '../../servers/lab-servers.ts';
import { withCatalog } from '../app-folder.ts';
import { answer, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

const MARKER = '.holdfast-site';

let world: RestoreWorld;
let backupId: BackupId;
let good: DatabaseTruth;
let staging: PracticeSite;
let stagingSite: Site;

beforeAll(async () => {
  world = await restoreWorld();
  backupId = await world.backUp();
  good = await truthOf(world);
  const { sshd, mariadb } = world.lab;
  staging = await createPracticeSite({
    root: join(sshd.home, 'staging'),
    mariadb,
    owner: sshd.account,
    database: 'aurora_staging',
    rows: false,
    media: false,
  });
  // Both sites sign in with one account: the newer password holds.
  world.lab.site.writeEnv(staging.user);
  const server = withCatalogOf((catalog) => catalog.servers.list()[0]);
  if (server === undefined) throw new Error('there is no server');
  stagingSite = await register(server, staging, 'staging', mariadb.port);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

function withCatalogOf<T>(work: Parameters<typeof withCatalog<T>>[1]): T {
  return withCatalog(world.home, work);
}

/** As an operator who adds a site, while the app is closed. */
async function register(server: Server, { root, database }: PracticeSite, name: string, port: number): Promise<Site> {
  const site = sampleSite(server, { name, root });
  const address = { host: '127.0.0.1', port, socket: null };
  const source = sampleSource(site, { database, address, access: { from: 'site-env', envFile: '.env' } });
  await world.app.close();
  withCatalogOf((catalog) => {
    if (catalog.servers.find(server.id) === null) catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
  });
  await world.reopen();
  return site;
}

it('brings a backup into another site for practice, and the live site is as it was', async () => {
  const proposal = await answer(world, 'practice');
  expect(proposal).toMatchObject({ runbook: 'practice', proposed: { backup: { id: backupId } } });
  const plan = await world.plan(backupId, 'practice', { targetSiteId: stagingSite.id });
  expect([stopsOf(plan), plan.confirmWith]).toEqual([[], 'staging']);
  expect(plan.identity.root).toBe(staging.root);
  const wrong = await world.app.call('restore.run', { restoreId: plan.id, confirm: world.site.name });
  expect(wrong.ok ? null : wrong.problem.code).toBe('restore.confirm-differs');
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem, restore.state]).toEqual(['succeeded', null, 'done']);
  expect((await truthOf(world, 'aurora_staging')).tables).toEqual(good.tables);
  expect(await truthOf(world)).toEqual(good);
  expect(readFileSync(join(staging.root, MARKER), 'utf8')).toContain(stagingSite.id);
  const undone = await world.undo(restore.id);
  expect(undone.job.problem).toBeNull();
  expect((await truthOf(world, 'aurora_staging')).tables).toEqual({});
}, 120_000);

it('refuses a folder that is marked as another site, when it plans and when it runs', async () => {
  const plan = await world.plan(backupId, 'practice', { targetSiteId: stagingSite.id });
  const marker = join(staging.root, MARKER);
  const before = readFileSync(marker);
  writeFileSync(marker, `${world.site.id}\n`);
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem?.code, restore.state, restore.liveTouched]).toEqual(['failed', 'restore.target-differs', 'failed', false]);
  expect((await truthOf(world, 'aurora_staging')).tables).toEqual({});
  const planned = await world.plan(backupId, 'practice', { targetSiteId: stagingSite.id });
  expect(stopsOf(planned).join()).toContain('another site');
  const refused = await world.app.call('restore.run', { restoreId: planned.id, confirm: planned.confirmWith });
  expect(refused.ok ? null : refused.problem.code).toBe('restore.plan-stops');
  writeFileSync(marker, before);
}, 120_000);

it('brings everything to a new server when the old one is gone', async () => {
  await using other: Lab = await startLab({ site: { rows: false, media: false } });
  const site = await register(serverFor(other.sshd), other.site, 'aurora-new', other.mariadb.port);
  const { host, port } = world.lab.mariadb;
  await world.lab.sshd.stop();
  const proposal = await answer(world, 'server-gone');
  expect(proposal).toMatchObject({ runbook: 'new-server', proposed: { backup: { id: backupId } } });
  const plan = await world.plan(backupId, 'server-gone', { targetSiteId: site.id });
  expect(stopsOf(plan)).toEqual([]);
  expect(plan.steps.some(({ kind }) => kind === 'guide')).toBe(true);
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem?.detail ?? null, restore.state]).toEqual(['succeeded', null, 'done']);
  const brought = await truthOf({ ...world, lab: other });
  expect(brought.tables).toEqual(good.tables);
  expect([host, port]).not.toEqual([other.mariadb.host, other.mariadb.port]);
}, 120_000);
