import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { planPlace } from '../../../src/main/retention/plan-place.ts';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import type { Backup, BackupFilter, Proof } from '../../../src/shared/model/backup.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import type { Artifact } from '../../../src/shared/model/artifact.ts';
import {
  failedProof,
  hoursBefore,
  sampleArtifact,
  sampleCopy,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../../unit/part-samples.ts';
import { policyOf } from '../../unit/retention/retention-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

const EVERYTHING: BackupFilter = {
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

/** Two sites and two places; `add` records a backup and gives its id. */
function world(catalog: Catalog = scratchCatalog()) {
  const server = sampleServer();
  const [shop, blog] = [sampleSite(server), sampleSite(server, { name: 'Blog_100%' })];
  const [home, drive] = [samplePlace(), samplePlace({ name: 'Vault-A', folder: '/mnt/vault' })];
  catalog.servers.insert(server);
  for (const site of [shop, blog]) catalog.sites.insert(site);
  for (const place of [home, drive]) catalog.places.put(place);
  let hours = 100;
  const add = (
    changes: Partial<Backup> & { readonly site?: typeof shop } = {},
    proof: Proof = sampleProof('intact'),
    places = [home],
  ): BackupId => {
    const { site = shop, ...backup } = changes;
    hours -= 1;
    const startedAt = hoursBefore(hours);
    const manifest = sampleManifest(site, server, [sampleSource(site)], { startedAt, folder: `folder-${hours}`, ...backup });
    for (const place of places) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place, proof));
    return manifest.backup.id;
  };
  const find = (filter: Partial<BackupFilter>) => catalog.backups.search({ ...EVERYTHING, ...filter }, 0, 100).rows.map(({ id }) => id);
  return { catalog, server, shop, blog, home, drive, add, find };
}

describe('searching backups', () => {
  it('finds every word of the text in label, note, folder, id, database or site, in any case', () => {
    const { catalog, add, find, blog } = world();
    const a = add({ label: 'Before the Update', trigger: 'checkpoint' });
    const b = add({ folder: '2026-11-20T020000Z-full' });
    const c = add({ site: blog });
    catalog.backups.annotate(b, { note: 'asked for by Ms Ålund' });

    expect(find({ text: 'before update' })).toEqual([a]);
    expect(find({ text: '20t02' })).toEqual([b]);
    expect(find({ text: 'MS asked' })).toEqual([b]);
    expect(find({ text: 'Ålund' })).toEqual([b]);
    expect(find({ text: c.slice(0, 8) })).toEqual([c]);
    expect(find({ text: 'blog' })).toEqual([c]);
    expect(find({ text: 'aurora_shop' })).toEqual([c, b, a]);
    expect(find({ text: 'update blog' })).toEqual([]);
    expect(find({ text: '  ' })).toEqual([c, b, a]);
  });

  it('takes % and _ and quotes for what they are', () => {
    const { add, find, blog } = world();
    add();
    const b = add({ site: blog });
    expect(find({ text: '100%' })).toEqual([b]);
    expect(find({ text: 'g_1' })).toEqual([b]);
    for (const text of ['%', '_1', "' OR 1=1 --", '\\', '"']) expect(find({ text: `zz${text}` })).toEqual([]);
    expect(find({ text: 'aurora%' })).toEqual([]);
  });

  it('goes by the new label and the present name of the site', () => {
    const { catalog, add, find, shop } = world();
    const a = add({ label: 'first words', trigger: 'checkpoint' });
    catalog.backups.annotate(a, { label: 'other words' });
    catalog.sites.update({ ...shop, name: 'renamed' });
    expect([find({ text: 'other' }), find({ text: 'first' }), find({ text: 'renamed' })]).toEqual([[a], [], [a]]);
    expect(catalog.backups.search(EVERYTHING, 0, 1).rows[0]).toMatchObject({ label: 'other words', siteName: 'renamed' });
  });

  it('narrows by site, kind, trigger, place, hold and time', () => {
    const { catalog, add, find, shop, blog, home, drive } = world();
    const a = add({ kind: 'structure', startedAt: '2026-11-01T00:00:00.000Z' });
    const b = add({ trigger: 'adopted', site: blog, startedAt: '2026-11-02T00:00:00.000Z' }, sampleProof(), [home, drive]);
    const c = add({ startedAt: '2026-11-03T00:00:00.000Z' });
    catalog.backups.annotate(c, { held: true });

    expect(find({ siteId: shop.id })).toEqual([c, a]);
    expect(find({ kind: 'structure' })).toEqual([a]);
    expect(find({ trigger: 'adopted' })).toEqual([b]);
    expect([find({ placeId: drive.id }), find({ placeId: home.id })]).toEqual([[b], [c, b, a]]);
    expect([find({ held: true }), find({ held: false })]).toEqual([[c], [b, a]]);
    expect(find({ from: '2026-11-02T00:00:00.000Z', until: '2026-11-03T00:00:00.000Z' })).toEqual([b]);
    expect(find({ siteId: shop.id, held: true, text: 'aurora' })).toEqual([c]);
  });

  it('narrows by what is shown of the best copy, and finds those with a copy that failed', () => {
    const { catalog, add, find, home, drive } = world();
    const present = add({}, sampleProof('present'));
    const sound = add({}, sampleProof('sound'), [home, drive]);
    const proven = add({}, sampleProof('proven'));
    const failed = add({}, failedProof('proven'));
    expect([find({ proof: 'intact' }), find({ proof: 'proven' }), find({ proof: 'failed' })]).toEqual([
      [proven, sound],
      [proven],
      [failed],
    ]);

    catalog.backups.updateProof(sound, drive.id, failedProof());
    catalog.backups.updateProof(present, home.id, sampleProof('intact'));
    expect(find({ proof: 'failed' })).toEqual([failed, sound]);
    expect(find({ proof: 'intact' })).toEqual([proven, sound, present]);
  });

  it('finds backups by the parts they hold', () => {
    const { add, find, shop } = world();
    const source = sampleMediaSource(shop);
    const id = BackupId.parse('aaaaaaaa-0000-4000-8000-000000000001');
    add();
    add({ id, artifacts: [sampleMediaArtifact(source, { chain: [id] })] });
    expect(find({ part: 'media' })).toEqual([id]);
    expect(find({ part: 'config' })).toEqual([]);
    expect(find({ part: 'database' })).toHaveLength(1);
  });

  it('gives pages in one order, with how many there are in all', () => {
    const { catalog, add, find } = world();
    const ids = Array.from({ length: 7 }, () => add()).toReversed();
    const page = (offset: number) => catalog.backups.search(EVERYTHING, offset, 3);
    expect([...page(0).rows, ...page(3).rows, ...page(6).rows].map(({ id }) => id)).toEqual(ids);
    expect([page(0).total, page(6).total, page(9).total, page(9).rows]).toEqual([7, 7, 7, []]);
    expect(find({})).toEqual(ids);
  });

  it('leaves out what lies nowhere any more', () => {
    const { catalog, add, find, home } = world();
    const a = add();
    const b = add();
    catalog.backups.forgetCopy(b, home.id);
    expect(find({})).toEqual([a]);
    expect(catalog.backups.statistics(null).count).toBe(1);
    expect(catalog.backups.find(b)).not.toBeNull();
  });
});

describe("the operator's words", () => {
  it('change what is given and leave the rest', () => {
    const { catalog, add } = world();
    const a = add({ label: 'before update', trigger: 'checkpoint' });
    catalog.backups.annotate(a, { note: 'keep', held: true });
    catalog.backups.annotate(a, { label: 'renamed' });
    expect(catalog.backups.annotationOf(a)).toEqual({ backupId: a, label: 'renamed', note: 'keep', held: true });
    expect(catalog.backups.summaries({ siteId: null })[0]).toMatchObject({ label: 'renamed', note: 'keep', held: true });
    catalog.backups.annotate(a, { label: null, note: '', held: false });
    expect(catalog.backups.summaries({ siteId: null })[0]).toMatchObject({ label: 'before update', note: '', held: false });
    expect(catalog.backups.annotations()).toEqual([]);
  });

  it('are for backups that are known', () => {
    const { catalog } = world();
    const stranger = BackupId.parse('aaaaaaaa-0000-4000-8000-000000000001');
    expect(() => catalog.backups.annotate(stranger, { held: true })).toThrow(expect.objectContaining({ code: 'backup.not-found' }));
    expect(catalog.backups.annotationOf(stranger)).toBeNull();
  });
});

describe('statistics', () => {
  it('count backups, bytes before and after compression, by kind, part and place', () => {
    const { catalog, add, shop, blog, home, drive } = world();
    const source = sampleMediaSource(shop);
    const id = BackupId.parse('aaaaaaaa-0000-4000-8000-000000000001');
    const artifacts: Artifact[] = [
      sampleArtifact(sampleSource(shop), { bytes: 1000, uncompressedBytes: 5000 }),
      sampleMediaArtifact(source, { chain: [id], bytes: 2000, uncompressedBytes: 3000 }),
    ];
    add({ id, artifacts, bytes: 3100, startedAt: '2026-11-01T02:00:00.000Z' }, sampleProof(), [home, drive]);
    add({ startedAt: '2026-11-01T09:00:00.000Z', bytes: 10, kind: 'structure' }, failedProof());
    add({ startedAt: '2026-11-03T02:00:00.000Z', bytes: 4000 });
    add({ site: blog, startedAt: '2026-11-02T02:00:00.000Z', bytes: 7 });

    const all = catalog.backups.statistics(null);
    expect(all).toMatchObject({ count: 4, bytes: 7117, oldestAt: '2026-11-01T02:00:00.000Z', newestAt: '2026-11-03T02:00:00.000Z' });
    expect(all.byKind).toEqual([
      { kind: 'full', count: 3, bytes: 7107 },
      { kind: 'structure', count: 1, bytes: 10 },
    ]);
    expect(all.byPart).toEqual([
      { part: 'database', count: 4, bytes: 4000, uncompressedBytes: 17_000 },
      { part: 'media', count: 1, bytes: 2000, uncompressedBytes: 3000 },
    ]);
    expect(all.uncompressedBytes).toBe(20_000);
    expect(new Set(all.byPlace)).toEqual(
      new Set([
        { placeId: home.id, count: 4, bytes: 7117, failed: 1 },
        { placeId: drive.id, count: 1, bytes: 3100, failed: 0 },
      ]),
    );
    expect(catalog.backups.statistics(shop.id).growth).toEqual([
      { day: '2026-11-01', bytes: 3100, addedBytes: 3110 },
      { day: '2026-11-03', bytes: 4000, addedBytes: 4000 },
    ]);
  });

  it('are all zero where there is nothing', () => {
    const { catalog, shop } = world();
    expect(catalog.backups.statistics(shop.id)).toEqual({
      count: 0,
      bytes: 0,
      uncompressedBytes: 0,
      oldestAt: null,
      newestAt: null,
      byKind: [],
      byPart: [],
      byPlace: [],
      growth: [],
    });
  });
});

describe('what retention is told a backup holds', () => {
  it('does not let changed files alone, as a server adopts them, stand in for the full archive they need', () => {
    const { catalog, add, shop } = world();
    const source = sampleMediaSource(shop);
    const [full, changes] = [1, 2].map((n) => BackupId.parse(`bbbbbbbb-0000-4000-8000-00000000000${n}`));
    if (full === undefined || changes === undefined) throw new Error('no ids');
    add({ id: full, trigger: 'adopted', artifacts: [sampleMediaArtifact(source, { chain: [full] })] });
    const alone = sampleMediaArtifact(source, { chain: [changes], kind: 'incremental' });
    add({ id: changes, trigger: 'adopted', kind: 'incremental', artifacts: [alone] });
    const [first, second] = catalog.retained.ofSite(shop.id);
    expect(first?.holds).toEqual([`media ${source.id}`]);
    expect(second?.holds).toEqual([`media incremental ${source.id}`]);
  });

  it('keeps the full archive a kept incremental of a server needs, and what lies between them, though a later full stays for the period', () => {
    const { catalog, shop, home, add } = world();
    const [source, other] = [sampleMediaSource(shop), sampleMediaSource(shop)];
    const adopt = (day: string, kind: 'full' | 'incremental', from = source, changes: Partial<Backup> = {}): BackupId => {
      const id = BackupId.parse(randomUUID());
      const artifacts = [sampleMediaArtifact(from, { chain: [id], kind })];
      return add({ id, trigger: 'adopted', kind, artifacts, startedAt: `2026-08-${day}T02:00:00.000Z`, ...changes });
    };
    const older = adopt('02', 'full');
    const full = adopt('09', 'full');
    const elsewhere = adopt('10', 'full', other);
    const ours = adopt('10', 'full', source, { trigger: 'manual' });
    const monday = adopt('10', 'incremental');
    const held = adopt('11', 'incremental');
    const after = adopt('12', 'incremental');
    const later = adopt('30', 'full');
    const newest = adopt('31', 'incremental');
    catalog.backups.annotate(held, { held: true });
    catalog.retentionPolicies.put({ siteId: null, placeId: null }, policyOf({ maxAgeDays: { full: 1, incremental: 1 }, keepNewest: 1 }));

    const { decisions } = planPlace({ catalog, placeId: home.id, siteId: shop.id, now: Date.parse('2026-11-21T12:00:00Z'), zone: 'UTC' });
    const codes = new Map(decisions.map(({ backupId, reasons }) => [backupId, reasons.map(({ code }) => code)]));
    expect(codes.get(full)).toEqual(['chain']);
    expect(codes.get(monday)).toEqual(['chain']);
    expect(decisions.find(({ backupId }) => backupId === full)?.reasons[0]?.text).toMatch(/^The backup of .+ needs its archive\.$/);
    expect(codes.get(held)).toContain('held');
    expect([later, elsewhere, newest].every((id) => codes.get(id)?.includes('newest'))).toBe(true);
    expect([older, ours, after].map((id) => codes.get(id))).toEqual([['expired'], ['expired'], ['expired']]);
  });
});

describe('chains', () => {
  it('tell who needs whom, and forget those that lie nowhere', () => {
    const { catalog, add, shop, home } = world();
    const source = sampleMediaSource(shop);
    const [one, two, three] = [1, 2, 3].map((n) => BackupId.parse(`aaaaaaaa-0000-4000-8000-00000000000${n}`));
    if (one === undefined || two === undefined || three === undefined) throw new Error('no ids');
    add({ id: one, artifacts: [sampleMediaArtifact(source, { chain: [one] })] });
    add({ id: two, artifacts: [sampleMediaArtifact(source, { chain: [one, two] })], kind: 'incremental' });
    add({ id: three, artifacts: [sampleMediaArtifact(source, { chain: [one, two, three] })], kind: 'incremental' });
    expect(catalog.backups.neededBy(one).map(({ id }) => id)).toEqual([two, three]);
    expect(catalog.backups.neededBy(three)).toEqual([]);
    expect(catalog.backups.needsOf(three)).toEqual([one, two]);
    expect(catalog.retained.ofSite(shop.id).map(({ needs }) => needs)).toEqual([[], [one], [one, two]]);
    catalog.backups.forgetCopy(two, home.id);
    expect(catalog.backups.neededBy(one).map(({ id }) => id)).toEqual([three]);
  });
});

describe('policies', () => {
  it('are kept for each scope, replaced, and taken away', () => {
    const { catalog, shop, home, drive } = world();
    const { sitePolicies, retentionPolicies } = catalog;
    expect(sitePolicies.of(shop.id)).toMatchObject({ copyTo: [], chainLength: 30 });
    sitePolicies.put(shop.id, { copyTo: [drive.id], chainLength: 7, fullEveryDays: 14, newFullBy: 'transfer' });
    expect(sitePolicies.of(shop.id)).toEqual({ copyTo: [drive.id], chainLength: 7, fullEveryDays: 14, newFullBy: 'transfer' });

    const policy = { enabled: true, generations: null, maxAgeDays: { full: 30 }, keepNewest: 3, maxBytes: null, zone: 'Europe/Berlin' };
    retentionPolicies.put({ siteId: null, placeId: home.id }, policy);
    retentionPolicies.put({ siteId: shop.id, placeId: home.id }, policy);
    retentionPolicies.put({ siteId: null, placeId: home.id }, { ...policy, keepNewest: 9 });
    expect(retentionPolicies.list()).toEqual([
      { scope: { siteId: null, placeId: home.id }, policy: { ...policy, keepNewest: 9 } },
      { scope: { siteId: shop.id, placeId: home.id }, policy },
    ]);
    retentionPolicies.put({ siteId: null, placeId: home.id }, null);
    expect(retentionPolicies.list().map(({ scope }) => scope)).toEqual([{ siteId: shop.id, placeId: home.id }]);
    catalog.places.delete(home.id);
    expect(retentionPolicies.list()).toEqual([]);
  });
});
