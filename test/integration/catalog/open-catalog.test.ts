import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Migration } from '../../../src/main/catalog/migrate.ts';
import { MIGRATIONS } from '../../../src/main/catalog/migrations/all.ts';
import { openCatalog, readCatalog } from '../../../src/main/catalog/open-catalog.ts';
import type { BackupKind } from '../../../src/shared/model/backup.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import { sampleCopy, sampleManifest, samplePlace, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchCatalog, scratchFolder } from './catalog-folder.ts';

/** Only possible for a process that is alone with the file. */
const TAKE_OVER = `
  import Database from ${JSON.stringify(import.meta.resolve('better-sqlite3'))};
  const db = new Database(process.argv[1], { timeout: 0 });
  db.pragma('locking_mode = EXCLUSIVE');
  db.exec('BEGIN IMMEDIATE');`;

const problem = (code: string) => expect.objectContaining({ code });

function query(file: string, text: string): unknown {
  const db = new Database(file);
  try {
    return db.prepare(text).pluck().get();
  } finally {
    db.close();
  }
}

const version = (file: string): unknown => query(file, 'PRAGMA user_version');

describe('the catalog file', () => {
  it('is made in a private folder, readable by its owner alone, with every promise of durability switched on', () => {
    const folder = join(scratchFolder(), 'home');
    const file = join(folder, 'catalog.sqlite');
    const catalog = openCatalog(file);
    onTestFinished(() => catalog.close());
    catalog.places.put(samplePlace());

    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(query(file, 'PRAGMA journal_mode')).toBe('wal');
    expect(query(file, "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND strict = 0")).toBe(0);
  });

  it('can be read by a second process while the first has it open', () => {
    const first = scratchCatalog();
    const server = sampleServer();
    first.servers.insert(server);
    using second = openCatalog(first.file);
    expect(second.servers.list()).toEqual([server]);
    second.servers.update({ ...server, port: 2222 });
    expect(first.servers.find(server.id)?.port).toBe(2222);
  });

  it('keeps its locks when it is opened twice in one process', () => {
    const first = scratchCatalog();
    first.places.put(samplePlace());
    openCatalog(first.file).close();
    const takeOver = () => execFileSync(process.execPath, ['--input-type=module', '--eval', TAKE_OVER, first.file], { stdio: 'pipe' });
    expect(takeOver).toThrow('database is locked');
    first.close();
    expect(takeOver).not.toThrow();
  });

  it('says that another program holds it instead of waiting for ever', () => {
    const catalog = scratchCatalog({ busyTimeoutMs: 20 });
    const other = new Database(catalog.file);
    onTestFinished(() => {
      other.close();
    });
    other.exec('BEGIN IMMEDIATE');
    expect(() => catalog.places.put(samplePlace())).toThrow(problem('catalog.busy'));
    other.exec('ROLLBACK');
    catalog.places.put(samplePlace());
    expect(catalog.places.list()).toHaveLength(1);
  });

  it('says that it cannot be written where its folder cannot be', () => {
    const blocker = join(scratchFolder(), 'a-file');
    writeFileSync(blocker, '');
    expect(() => openCatalog(join(blocker, 'catalog.sqlite'))).toThrow(problem('catalog.write-failed'));
  });
});

describe('a catalog that cannot be trusted', () => {
  it('refuses one written by a newer Holdfast and changes nothing', () => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    openCatalog(file).close();
    const db = new Database(file);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    const before = readFileSync(file);

    expect(() => openCatalog(file)).toThrow(problem('catalog.from-newer-app'));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ['other bytes', () => Buffer.from('this is no catalog'.repeat(300))],
    ['a header and noise', (good: Buffer) => Buffer.concat([good.subarray(0, 100), Buffer.alloc(good.length - 100, 0x5a)])],
    ['half a file', (good: Buffer) => good.subarray(0, good.length / 2)],
  ])('calls %s damaged, and deletes nothing', (_name, damage) => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    using filled = openCatalog(file);
    filled.places.put(samplePlace());
    filled.close();
    const bytes = damage(readFileSync(file));
    writeFileSync(file, bytes);

    expect(() => {
      using catalog = openCatalog(file);
      catalog.places.list();
      catalog.servers.list();
      catalog.backups.summaries({ siteId: null });
      catalog.jobs.list();
      catalog.settings.get('theme');
    }).toThrow(problem('catalog.damaged'));
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('leaves an SQLite file of another program alone', () => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    const db = new Database(file);
    db.exec('CREATE TABLE somebody_elses (x)');
    db.close();
    expect(() => openCatalog(file)).toThrow(problem('catalog.damaged'));
    expect(query(file, 'SELECT group_concat(name) FROM sqlite_schema')).toBe('somebody_elses');
  });

  it('names the row that does not hold what this app writes', () => {
    const catalog = scratchCatalog();
    const place = samplePlace();
    catalog.places.put(place);
    const db = new Database(catalog.file);
    db.exec("UPDATE place SET kind = 'moon'");
    db.close();
    expect(() => catalog.places.list()).toThrow(
      expect.objectContaining({ code: 'catalog.damaged', detail: expect.stringContaining(`place ${place.id}`) }),
    );
  });
});

describe('a catalog that is only looked at', () => {
  it('is not made where there is none', () => {
    const folder = scratchFolder();
    using reader = readCatalog(join(folder, 'catalog.sqlite'));
    expect([reader.sites.list(), reader.jobs.list(), reader.settings.get('theme')]).toEqual([[], [], 'system']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is read beside the app that works with it, and cannot be written', () => {
    const working = scratchCatalog();
    const place = samplePlace();
    working.places.put(place);
    using reader = readCatalog(working.file);
    expect(reader.places.list()).toEqual([place]);
    const second = samplePlace({ name: 'later' });
    working.places.put(second);
    expect(reader.places.list()).toEqual([place, second]);
    expect(() => reader.places.put(samplePlace())).toThrow(problem('catalog.write-failed'));
  });

  it('keeps the schema of the older app that may be running, and is understood all the same', () => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    const newer: Migration = {
      version: MIGRATIONS.length + 1,
      name: 'another name for it',
      up: (db) => db.exec("ALTER TABLE place ADD COLUMN note TEXT; UPDATE place SET name = name || ' (migrated)'"),
    };
    const place = samplePlace();
    // Still open, its last words in the WAL.
    const older = openCatalog(file);
    onTestFinished(() => older.close());
    older.places.put(place);
    using reader = readCatalog(file, { migrations: [...MIGRATIONS, newer] });
    expect(reader.places.list()).toEqual([{ ...place, name: `${place.name} (migrated)` }]);
    expect(() => reader.places.put(place)).toThrow(problem('catalog.write-failed'));
    expect(version(file)).toBe(MIGRATIONS.length);
    expect(existsSync(`${file}.before-${newer.version}`)).toBe(false);
    older.places.put({ ...place, name: 'still at work' });
    expect(older.places.list()).toEqual([{ ...place, name: 'still at work' }]);
  });

  it('counts as empty when an app was killed before it wrote anything', () => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    writeFileSync(file, '');
    using reader = readCatalog(file);
    expect(reader.sites.list()).toEqual([]);
    expect(statSync(file).size).toBe(0);
  });

  it.each([
    ['catalog.from-newer-app', (file: string) => new Database(file).exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`).close()],
    ['catalog.damaged', (file: string) => writeFileSync(file, 'this is no catalog'.repeat(300))],
  ])('says %s', (code, change) => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    openCatalog(file).close();
    change(file);
    const before = readFileSync(file);
    expect(() => readCatalog(file)).toThrow(problem(code));
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('migrations', () => {
  const addNote: Migration = {
    version: MIGRATIONS.length + 1,
    name: 'notes',
    up: (db) => db.exec("ALTER TABLE site ADD COLUMN note TEXT DEFAULT 'none'"),
  };
  const failing: Migration = {
    version: MIGRATIONS.length + 2,
    name: 'half way',
    up(db) {
      db.exec('CREATE TABLE half (x TEXT) STRICT');
      throw new Error('power lost');
    },
  };

  function filledCatalog(): { readonly file: string; readonly manifest: ReturnType<typeof sampleManifest> } {
    const file = join(scratchFolder(), 'catalog.sqlite');
    using catalog = openCatalog(file);
    const server = sampleServer();
    const site = sampleSite(server);
    const place = samplePlace();
    const manifest = sampleManifest(site, server, [sampleSource(site)]);
    catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.places.put(place);
    catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
    return { file, manifest };
  }

  it('0001 makes every table from nothing and needs no copy of nothing', () => {
    const folder = scratchFolder();
    const file = join(folder, 'catalog.sqlite');
    openCatalog(file, { migrations: MIGRATIONS.slice(0, 1) }).close();
    expect(version(file)).toBe(1);
    expect(
      query(
        file,
        "SELECT group_concat(name, ' ') FROM (SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite%' ORDER BY name)",
      ),
    ).toBe('artifact backup copy job manifest place server setting site source');
    expect(readdirSync(folder)).toEqual(['catalog.sqlite']);
  });

  it('0002 keeps every backup of version 1, whose list of checksums nobody knows, and remembers that of the next', () => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    openCatalog(file, { migrations: MIGRATIONS.slice(0, 1) }).close();
    const server = sampleServer();
    const site = sampleSite(server);
    const place = samplePlace();
    const old: Manifest = { ...sampleManifest(site, server, [sampleSource(site)]), version: 1 };
    const { id, folder, startedAt, completedAt, bytes } = old.backup;
    const db = new Database(file);
    db.prepare('INSERT INTO place VALUES (?, ?, ?, ?)').run(place.id, place.kind, place.name, place.folder);
    db.prepare(
      `INSERT INTO backup (id, site_id, server_id, site_name, server_name, occasion, label, kind, folder, started_at, completed_at, bytes,
         databases, warnings) VALUES (?, ?, ?, ?, ?, 'manual', NULL, 'full', ?, ?, ?, ?, '["aurora_shop"]', '[]')`,
    ).run(id, site.id, server.id, site.name, server.name, folder, startedAt, completedAt, bytes);
    db.prepare('INSERT INTO manifest (backup_id, document) VALUES (?, ?)').run(id, JSON.stringify(old));
    db.prepare("INSERT INTO copy (backup_id, place_id, location, level, present_at) VALUES (?, ?, '/b', 'present', ?)").run(
      id,
      place.id,
      completedAt,
    );
    db.close();

    using catalog = openCatalog(file);

    expect(version(file)).toBe(MIGRATIONS.length);
    expect(existsSync(`${file}.before-2`)).toBe(true);
    expect([catalog.backups.manifestOf(id), catalog.backups.sumsSha256Of(id)]).toEqual([old, null]);
    expect(catalog.backups.summaries({ siteId: site.id })).toMatchObject([{ id, copies: [{ location: '/b' }] }]);
    const next = sampleManifest(site, server, [sampleSource(site)]);
    catalog.backups.record(next, sampleCopy(next.backup.id, place), 'ab'.repeat(32));
    catalog.backups.record(next, sampleCopy(next.backup.id, place), 'cd'.repeat(32));
    expect(catalog.backups.sumsSha256Of(next.backup.id)).toBe('ab'.repeat(32));
  });

  it('0003 keeps places, backups, copies and jobs of version 2, and counts full backups as whole', () => {
    const file = join(scratchFolder(), 'catalog.sqlite');
    openCatalog(file, { migrations: MIGRATIONS.slice(0, 2) }).close();
    const server = sampleServer();
    const site = sampleSite(server);
    const place = samplePlace();
    const at = (startedAt: string, kind: BackupKind): Manifest => ({
      ...sampleManifest(site, server, [sampleSource(site)], { startedAt, kind }),
      version: 1,
    });
    const full = at('2026-11-20T02:00:00.000Z', 'full');
    const structure = at('2026-11-21T02:00:00.000Z', 'structure');
    const db = new Database(file);
    db.prepare('INSERT INTO place VALUES (?, ?, ?, ?)').run(place.id, place.kind, place.name, place.folder);
    for (const manifest of [full, structure]) {
      const { id, kind, folder, label, startedAt, completedAt, bytes } = manifest.backup;
      db.prepare(
        `INSERT INTO backup (id, site_id, server_id, site_name, server_name, occasion, label, kind, folder, started_at, completed_at, bytes,
           databases, warnings) VALUES (?, ?, ?, ?, ?, 'manual', ?, ?, ?, ?, ?, ?, '["aurora_shop"]', '[]')`,
      ).run(id, site.id, server.id, site.name, server.name, label, kind, folder, startedAt, completedAt, bytes);
      db.prepare('INSERT INTO manifest (backup_id, document, sums_sha256) VALUES (?, ?, ?)').run(
        id,
        JSON.stringify(manifest),
        'ab'.repeat(32),
      );
      db.prepare("INSERT INTO copy (backup_id, place_id, location, level, present_at, intact_at) VALUES (?, ?, ?, 'intact', ?, ?)").run(
        id,
        place.id,
        `${place.folder}/aurora-market/${folder}`,
        completedAt,
        completedAt,
      );
    }
    db.close();

    using catalog = openCatalog(file);

    expect([version(file), existsSync(`${file}.before-3`)]).toEqual([MIGRATIONS.length, true]);
    expect(catalog.places.list()).toEqual([{ ...place, offsite: true }]);
    expect(catalog.backups.manifestOf(full.backup.id)).toEqual(full);
    expect(catalog.backups.sumsSha256Of(full.backup.id)).toBe('ab'.repeat(32));
    expect(catalog.backups.summaries({ siteId: site.id })).toMatchObject(
      [structure, full].map(({ backup }) => ({
        id: backup.id,
        parts: ['database'],
        media: null,
        note: '',
        held: false,
        copies: [{ proof: { level: 'intact', failure: null } }],
      })),
    );
    expect(catalog.backups.newestFull(site.id)?.id).toBe(full.backup.id);
    expect(catalog.backups.totalsOf(site.id)).toMatchObject({ count: 2, newestGoodAt: full.backup.startedAt });
    catalog.places.delete(place.id);
    expect([catalog.places.list(), catalog.backups.copiesOf(full.backup.id)]).toEqual([[], []]);
  });

  it('keeps every row, and a readable copy of the file as it was before', () => {
    const { file, manifest } = filledCatalog();
    const copy = `${file}.before-${addNote.version}`;

    using catalog = openCatalog(file, { migrations: [...MIGRATIONS, addNote] });

    expect(version(file)).toBe(addNote.version);
    expect(query(file, 'SELECT note FROM site')).toBe('none');
    expect(catalog.backups.find(manifest.backup.id)).toEqual(manifest.backup);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const opened = join(scratchFolder(), basename(copy));
    copyFileSync(copy, opened);
    using older = openCatalog(opened);
    expect(older.backups.find(manifest.backup.id)).toEqual(manifest.backup);
  });

  it('commits each migration alone: one that fails leaves the ones before it, and goes on from there', () => {
    const { file, manifest } = filledCatalog();

    expect(() => openCatalog(file, { migrations: [...MIGRATIONS, addNote, failing] })).toThrow('power lost');

    expect(version(file)).toBe(addNote.version);
    expect(query(file, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'")).toBe(0);
    const mended: Migration = { ...failing, up: (db) => db.exec('CREATE TABLE half (x TEXT) STRICT') };
    using catalog = openCatalog(file, { migrations: [...MIGRATIONS, addNote, mended] });
    expect(version(file)).toBe(failing.version);
    expect(catalog.backups.find(manifest.backup.id)).toEqual(manifest.backup);
    expect([addNote, failing].map((migration) => existsSync(`${file}.before-${migration.version}`))).toEqual([true, true]);
  });

  it('refuses numbers with a gap, and a migration that breaks references', () => {
    const { file } = filledCatalog();
    const gap: Migration = { ...addNote, version: addNote.version + 1 };
    const breaking: Migration = { ...addNote, up: (db) => db.exec('DELETE FROM server') };
    expect(() => openCatalog(file, { migrations: [...MIGRATIONS, gap] })).toThrow('stands where');
    expect(() => openCatalog(file, { migrations: [...MIGRATIONS, breaking] })).toThrow('broken references');
    expect(version(file)).toBe(MIGRATIONS.length);
    using catalog = openCatalog(file);
    expect(catalog.servers.list()).toHaveLength(1);
  });

  it('does not start from a damaged catalog', () => {
    const { file } = filledCatalog();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 8192, bytes.length);
    writeFileSync(file, bytes);
    expect(() => openCatalog(file, { migrations: [...MIGRATIONS, addNote] })).toThrow(problem('catalog.damaged'));
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(existsSync(`${file}.before-${addNote.version}`)).toBe(false);
  });
});
