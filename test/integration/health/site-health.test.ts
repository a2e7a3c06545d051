import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { fleetStatus, siteStatus } from '../../../src/main/health/fleet-status.ts';
import { DrillId } from '../../../src/shared/model/ids.ts';
import type { Place } from '../../../src/shared/model/place.ts';
import { DEFAULT_RETENTION } from '../../../src/shared/model/retention.ts';
import { DEFAULT_SITE_RECOVERY } from '../../../src/shared/model/site-recovery.ts';
import {
  hoursBefore,
  NOON,
  sampleArtifact,
  sampleCopy,
  sampleJob,
  sampleManifest,
  samplePlace,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource, sampleDrive } from '../../unit/part-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';

const now = Date.parse(NOON);
const DAYS = 8;

/** A site with a backup of every night, each with its settings, re-read, compressed, and a drill that passed: everything the formula asks for. */
function perfectSite(catalog: Catalog, places: readonly Place[]) {
  const server = sampleServer();
  catalog.servers.insert(server);
  for (const place of places) catalog.places.put(place);
  const site = sampleSite(server);
  const [database, config] = [sampleSource(site), sampleConfigSource(site)];
  catalog.sites.insert(site);
  for (const source of [database, config]) catalog.sources.insert(source);
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const startedAt = hoursBefore(24 * day + 7);
    const artifacts = [sampleArtifact(database), sampleConfigArtifact(config)];
    const manifest = sampleManifest(site, server, [database], { startedAt, completedAt: startedAt, artifacts });
    for (const place of places) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
    catalog.jobs.insert(sampleJob({ siteId: site.id, state: 'succeeded', createdAt: startedAt, endedAt: startedAt }), {});
  }
  const newest = catalog.backups.newest(site.id);
  if (newest === null) throw new Error('no backup');
  const [place] = places;
  if (place === undefined) throw new Error('no place');
  catalog.drills.insert({
    id: DrillId.parse(randomUUID()),
    siteId: site.id,
    siteName: site.name,
    backupId: newest.id,
    backupAt: newest.startedAt,
    placeId: place.id,
    placeName: place.name,
    targetName: 'a database server of its own',
    startedAt: hoursBefore(48),
    endedAt: hoursBefore(47.8),
    outcome: 'passed',
    phases: [],
    restoreMs: 700_000,
    databases: [],
    assertions: [],
    media: null,
    problem: null,
  });
  return { site, server };
}

const nearby = () => samplePlace({ name: 'Same provider', offsite: false });

describe('the health of a site, out of the catalog', () => {
  it('is 79 with a perfect formula and no offsite copy, and says why; 100 once a copy lies elsewhere', () => {
    const catalog = scratchCatalog();
    const { site } = perfectSite(catalog, [nearby()]);
    const status = siteStatus(catalog, site.id, now);
    expect(status.health).toMatchObject({ score: 79, formula: 100, level: 'warning', caps: [{ id: 'no-offsite-copy', at: 79 }] });
    expect(status.health.caps[0]?.text).toBe("No proved copy lies away from the server's provider. Without one the score is at most 79.");
    expect(status.health.steps).toMatchObject([{ action: 'add-place', from: 79, to: 100 }]);
    expect(status).toMatchObject({ verdict: 'at-risk', because: status.health.caps[0]?.text, nextAction: 'add-place' });

    const away = scratchCatalog();
    const other = perfectSite(away, [nearby(), sampleDrive({ offsite: true })]);
    expect(siteStatus(away, other.site.id, now)).toMatchObject({ verdict: 'protected', health: { score: 100, caps: [], steps: [] } });
  });

  it('is as well as its worst site, over the fleet, and puts its step first', () => {
    const catalog = scratchCatalog();
    const { server } = perfectSite(catalog, [samplePlace()]);
    const empty = sampleSite(server, { name: 'new-site' });
    catalog.sites.insert(empty);
    const { health, sites } = fleetStatus(catalog, now);
    expect(sites.map(({ site, health: own }) => [site.name, own.score])).toEqual([
      ['new-site', 0],
      ['aurora-market', 100],
    ]);
    expect(health).toMatchObject({ score: 0, level: 'critical', worst: { siteName: 'new-site' }, steps: [{ siteName: 'new-site' }] });
  });

  it('measures data loss and recovery against the goals of the site', () => {
    const catalog = scratchCatalog();
    const { site } = perfectSite(catalog, [samplePlace()]);
    const status = (rpoGoalMinutes: number | null, rtoGoalMinutes: number | null) => {
      catalog.siteRecoveries.put(site.id, { ...DEFAULT_SITE_RECOVERY, rpoGoalMinutes, rtoGoalMinutes });
      return siteStatus(catalog, site.id, now);
    };
    expect(status(null, null)).toMatchObject({
      rpo: { level: 'within', targetMs: 86_400_000 },
      rto: { level: 'no-target', measuredMs: 700_000 },
    });
    expect(status(60, 10)).toMatchObject({
      verdict: 'critical',
      rpo: { level: 'over' },
      rto: { level: 'over' },
      findings: [{ code: 'too-old', severity: 'critical' }, { code: 'rto-over-target' }],
    });
    expect(status(60 * 24 * 7, 12)).toMatchObject({
      verdict: 'protected',
      rpo: { level: 'within' },
      rto: { level: 'within' },
      findings: [],
    });
  });

  it('finds what stays wrong: repeated failures, a changed host key, a drive nobody plugs in, a cap that cannot be kept, a kit nobody saved', () => {
    const catalog = scratchCatalog();
    const drive = sampleDrive({ lastSeenAt: hoursBefore(24 * 20) });
    const home = samplePlace();
    const { site, server } = perfectSite(catalog, [home, drive]);
    const problem = { code: 'ssh.host-key-changed', title: 'The host key changed', hint: '', retryable: false, detail: '' };
    catalog.servers.update({ ...server, hostKey: server.hostKey === null ? null : { ...server.hostKey, pinnedAt: hoursBefore(1000) } });
    for (const hours of [3, 2]) {
      const failed = { siteId: site.id, state: 'failed', createdAt: hoursBefore(hours), endedAt: hoursBefore(hours), problem } as const;
      catalog.jobs.insert(sampleJob(failed), {});
    }
    catalog.retentionPolicies.put({ siteId: site.id, placeId: home.id }, { ...DEFAULT_RETENTION, enabled: true, maxBytes: 1000 });
    catalog.settings.put('sealing', { recipient: 'age1x', createdAt: hoursBefore(100), kitSavedAt: null });
    const fleet = fleetStatus(catalog, now);
    expect(fleet.sites[0]?.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['host-key-changed', 'critical'],
      ['backup-failed', 'critical'],
      ['too-large', 'at-risk'],
    ]);
    expect(fleet.sites[0]?.findings[1]?.text).toBe('The last 2 backups failed, the first of them 3\u00a0h ago: The host key changed.');
    expect(fleet.findings.map(({ code }) => code).toSorted()).toEqual(['drive-not-seen', 'key-kit-not-saved']);
    expect(fleet.sites[0]?.health.factors.find(({ id }) => id === 'errors')).toMatchObject({ points: 11, action: 'see-problem' });
  });

  it('shows each night as it was: proved, failed, or without', () => {
    const catalog = scratchCatalog();
    const { site } = perfectSite(catalog, [samplePlace()]);
    const failed = { siteId: site.id, state: 'failed', createdAt: hoursBefore(24 * 9), endedAt: hoursBefore(24 * 9) } as const;
    catalog.jobs.insert(sampleJob(failed), {});
    const { nights } = siteStatus(catalog, site.id, now);
    expect(nights).toHaveLength(30);
    expect(nights.slice(-10).map(({ state, level }) => level ?? state)).toEqual([
      'failed',
      'none',
      ...Array.from({ length: 8 }, () => 'sound'),
    ]);
  });

  it('warns of a disk over its line, with the day it is full, from readings of a fortnight', () => {
    const catalog = scratchCatalog();
    const { server } = perfectSite(catalog, [samplePlace()]);
    const GB = 1_000_000_000;
    for (let day = 13; day >= 0; day -= 1)
      catalog.diskReadings.put({ kind: 'account', serverId: server.id }, hoursBefore(24 * day).slice(0, 10), {
        at: hoursBefore(24 * day),
        usedBytes: (92 - day) * GB,
        totalBytes: 100 * GB,
      });
    const { disks, findings } = fleetStatus(catalog, now);
    expect(disks.find(({ subject }) => subject.kind === 'account')).toMatchObject({
      usedPercent: 92,
      isOverLimit: true,
      forecast: { state: 'grows', bytesPerDay: GB, fullInDays: 8 },
    });
    expect(disks.find(({ subject }) => subject.kind === 'server')).toMatchObject({
      newest: null,
      forecast: { state: 'not-known', readings: 0 },
    });
    expect(findings).toMatchObject([{ code: 'disk-over-limit', severity: 'at-risk', serverId: server.id }]);
    expect(findings[0]?.text).toBe('web-1, the account is 92 % full; the line is at 80 %. As it grows, it is full in 8 days.');
  });

  it('keeps the last score of a day and the lowest, and knows nothing of days without a record', () => {
    const catalog = scratchCatalog();
    const { site } = perfectSite(catalog, [samplePlace()]);
    for (const score of [80, 40, 95]) catalog.healthDays.record(site.id, '2026-11-20', score);
    catalog.healthDays.record(site.id, '2026-11-18', 70);
    expect(catalog.healthDays.since(site.id, '2026-11-01')).toEqual([
      { day: '2026-11-18', score: 70, lowest: 70 },
      { day: '2026-11-20', score: 95, lowest: 40 },
    ]);
    catalog.healthDays.forgetBefore('2026-11-20');
    expect(catalog.healthDays.since(null, '2026-11-01')).toEqual([{ day: '2026-11-20', score: 95, lowest: 40 }]);
  });
});
