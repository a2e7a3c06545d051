import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { rebuildCatalog } from '../../../src/main/catalog/rebuild.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { writeManifest } from '../../../src/main/manifest/write-manifest.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import type { Copy } from '../../../src/shared/model/backup.ts';
import { firstProof } from '../../../src/shared/model/proof.ts';
import { failedProof, sampleProof, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { makeKeeper, NOW, register, type Registered, writeBackup } from '../places/place-folder.ts';
import { scratchCatalog, scratchFolder } from './catalog-folder.ts';

const AT = new Date(NOW.now()).toISOString();

function job(signal: AbortSignal = new AbortController().signal, step: (title: string) => void = () => {}): JobContext {
  return { jobId: randomUUID(), signal, step, advance: () => {}, log: () => {} };
}

const rebuild = (catalog: Catalog, { place }: PlaceKeeper) =>
  rebuildCatalog({ catalog, stores: [openFolderStore(place)], clock: NOW }, job());

/** Registers, writes and records a backup as the app does. */
async function backUp(catalog: Catalog, keeper: PlaceKeeper, registered: Registered, folder?: string) {
  const { server, site, source } = registered;
  if (catalog.places.find(keeper.place.id) === null) catalog.places.put(keeper.place);
  if (catalog.servers.find(server.id) === null) catalog.servers.insert(server);
  if (catalog.sites.find(site.id) === null) catalog.sites.insert(site);
  if (catalog.sources.find(source.id) === null) catalog.sources.insert(source);
  const written = await writeBackup(keeper, registered, folder);
  const { id } = written.manifest.backup;
  const copy: Copy = { backupId: id, placeId: keeper.place.id, location: written.location, proof: firstProof(AT) };
  catalog.backups.record(written.manifest, copy);
  return { ...written, id, copy };
}

/** Everything that a rebuild from manifests alone has to give back. */
function contents(catalog: Catalog) {
  const sites = catalog.sites.list();
  return {
    servers: catalog.servers.list(),
    sites,
    sources: sites.map(({ id }) => catalog.sources.list(id)),
    places: catalog.places.list(),
    summaries: catalog.backups.summaries({ siteId: null }),
    backups: catalog.backups.summaries({ siteId: null }).map(({ id }) => catalog.backups.manifestOf(id)),
    totals: sites.map(({ id }) => catalog.backups.totalsOf(id)),
  };
}

describe('a catalog rebuilt from the manifests alone', () => {
  test('is the one that was lost, but for the pinned host keys', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const lost = scratchCatalog();
    const one = register('aurora-market');
    const site = sampleSite(one.server, { name: 'borealis' });
    const two: Registered = { server: one.server, site, source: sampleSource(site) };
    const other = sampleServer({ name: 'web-2' });
    const three: Registered = { ...register('Ünï / code'), server: other };
    const moved: Registered = { server: other, site: { ...three.site, serverId: other.id }, source: three.source };
    for (const [registered, day] of [
      [one, 1],
      [two, 2],
      [one, 3],
      [moved, 4],
      [one, 5],
    ] as const) {
      await backUp(lost, keeper, registered, `2026-11-0${day}T020000Z-full`);
    }
    const before = contents(lost);
    expect(before.summaries).toHaveLength(5);

    const catalog = scratchCatalog();
    expect(await rebuild(catalog, keeper)).toEqual({ state: 'succeeded', problem: null, backupId: null, found: 5 });
    expect(contents(catalog)).toEqual({ ...before, servers: before.servers.map((server) => ({ ...server, hostKey: null })) });
  });

  test('knows a site as its newest manifest does', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const old = register('old-name');
    await writeBackup(keeper, old, '2026-11-01T020000Z-full');
    const now: Registered = { ...old, site: { ...old.site, name: 'new-name', framework: 'Laravel 13' } };
    await writeBackup(keeper, now, '2026-11-20T020000Z-full');
    const catalog = scratchCatalog();
    await rebuild(catalog, keeper);
    expect(catalog.sites.list()).toEqual([now.site]);
  });

  test('finds a backup that a crash kept out of the catalog after its folder had got its name', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const registered = register();
    await backUp(catalog, keeper, registered, '2026-11-20T020000Z-full');
    const { manifest, location } = await writeBackup(keeper, registered, '2026-11-21T020000Z-full');
    await rebuild(catalog, keeper);
    expect(catalog.backups.manifestOf(manifest.backup.id)).toEqual(manifest);
    expect(catalog.backups.copiesOf(manifest.backup.id)).toMatchObject([{ location, proof: { level: 'present', failure: null } }]);
  });

  test('reaches a server through its jump server again, whichever is met first', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const jump = register('jump-site');
    const behind = sampleServer({ name: 'behind', jumpServerId: jump.server.id });
    const site = sampleSite(behind, { name: 'inner' });
    await writeBackup(keeper, { server: behind, site, source: sampleSource(site) }, '2026-11-21T020000Z-full');
    await writeBackup(keeper, jump, '2026-11-01T020000Z-full');
    const catalog = scratchCatalog();
    expect((await rebuild(catalog, keeper)).state).toBe('succeeded');
    expect(catalog.servers.find(behind.id)).toEqual({ ...behind, hostKey: null });
  });

  test('says so when that jump server is in no manifest', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const behind = sampleServer({ jumpServerId: sampleServer().id });
    const site = sampleSite(behind);
    await writeBackup(keeper, { server: behind, site, source: sampleSource(site) });
    const catalog = scratchCatalog();
    const { problem } = await rebuild(catalog, keeper);
    expect(problem?.detail).toMatch(/choose its jump server again/);
    expect(catalog.servers.find(behind.id)?.jumpServerId).toBeNull();
  });

  test('keeps two apart that have come to have the same name', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    await backUp(catalog, keeper, register('Shop'), '2026-11-20T020000Z-full');
    const stranger = register('shop');
    await writeBackup(keeper, stranger, '2026-11-21T020000Z-full');
    const { problem } = await rebuild(catalog, keeper);
    expect(catalog.sites.list().map(({ name }) => name)).toEqual(['Shop', 'shop (2)']);
    expect(catalog.servers.list().map(({ name }) => name)).toEqual(['web-1', 'web-1 (2)']);
    expect(problem?.detail).toContain('Site shop is now called shop (2)');
  });
});

describe('a rebuild over a catalog that is in use', () => {
  test('changes nothing of what is known: pins, edits, proofs', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const registered = register();
    const { id, copy } = await backUp(catalog, keeper, registered);
    catalog.servers.update({ ...registered.server, address: 'new.example.org' });
    const proof = sampleProof('proven', { presentAt: AT });
    catalog.backups.updateProof(id, copy.placeId, proof);
    const before = contents(catalog);
    expect((await rebuild(catalog, keeper)).state).toBe('succeeded');
    expect(contents(catalog)).toEqual(before);
    expect(catalog.servers.find(registered.server.id)?.hostKey).not.toBeNull();
  });

  test('takes nothing back that a check shows meanwhile', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const { id, copy } = await backUp(catalog, keeper, register());
    const check = (title: string) => title.startsWith('Reading') && catalog.backups.updateProof(id, copy.placeId, sampleProof('sound'));
    await rebuildCatalog({ catalog, stores: [openFolderStore(keeper.place)], clock: NOW }, job(undefined, check));
    expect(catalog.backups.copiesOf(id)[0]?.proof.level).toBe('sound');
  });

  test('does not lift a failure by looking at sizes', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const { id, copy } = await backUp(catalog, keeper, register());
    catalog.backups.updateProof(id, copy.placeId, failedProof());
    await rebuild(catalog, keeper);
    expect(catalog.backups.copiesOf(id)[0]?.proof.failure?.code).toBe('verify.hash-differs');
  });

  test('finds what was moved or renamed under its new name', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const { id, location } = await backUp(catalog, keeper, register());
    const renamed = join(dirname(location), 'before the update');
    renameSync(location, renamed);
    expect((await rebuild(catalog, keeper)).state).toBe('succeeded');
    expect(catalog.backups.copiesOf(id)).toMatchObject([{ location: renamed, proof: { failure: null } }]);
  });

  test('withdraws the proof of what is gone, names it once, and takes it back when it returns', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const { id, location } = await backUp(catalog, keeper, register());
    renameSync(location, join(keeper.place.folder, '.trash'));
    const first = await rebuild(catalog, keeper);
    expect(first).toMatchObject({
      state: 'warning',
      problem: { code: 'catalog.rebuild-incomplete', detail: expect.stringContaining(location) },
    });
    expect(catalog.backups.copiesOf(id)[0]?.proof.failure).toMatchObject({ step: 'present', code: 'verify.folder-missing' });
    expect((await rebuild(catalog, keeper)).state).toBe('succeeded');
    renameSync(join(keeper.place.folder, '.trash'), location);
    await rebuild(catalog, keeper);
    expect(catalog.backups.copiesOf(id)[0]?.proof).toMatchObject({ level: 'present', failure: null });
  });
});

describe('what cannot be read', () => {
  test('is named folder by folder, and everything else is in the catalog', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const registered = register();
    const site = join(keeper.place.folder, 'aurora-market');
    const good = await writeBackup(keeper, registered, '2026-11-01T020000Z-full');
    const damaged = await writeBackup(keeper, registered, '2026-11-02T020000Z-full');
    truncateSync(join(damaged.location, 'manifest.json'), 100);
    const newer = await writeBackup(keeper, registered, '2026-11-03T020000Z-full');
    writeFileSync(join(newer.location, 'manifest.json'), '{"format":"holdfast-manifest","version":7}');
    const short = await writeBackup(keeper, registered, '2026-11-04T020000Z-full');
    truncateSync(join(short.location, 'aurora_shop.sql.gz'), 10);
    mkdirSync(join(site, '2026-11-05T020000Z-full'));
    cpSync(good.location, join(site, 'a copy of it'), { recursive: true });

    const catalog = scratchCatalog();
    const { problem, found } = await rebuild(catalog, keeper);
    expect(found).toBe(2);
    const lines = problem?.detail.split('\n') ?? [];
    expect(lines).toHaveLength(5);
    for (const [name, why] of [
      ['2026-11-02T020000Z-full', /manifest\.json/],
      ['2026-11-03T020000Z-full', /version 7/],
      ['2026-11-04T020000Z-full', /10 bytes, when it was made/],
      ['2026-11-05T020000Z-full', /not there/],
      ['2026-11-01T020000Z-full', /same backup as/],
    ] as const) {
      expect(lines.find((line) => line.includes(name))).toMatch(why);
    }
    expect(catalog.backups.copiesOf(short.manifest.backup.id)[0]?.proof.failure?.code).toBe('verify.size-differs');
    expect(catalog.backups.copiesOf(good.manifest.backup.id)).toHaveLength(1);
  });

  test('withdraws the proof of a copy whose manifest is damaged or another one now', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const registered = register();
    const one = await backUp(catalog, keeper, registered, '2026-11-01T020000Z-full');
    const two = await backUp(catalog, keeper, registered, '2026-11-02T020000Z-full');
    truncateSync(join(one.location, 'manifest.json'), 100);
    const other = await writeBackup(await makeKeeper(scratchFolder()), registered);
    for (const name of ['manifest.json', 'SHA256SUMS', 'RESTORE.txt']) rmSync(join(two.location, name));
    await writeManifest(two.location, other.manifest);
    await rebuild(catalog, keeper);
    expect(catalog.backups.copiesOf(one.id)[0]?.proof.failure?.code).toBe('verify.manifest-missing');
    expect(catalog.backups.copiesOf(two.id)[0]?.proof.failure).not.toBeNull();
  });
});

describe('one backup in several folders', () => {
  test('counts where the catalog knows it, with all that was shown there', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const { id, location, copy } = await backUp(catalog, keeper, register());
    // Met first, and called as the manifest says.
    const earlier = join(keeper.place.folder, 'a-site', basename(location));
    cpSync(location, earlier, { recursive: true });
    const proof = sampleProof('sound', { presentAt: AT });
    catalog.backups.updateProof(id, copy.placeId, proof);
    const { problem } = await rebuild(catalog, keeper);
    expect(problem?.detail).toBe(`${earlier}: the same backup as ${location}, which is the one recorded.`);
    expect(catalog.backups.copiesOf(id)).toEqual([{ ...copy, proof }]);
  });

  test.each(['', ' copy', '-2', ' (1)', '-copy', '0'])(
    'counts where it has its own name, beside one that ends with "%s"',
    async (ending) => {
      const keeper = await makeKeeper(scratchFolder());
      const { location, manifest } = await writeBackup(keeper, register());
      const other = ending === '' ? join(keeper.place.folder, 'a-site', 'before the update') : `${location}${ending}`;
      cpSync(location, other, { recursive: true });
      const catalog = scratchCatalog();
      const { problem } = await rebuild(catalog, keeper);
      expect(problem?.detail).toBe(`${other}: the same backup as ${location}, which is the one recorded.`);
      expect(catalog.backups.copiesOf(manifest.backup.id)).toMatchObject([{ location }]);
    },
  );

  test('has nothing shown of it in a folder that nobody has read, but a failure stays', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const registered = register();
    const one = await backUp(catalog, keeper, registered, '2026-11-20T020000Z-full');
    const two = await backUp(catalog, keeper, registered, '2026-11-21T020000Z-full');
    catalog.backups.updateProof(one.id, keeper.place.id, sampleProof('sound'));
    catalog.backups.updateProof(two.id, keeper.place.id, failedProof());
    for (const { location } of [one, two]) renameSync(location, `${location} moved`);
    await rebuild(catalog, keeper);
    expect(catalog.backups.copiesOf(one.id)).toMatchObject([{ location: `${one.location} moved`, proof: firstProof(AT) }]);
    expect(catalog.backups.copiesOf(two.id)).toMatchObject([{ proof: { level: 'present', failure: { code: 'verify.hash-differs' } } }]);
  });
});

describe('a manifest that cannot be recorded', () => {
  test('is named, leaves nothing behind, and keeps no other from being recorded', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const good = await writeBackup(keeper, register('good'), '2026-11-03T020000Z-full');
    const odd = await writeBackup(keeper, register('odd'), '2026-11-02T020000Z-full');
    const later = await writeBackup(keeper, register('later'), '2026-11-01T020000Z-full');
    // As after an edit by hand: a backup of its own, with an artifact that says it is another one's.
    const path = join(odd.location, 'manifest.json');
    const [mine, other] = [odd, good].map(({ manifest }) => manifest.backup.artifacts[0]?.id ?? '');
    writeFileSync(path, readFileSync(path, 'utf8').replace(mine ?? '', other ?? ''));
    const catalog = scratchCatalog();
    const { state, problem, found } = await rebuild(catalog, keeper);
    expect({ state, found }).toEqual({ state: 'warning', found: 2 });
    expect(problem?.detail.split('\n')).toContain(`${path} cannot be recorded: UNIQUE constraint failed: artifact.id.`);
    expect(catalog.backups.find(odd.manifest.backup.id)).toBeNull();
    expect(catalog.sites.list().map(({ name }) => name)).toEqual(['good', 'later']);
    expect(catalog.backups.find(later.manifest.backup.id)).toEqual(later.manifest.backup);
  });
});

describe('a place that is not there', () => {
  test('changes nothing in the catalog', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    await backUp(catalog, keeper, register());
    const before = contents(catalog);
    renameSync(keeper.place.folder, `${keeper.place.folder}-unplugged`);
    mkdirSync(keeper.place.folder);
    await expect(rebuild(catalog, keeper)).rejects.toMatchObject({ code: 'place.missing' });
    expect(contents(catalog)).toEqual(before);
    expect(readdirSync(keeper.place.folder)).toEqual([]);
  });

  test('nor does a rebuild that is cancelled withdraw anything', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const catalog = scratchCatalog();
    const { id } = await backUp(catalog, keeper, register());
    const controller = new AbortController();
    const cancel = (title: string) => title.startsWith('Reading') && controller.abort(new Error('cancelled'));
    await expect(
      rebuildCatalog({ catalog, stores: [openFolderStore(keeper.place)], clock: NOW }, job(controller.signal, cancel)),
    ).rejects.toThrow('cancelled');
    expect(catalog.backups.copiesOf(id)[0]?.proof.failure).toBeNull();
  });
});
