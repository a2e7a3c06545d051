import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { fleetStatus, siteStatus } from '../../../src/main/health/fleet-status.ts';
import { FleetStatus } from '../../../src/shared/model/fleet.ts';
import {
  failedProof,
  hoursBefore,
  NOON,
  sampleCopy,
  sampleJob,
  sampleManifest,
  samplePlace,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';

const now = Date.parse(NOON);
const place = samplePlace();

function addSite(catalog: Catalog, name: string, backupsAtHours: readonly number[]) {
  const server = catalog.servers.list()[0] ?? sampleServer();
  if (catalog.servers.find(server.id) === null) catalog.servers.insert(server);
  catalog.places.put(place);
  const site = sampleSite(server, { name });
  const source = sampleSource(site);
  catalog.sites.insert(site);
  catalog.sources.insert(source);
  const manifests = backupsAtHours.map((hours) => sampleManifest(site, server, [source], { startedAt: hoursBefore(hours) }));
  for (const manifest of manifests) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
  return { server, site, source, manifests };
}

describe('the state of the fleet', () => {
  it('is empty when nothing is registered', () => {
    expect(fleetStatus(scratchCatalog(), now)).toEqual({ sites: [], servers: [], recentJobs: [] });
  });

  it('names the worst first, and among equals the one with the oldest good copy', () => {
    const catalog = scratchCatalog();
    addSite(catalog, 'fine', [1]);
    addSite(catalog, 'older', [2]);
    addSite(catalog, 'overdue', [40]);
    addSite(catalog, 'lost', [100]);
    addSite(catalog, 'new', []);
    const broken = addSite(catalog, 'broken', [5, 1]);
    for (const { backup } of broken.manifests) catalog.backups.updateProof(backup.id, place.id, failedProof());

    const status = fleetStatus(catalog, now);

    expect(FleetStatus.parse(status)).toEqual(status);
    expect(status.sites.map(({ site, verdict }) => [site.name, verdict])).toEqual([
      ['new', 'no-backup'],
      ['broken', 'critical'],
      ['lost', 'critical'],
      ['overdue', 'at-risk'],
      ['older', 'protected'],
      ['fine', 'protected'],
    ]);
  });

  it('says of each site what it has and what happened last', () => {
    const catalog = scratchCatalog();
    const { server, site, source, manifests } = addSite(catalog, 'aurora-market', [49, 25, 1]);
    const newest = manifests[2]?.backup;
    if (newest === undefined) throw new Error('no backup');
    catalog.backups.updateProof(newest.id, place.id, failedProof());
    const done = sampleJob({
      siteId: site.id,
      state: 'succeeded',
      createdAt: hoursBefore(1),
      endedAt: hoursBefore(0.9),
      backupId: newest.id,
    });
    const running = sampleJob({ siteId: site.id, state: 'running', kind: 'verify', createdAt: hoursBefore(0.1) });
    for (const job of [done, running]) catalog.jobs.insert(job, {});

    const status = siteStatus(catalog, site.id, now);

    expect(status).toEqual({
      site,
      server,
      sources: [source],
      verdict: 'critical',
      because: 'The newest backup failed its check: aurora_shop.sql.gz was changed; the newest good copy was made 25\u00a0h ago.',
      nextAction: 'back-up',
      backupCount: 3,
      totalBytes: 3000,
      newest: catalog.backups.newest(site.id),
      newestGoodAt: hoursBefore(25),
      oldestAt: hoursBefore(49),
      lastJob: done,
      activeJob: running,
    });
    expect(status.newest?.id).toBe(newest.id);
    expect(fleetStatus(catalog, now)).toEqual({ sites: [status], servers: [server], recentJobs: [running, done] });
  });

  it('says so when a site is not registered', () => {
    expect(() => siteStatus(scratchCatalog(), sampleSite(sampleServer()).id, now)).toThrow(
      expect.objectContaining({ code: 'site.not-found' }),
    );
  });
});
