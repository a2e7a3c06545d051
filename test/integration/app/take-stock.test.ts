import { cpSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleJob, sampleProof } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register, type Registered, writeBackup } from '../places/place-folder.ts';
import { ask, choosePlace, keepBackup, openApp, withCatalog } from './app-folder.ts';

/** The row of a backup job that was running when the app was killed. */
function killedJob(home: string, { site, server }: Registered, startedAt: string) {
  const job = sampleJob({ siteId: site.id, serverId: server.id, state: 'running', createdAt: startedAt, startedAt });
  withCatalog(home, (catalog) => catalog.jobs.insert(job, {}));
  return job;
}

describe('at the start', () => {
  it('a backup is in the catalog whose app was killed between its last rename and the catalog', async () => {
    const home = scratchFolder();
    const registered = register();
    const keeper = await choosePlace(home, registered);
    const known = await keepBackup(home, keeper, registered, '2026-11-20T020000Z-full');
    const job = killedJob(home, registered, '2026-11-21T01:59:59.000Z');
    const { manifest, location } = await writeBackup(keeper, registered, '2026-11-21T020000Z-full');

    const app = await openApp(home);
    const list = await ask(app, 'backup.list', { siteId: registered.site.id });
    expect(list.map(({ id }) => id)).toEqual([manifest.backup.id, known.id]);
    expect(list[0]?.copies).toMatchObject([{ location, proof: { level: 'present', failure: null } }]);
    expect(await ask(app, 'job.list', undefined)).toMatchObject([
      { id: job.id, state: 'warning', backupId: manifest.backup.id, problem: { code: 'backup.not-read-back' } },
    ]);
  });

  it.each([
    ['present', { state: 'warning', problem: { code: 'backup.not-read-back' } }],
    ['sound', { state: 'succeeded', problem: null }],
  ] as const)('a job that was killed after its backup had been recorded as %s knows it', async (level, end) => {
    const home = scratchFolder();
    const registered = register();
    const keeper = await choosePlace(home, registered);
    killedJob(home, registered, '2026-11-21T01:59:59.000Z');
    const { id } = await keepBackup(home, keeper, registered, '2026-11-21T020000Z-full');
    withCatalog(home, (catalog) => catalog.backups.updateProof(id, keeper.place.id, sampleProof(level)));
    const app = await openApp(home);
    expect(await ask(app, 'job.list', undefined)).toMatchObject([{ ...end, backupId: id }]);
  });

  it('a job that was killed before its backup was complete stays interrupted', async () => {
    const home = scratchFolder();
    const registered = register();
    const keeper = await choosePlace(home, registered);
    await keepBackup(home, keeper, registered, '2026-11-20T020000Z-full');
    killedJob(home, registered, '2026-11-21T01:59:59.000Z');
    const app = await openApp(home);
    expect(await ask(app, 'job.list', undefined)).toMatchObject([
      { state: 'interrupted', backupId: null, problem: { code: 'job.interrupted' } },
    ]);
  });

  it('nothing else in the folder is taken for a backup of this catalog: that is for a rebuild to say', async () => {
    const home = scratchFolder();
    const registered = register();
    const keeper = await choosePlace(home, registered);
    const { id, location } = await keepBackup(home, keeper, registered, '2026-11-20T020000Z-full');
    cpSync(location, `${location} copy`, { recursive: true });
    await writeBackup(keeper, register('not registered'), '2026-11-21T020000Z-full');
    const cut = await writeBackup(keeper, registered, '2026-11-22T020000Z-full');
    truncateSync(join(cut.location, 'aurora_shop.sql.gz'), 10);
    const odd = await writeBackup(keeper, registered, '2026-11-23T020000Z-full');
    cpSync(odd.location, join(dirname(odd.location), '2026-11-24T020000Z-full'), { recursive: true });
    truncateSync(join(odd.location, 'manifest.json'), 10);
    const app = await openApp(home);
    const list = await ask(app, 'backup.list', { siteId: null });
    expect(list.map((backup) => [backup.id, backup.copies[0]?.location])).toEqual([[id, location]]);
    expect((await ask(app, 'fleet.status', undefined)).sites.map(({ site }) => site.name)).toEqual(['aurora-market']);
  });
});
