import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTableMemory, findEverything } from '../../src/main/app/find/find-everything.ts';
import { openCatalog } from '../../src/main/catalog/open-catalog.ts';
import { planPlace } from '../../src/main/retention/plan-place.ts';
import type { BackupFilter } from '../../src/shared/model/backup.ts';
import { DEFAULT_RETENTION } from '../../src/shared/model/retention.ts';
import { fleetStatus } from '../../src/main/health/fleet-status.ts';
import {
  hoursBefore,
  NOON,
  sampleCopy,
  sampleJob,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../unit/model-samples.ts';
import { sampleDrive } from '../unit/part-samples.ts';

/**
 * How long the dashboard, searches, figures and plans ask the catalog: 20 sites, 100,000 backups (5,000 each: 13 years of daily ones), every copy present only (the worst
 * case for finding a proven one). Prints medians in milliseconds; the reach for the fleet is below 100.
 */
const SITES = 20;
const BACKUPS_PER_SITE = Number(process.argv[2] ?? 5000);
const RUNS = 11;
const ON_DRIVE = 100;

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const file = join(folder, 'catalog.sqlite');
  const catalog = openCatalog(file);
  const server = sampleServer();
  const place = samplePlace();
  catalog.servers.insert(server);
  catalog.places.put(place);
  const drive = sampleDrive();
  catalog.places.put(drive);
  const began = performance.now();
  for (let n = 0; n < SITES; n += 1) {
    const site = sampleSite(server, { name: `site-${n}` });
    const source = sampleSource(site);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
    catalog.atomically(() => {
      for (let index = 0; index < BACKUPS_PER_SITE; index += 1) {
        const startedAt = hoursBefore(24 * index + 1);
        const manifest = sampleManifest(site, server, [source], {
          startedAt,
          folder: `${startedAt}-full`,
          label: index % 20 === 0 ? `before update ${index}` : null,
        });
        catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place, sampleProof('present')));
        // What a drive holds under the retention people choose.
        if (index < ON_DRIVE) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, drive, sampleProof('intact')));
        catalog.jobs.insert(sampleJob({ siteId: site.id, state: 'succeeded', createdAt: startedAt, backupId: manifest.backup.id }), {});
      }
    });
  }
  const filled = performance.now() - began;
  const siteId = catalog.sites.list()[0]?.id ?? null;
  catalog.close();

  const opened = openCatalog(file);
  const now = Date.parse(NOON);
  console.log(
    `${SITES} sites, ${SITES * BACKUPS_PER_SITE} backups, ${(statSync(file).size / 1e6).toFixed(0)} MB, filled in ${(filled / 1000).toFixed(1)} s`,
  );
  show('fleet status', () => fleetStatus(opened, now));
  const sites = opened.sites.list();
  show('what lies where, all sites', () => sites.map(({ id }) => opened.holdings.of(id)));
  show('copies to re-read', () => opened.holdings.shownLongestAgo(place.id, 2000));
  show('backups of one site', () => opened.backups.summaries({ siteId }));
  show('newest 100 backups of all', () => opened.backups.summaries({ siteId: null, limit: 100 }));
  const everything = {
    text: '',
    siteId: null,
    kind: null,
    trigger: null,
    part: null,
    placeId: null,
    proof: null,
    held: null,
    from: null,
    until: null,
  };
  const search = (filter: Partial<BackupFilter>) => opened.backups.search({ ...everything, ...filter }, 0, 50);
  show('search: everything', () => search({}));
  show('search: a word', () => search({ text: '2020-11' }));
  show('search: two words, none', () => search({ text: 'aurora nowhere' }));
  show('search: one site, a word', () => search({ siteId, text: 'full' }));
  show('search: in a place', () => search({ placeId: place.id }));
  show('search: held, sound', () => search({ held: true, proof: 'sound' }));
  show('search: a failed copy', () => search({ proof: 'failed' }));
  show('statistics of one site', () => opened.backups.statistics(siteId));
  show('statistics of all', () => opened.backups.statistics(null));
  const zone = 'Europe/Berlin';
  const policy = { ...DEFAULT_RETENTION, enabled: true };
  show('retention plan of one site', () => planPlace({ catalog: opened, placeId: place.id, siteId, policy, now, zone }));
  const tables = createTableMemory();
  for (const text of ['aurora', 'site-7', 'orders', '2026-11-20', 'before laravel', 'nowhere at all', 'abcd'])
    show(`find everything: ${text}`, () => findEverything(opened, tables, { text, now }));
  show('find by id prefix', () => opened.backups.findByPrefix('abcde'));
  opened.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Wall time, and time of the processor: on a busy machine only the second one tells. */
function show(name: string, ask: () => unknown): void {
  const times = Array.from({ length: RUNS }, () => {
    const from = performance.now();
    const before = process.cpuUsage();
    ask();
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - from, cpu: (user + system) / 1000 };
  });
  const median = (of: 'wall' | 'cpu'): string =>
    (times.map((time) => time[of]).toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0).toFixed(1).padStart(7);
  console.log(
    `${name.padEnd(28)} first ${times[0]?.wall.toFixed(1).padStart(7)} ms   median ${median('wall')} ms   processor ${median('cpu')} ms`,
  );
}
