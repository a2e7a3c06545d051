import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { fleetStatus, siteStatus } from '../../../src/main/health/fleet-status.ts';
import { FleetStatus } from '../../../src/shared/model/fleet.ts';
import { DEFAULT_SITE_POLICY } from '../../../src/shared/model/policy.ts';
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
import {
  sampleConfigArtifact,
  sampleConfigSource,
  sampleDrive,
  sampleMediaArtifact,
  sampleMediaSource,
  sampleS3,
} from '../../unit/part-samples.ts';
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
  const manifests = backupsAtHours.map((hours) =>
    sampleManifest(site, server, [source], { startedAt: hoursBefore(hours), completedAt: hoursBefore(hours - 0.1) }),
  );
  for (const manifest of manifests) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
  return { server, site, source, manifests };
}

describe('the state of the fleet', () => {
  it('is empty when nothing is registered', () => {
    expect(fleetStatus(scratchCatalog(), now)).toEqual({
      sites: [],
      servers: [],
      recentJobs: [],
      findings: [],
      health: { score: null, level: null, worst: null, steps: [] },
      disks: [],
    });
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
      board: {
        cells: [
          {
            placeId: place.id,
            placeKind: 'this-computer',
            placeName: 'This computer',
            medium: 'computer-disk',
            offsite: true,
            newest: { backupId: newest.id, startedAt: newest.startedAt, level: 'sound', provedAt: NOON, failed: true },
            backups: 3,
            bytes: 3000,
            presence: null,
            absentSince: null,
          },
        ],
        rules: expect.arrayContaining([expect.objectContaining({ id: 'copies', have: 2, wanted: 3, held: false })]),
        held: false,
        next: { action: 'add-place', placeId: null, backupId: null },
      },
      toVerify: { backupId: newest.id, placeId: null },
      findings: [expect.objectContaining({ code: 'copy-failed', severity: 'critical', backupId: newest.id })],
      policy: DEFAULT_SITE_POLICY,
      backupCount: 3,
      totalBytes: 3000,
      newest: catalog.backups.newest(site.id),
      newestGoodAt: hoursBefore(25),
      oldestAt: hoursBefore(49),
      lastJob: done,
      activeJob: running,
      health: expect.objectContaining({ score: 79, formula: 79, level: 'warning' }),
      rpo: { newestGoodAt: hoursBefore(25), ageMs: 25 * 3_600_000, targetMs: 24 * 3_600_000, level: 'over' },
      rto: { measuredMs: null, measuredAt: null, drillId: null, targetMs: null, level: 'not-measured' },
      nights: expect.arrayContaining([expect.objectContaining({ day: '2026-11-20', state: 'made', level: 'sound' })]),
    });
    expect(status.newest?.id).toBe(newest.id);
    expect(fleetStatus(catalog, now)).toMatchObject({ sites: [status], servers: [server], recentJobs: [running, done], findings: [] });
  });

  it('asks for the copies a policy wants, and counts them once they are there and read', () => {
    const catalog = scratchCatalog();
    const { site, manifests } = addSite(catalog, 'aurora-market', [49, 25, 1]);
    const drive = sampleDrive();
    const bucket = sampleS3();
    for (const other of [drive, bucket]) catalog.places.put(other);
    catalog.sitePolicies.put(site.id, { ...DEFAULT_SITE_POLICY, copyTo: [drive.id, bucket.id] });
    const asked = siteStatus(catalog, site.id, now);
    expect(asked).toMatchObject({ verdict: 'at-risk', nextAction: 'copy', findings: [{ code: 'copy-overdue' }] });
    expect(asked.because).toBe('s3-main lacks backups made since 2\u00a0d ago, although they are meant to be copied there.');
    expect(asked.board.cells.map(({ placeName, newest }) => [placeName, newest === null])).toEqual([
      ['This computer', false],
      ['Vault-A', true],
      ['s3-main', true],
    ]);
    for (const manifest of manifests) {
      for (const other of [drive, bucket]) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, other));
    }
    const presences = new Map([[drive.id, { state: 'absent', reason: 'not plugged in' } as const]]);
    expect(siteStatus(catalog, site.id, now, presences)).toMatchObject({
      verdict: 'protected',
      because: '3 copies, on this computer, on a drive and in S3, sound.',
      nextAction: 'none',
      findings: [],
      board: { held: true, cells: [{}, { presence: 'absent', absentSince: NOON }, {}] },
    });
  });

  it('calls out a new application key, and a chain that is broken in a place', () => {
    const catalog = scratchCatalog();
    const { site, server, source } = addSite(catalog, 'aurora-market', []);
    const config = sampleConfigSource(site);
    const media = sampleMediaSource(site);
    for (const other of [config, media]) catalog.sources.insert(other);
    const keys = ['a', 'b'].map((letter, index) =>
      sampleConfigArtifact(config, {
        applicationKey: { name: 'APP_KEY', fingerprint: letter.repeat(16) },
        capturedFrom: hoursBefore(index),
      }),
    );
    const [first, second] = [26, 2].map((hours, index) => {
      const manifest = sampleManifest(site, server, [source, config, media], { startedAt: hoursBefore(hours) });
      return { ...manifest, backup: { ...manifest.backup, artifacts: [...manifest.backup.artifacts, keys[index]!] } };
    });
    const chain = [first!.backup.id, second!.backup.id];
    first!.backup.artifacts.push(sampleMediaArtifact(media, { chain: chain.slice(0, 1) }));
    second!.backup.artifacts.push(sampleMediaArtifact(media, { chain }));
    for (const manifest of [first!, second!]) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
    expect(siteStatus(catalog, site.id, now)).toMatchObject({
      verdict: 'protected',
      findings: [{ code: 'application-key-changed', severity: 'critical', backupId: second!.backup.id }],
    });
    catalog.backups.forgetCopy(first!.backup.id, place.id);
    const status = siteStatus(catalog, site.id, now);
    // What is missing is nowhere any more, and no copy brings it back.
    expect(status).toMatchObject({ verdict: 'at-risk', nextAction: 'see-problem', findings: [{}, { code: 'chain-broken' }] });
    expect(status.board.rules.find(({ id }) => id === 'errors')).toMatchObject({ have: 1, held: false });
  });

  it('says so when a site is not registered', () => {
    expect(() => siteStatus(scratchCatalog(), sampleSite(sampleServer()).id, now)).toThrow(
      expect.objectContaining({ code: 'site.not-found' }),
    );
  });
});
