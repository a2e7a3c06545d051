import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalogSigns } from '../../../../src/main/app/recovery/catalog-signs.ts';
import { expectedTime } from '../../../../src/main/app/recovery/expected-time.ts';
import { gatherProposalFacts } from '../../../../src/main/app/recovery/gather-proposal-facts.ts';
import { propose } from '../../../../src/main/app/recovery/propose.ts';
import type { Modules } from '../../../../src/main/app/modules.ts';
import { lineOf } from '../../../../src/main/archive/file-list-format.ts';
import type { MediaArtifact } from '../../../../src/shared/model/artifact.ts';
import type { Drill } from '../../../../src/shared/model/drill.ts';
import { BackupId, DrillId, IncidentId } from '../../../../src/shared/model/ids.ts';
import type { Incident } from '../../../../src/shared/model/incident.ts';
import { type FolderPlace, isFolderPlace, type Place } from '../../../../src/shared/model/place.ts';
import type { Branch, Situation } from '../../../../src/shared/model/situation.ts';
import {
  NOON,
  hoursBefore,
  sampleArtifact,
  sampleCopy,
  sampleJob,
  sampleManifest,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../../unit/model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource, sampleS3 } from '../../../unit/part-samples.ts';
import { scratchFolder } from '../../catalog/catalog-folder.ts';
import { makeKeeper } from '../../places/place-folder.ts';
import { modulesIn } from '../app-folder.ts';

const server = sampleServer();
const site = sampleSite(server);
const source = sampleSource(site);
const media = sampleMediaSource(site, { folders: ['storage/app/public'] });
const signal = new AbortController().signal;

let modules: Modules;
let here: FolderPlace;

beforeEach(async () => {
  const home = scratchFolder();
  here = (await makeKeeper(home)).place;
  modules = modulesIn(home);
  const { catalog } = modules;
  catalog.places.put(here);
  catalog.settings.put('place-id', here.id);
  catalog.servers.insert(server);
  catalog.sites.insert(site);
});

interface Made {
  readonly hours: number;
  readonly orders?: number;
  readonly scripts?: readonly string[];
  readonly chainTo?: BackupId;
  readonly at?: Place;
  readonly tables?: number;
}

/** A backup of the past in the catalog, its list of files really in its folder. */
function made({ hours, orders = 1000, scripts = [], chainTo, at = here, tables = 0 }: Made): BackupId {
  const id = BackupId.parse(crypto.randomUUID());
  const times = { capturedFrom: hoursBefore(hours), capturedTo: hoursBefore(hours) };
  const more = Array.from({ length: tables }, (_, n) => ({ name: `t${n}`, rows: n, definition: null, data: null }));
  const database = sampleArtifact(source, {
    ...times,
    inventory: {
      tables: [{ name: 'orders', rows: orders, definition: [10, 90], data: [100, 300] }, ...more],
      views: [],
      routines: [],
      triggers: [],
      events: [],
    },
  });
  const list = listOf(['a.jpg', 'b.jpg', 'c.jpg', ...scripts]);
  const files: MediaArtifact = sampleMediaArtifact(media, {
    ...times,
    chain: chainTo === undefined ? [id] : [chainTo, id],
    fileList: { file: 'media.files.jsonl.gz', bytes: list.length, sha256: createHash('sha256').update(list).digest('hex') },
  });
  const folder = `${hoursBefore(hours).replaceAll(/[-:.]/gu, '')}-full`;
  const startedAt = hoursBefore(hours);
  const manifest = sampleManifest(site, server, [source, media], { id, folder, startedAt, artifacts: [database, files] });
  const location = isFolderPlace(at) ? join(at.folder, site.name, folder) : `shop/${folder}`;
  if (isFolderPlace(at)) {
    mkdirSync(location, { recursive: true });
    writeFileSync(join(location, 'media.files.jsonl.gz'), list);
  }
  modules.catalog.backups.record(manifest, { ...sampleCopy(id, at), location });
  return id;
}

function listOf(names: readonly string[]): Buffer {
  const lines = names.toSorted().map((name) =>
    lineOf({
      path: Buffer.from(`storage/app/public/${name}`),
      type: 'file',
      bytes: 10,
      mtimeNs: 0n,
      mode: 0o644,
      uid: 33,
      gid: 33,
      user: '',
      group: '',
      target: null,
      sha256: 'ab'.repeat(32),
      at: 0,
    }),
  );
  return gzipSync(`${[JSON.stringify({ format: 'holdfast-file-list', version: 1, entries: lines.length }), ...lines].join('\n')}\n`);
}

const situation = (branch: Branch, changes: Partial<Situation> = {}): Situation => ({
  branch,
  noticedAt: NOON,
  firstSignAt: null,
  marginHours: 0,
  tables: [],
  paths: [],
  stillWriting: null,
  ...changes,
});
const incident = (answered: Situation | null): Incident => ({
  id: IncidentId.parse(crypto.randomUUID()),
  number: '2026-11-21-1',
  siteId: site.id,
  siteName: site.name,
  openedAt: NOON,
  closedAt: null,
  situation: answered,
  choice: null,
  restoreId: null,
  maintenanceSince: null,
  bypassUrl: null,
  timeline: [],
  tasks: [],
  note: '',
});
const gather = (branch: Branch) => gatherProposalFacts(modules, site, situation(branch), signal);
const proposal = (branch: Branch, changes: Partial<Situation> = {}) => propose(modules, incident(situation(branch, changes)), signal);

describe('what a proposal is made of', () => {
  it('is what the manifests and the lists of files say', async () => {
    const full = made({ hours: 48, scripts: ['tool.php'] });
    const next = made({ hours: 24, orders: 12, chainTo: full, scripts: ['tool.php', 'img/shell.phtml'] });
    const { backups, places, drills, restoreBytesPerSecond } = await gather('hacked');
    expect(backups.map(({ backup }) => backup.id)).toEqual([next, full]);
    const [newest] = backups;
    expect(newest).toMatchObject({ capturedTo: hoursBefore(24), databaseBytes: 1000, mediaBytes: 4000, applicationKey: null });
    expect(newest?.rows).toEqual(new Map([['aurora_shop.orders', 12]]));
    expect(newest?.executables).toEqual(new Set(['storage/app/public/img/shell.phtml', 'storage/app/public/tool.php']));
    expect(newest?.brokenChainAt).toEqual(new Set());
    expect(places).toEqual([{ id: here.id, name: here.name, kind: 'this-computer', reachable: true }]);
    expect([drills, restoreBytesPerSecond]).toEqual([[], null]);
  });

  it('names the place that lacks an archive of the chain', async () => {
    const bucket = sampleS3();
    modules.catalog.places.put(bucket);
    const full = made({ hours: 48, at: bucket });
    made({ hours: 24, chainTo: full });
    const { backups } = await gather('media-broken');
    expect(backups[0]?.brokenChainAt).toEqual(new Set([here.id]));
  });

  it('does without lists that are gone, and without ones in a bucket', async () => {
    const bucket = sampleS3();
    modules.catalog.places.put(bucket);
    made({ hours: 24, at: bucket });
    const { backups, places } = await gather('hacked');
    expect(backups[0]?.executables).toBeNull();
    expect(places.map(({ reachable }) => reachable)).toEqual([true, true]);
    made({ hours: 12 });
    rmSync(join(here.folder, site.name), { recursive: true });
    expect((await gather('hacked')).backups.map(({ executables }) => executables)).toEqual([null, null]);
  });

  it('says that a folder which is not there cannot be reached', async () => {
    made({ hours: 24 });
    rmSync(here.folder, { recursive: true });
    expect((await gather('hacked')).places).toMatchObject([{ id: here.id, reachable: false }]);
    expect((await proposal('data-damaged')).proposed?.reasons.map(({ code }) => code)).toContain('not-reachable');
  });
});

describe('the proposal', () => {
  it('is refused before it was said what happened', async () => {
    await expect(propose(modules, incident(null), signal)).rejects.toMatchObject({ code: 'incident.not-answered' });
  });

  it('goes behind the night in which a script came, although nobody named the time', async () => {
    const clean = made({ hours: 72 });
    made({ hours: 48, scripts: ['shell.php'] });
    const newest = made({ hours: 24, scripts: ['shell.php'] });
    const { proposed, rejected } = await proposal('hacked');
    expect(proposed?.backup.id).toBe(clean);
    expect(rejected.find(({ backup }) => backup.id === newest)?.rejectedBecause).toContain('shell.php');
    expect((await proposal('practice')).proposed?.backup.id).toBe(newest);
  });

  it('takes less than a second with 500 nightly backups of 60 tables', async () => {
    modules.catalog.atomically(() => {
      for (let night = 1; night <= 500; night += 1) made({ hours: night * 24, tables: 60, scripts: night < 10 ? ['shell.php'] : [] });
    });
    const began = performance.now();
    const { proposed, rejected } = await proposal('hacked');
    const ms = performance.now() - began;
    expect(proposed?.backup.startedAt).toBe(hoursBefore(240));
    expect(rejected).toHaveLength(50);
    expect(ms).toBeLessThan(1000);
  }, 30_000);
});

describe('signs in the catalog', () => {
  it('are told with the time of the backup before, of the last month alone', async () => {
    const age = (Date.now() - Date.parse(NOON)) / 3_600_000;
    made({ hours: 24 * 60 - age, orders: 90_000 });
    made({ hours: 24 * 50 - age, orders: 1000 });
    made({ hours: 48 - age, orders: 1000 });
    made({ hours: 24 - age, orders: 12, scripts: ['shell.php'] });
    const signs = await catalogSigns(modules, site, signal);
    expect(signs.map(({ code }) => code).toSorted()).toEqual(['new-executable', 'rows-collapsed']);
    expect(new Set(signs.map(({ at }) => at))).toEqual(new Set([hoursBefore(48 - age)]));
  });
});

describe('the expected time', () => {
  it('is what the last drill took, else what measured rates make of the bytes, else not known', () => {
    const { catalog } = modules;
    expect(expectedTime(modules, site.id, 10_000_000)).toEqual({ rtoMs: null, rtoFrom: 'unknown' });
    const rate = (bytesPerSecond: number) => ({ step: 'Copying', doneBytes: 1, totalBytes: 1, bytesPerSecond, remainingMs: 0 });
    catalog.jobs.insert(sampleJob({ kind: 'copy', state: 'succeeded', progress: rate(2_000_000) }), {});
    catalog.jobs.insert(sampleJob({ kind: 'copy', state: 'failed', progress: rate(5) }), {});
    expect(expectedTime(modules, site.id, 10_000_000)).toEqual({ rtoMs: 5000, rtoFrom: 'rates' });
    expect(expectedTime(modules, site.id, null)).toEqual({ rtoMs: null, rtoFrom: 'unknown' });
    catalog.drills.insert(drill({ backupId: made({ hours: 24 }), restoreMs: 700_000 }));
    expect(expectedTime(modules, site.id, 10_000_000)).toEqual({ rtoMs: 700_000, rtoFrom: 'drill' });
  });
});

function drill(changes: Pick<Drill, 'backupId' | 'restoreMs'>): Drill {
  return {
    id: DrillId.parse(crypto.randomUUID()),
    siteId: site.id,
    siteName: site.name,
    backupAt: NOON,
    placeId: here.id,
    placeName: here.name,
    targetName: 'this computer',
    startedAt: NOON,
    endedAt: NOON,
    outcome: 'passed',
    phases: [],
    databases: [],
    assertions: [],
    media: null,
    problem: null,
    ...changes,
  };
}
