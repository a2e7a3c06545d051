import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compression } from '../../../src/shared/model/preflight.ts';
import { Manifest } from '../../../src/shared/model/manifest.ts';
import { readTruth, type DatabaseTruth } from '../../lab/inventory.ts';
import { startCaptureLab, type CaptureLab } from './capture-lab.ts';
import { databaseIn } from './database-in.ts';
import { isDatabase } from '../../../src/shared/model/artifact.ts';

let tried: CaptureLab;
let truth: DatabaseTruth;
beforeAll(async () => {
  tried = await startCaptureLab();
  truth = await readTruth(tried.lab.mariadb, tried.source.database);
});
afterAll(() => tried[Symbol.asyncDispose]());

describe('capturing the practice site', () => {
  it('keeps a folder that describes itself and holds all that MariaDB has', async () => {
    const { manifest, location } = await tried.capture();

    expect((await readdir(location)).sort()).toEqual(['RESTORE.txt', 'SHA256SUMS', 'aurora_market.sql.zst', 'manifest.json']);
    expect(Manifest.parse(JSON.parse(await readFile(join(location, 'manifest.json'), 'utf8')))).toEqual(manifest);
    const artifact = databaseIn(manifest);
    const bytes = await readFile(join(location, artifact?.file ?? ''));
    expect(artifact).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), compression: 'zstd' });
    expect(manifest.backup.warnings).toEqual([]);
    expect(artifact?.schemaDefaults).toEqual({ characterSet: truth.characterSet, collation: truth.collation });

    const inventory = artifact?.inventory;
    expect(Object.fromEntries(inventory?.tables.map(({ name, rows }) => [name, rows]) ?? [])).toEqual(
      Object.fromEntries(Object.entries(truth.tables).map(([name, { rows }]) => [name, rows])),
    );
    expect(inventory?.views).toEqual(Object.keys(truth.views).sort());
    expect(inventory?.routines.map((name) => name.toUpperCase()).sort()).toEqual(
      Object.keys(truth.routines)
        .map((name) => name.toUpperCase())
        .sort(),
    );
    expect(inventory?.triggers).toEqual(Object.keys(truth.triggers).sort());
    expect(inventory?.events).toEqual(Object.keys(truth.events).sort());
    expect(artifact?.nonTransactionalTables).toEqual(
      Object.entries(truth.tables)
        .filter(([, { engine }]) => engine !== 'InnoDB')
        .map(([name]) => name),
    );
  });

  it('lets nobody else read what it keeps', async () => {
    const { location } = await tried.capture();
    const modes = await Promise.all(
      [location, ...(await readdir(location)).map((name) => join(location, name))].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600, 0o600]);
  });

  it.each<Compression>(['gzip', 'zstd', 'bzip2', 'none'])('brings the same database back, compressed with %s', async (compression) => {
    const { manifest, location } = await tried.capture({ compression });
    const artifact = databaseIn(manifest);
    const tool = { gzip: ['gzip', '-dc'], zstd: ['zstd', '-dc'], bzip2: ['bzip2', '-dc'], none: ['cat'] }[compression];
    const [program = '', ...flags] = tool;
    const sql = execFileSync(program, [...flags, join(location, artifact?.file ?? '')], { maxBuffer: 1 << 28 });
    expect(sql.length).toBe(artifact?.uncompressedBytes);

    const database = `back_from_${compression}`;
    await tried.lab.mariadb.createDatabase(database);
    await tried.lab.mariadb.script(sql, { database });
    expect(await readTruth(tried.lab.mariadb, database)).toEqual(truth);
  });

  it('takes the structure alone, or the rows alone', async () => {
    const structure = await tried.capture({ kind: 'structure' });
    const data = await tried.capture({ kind: 'data' });
    expect(structure.manifest.backup.folder).toMatch(/-structure(-\d+)?$/);
    expect(
      databaseIn(structure.manifest)
        .inventory.tables.map(({ data: range }) => range)
        .filter((range) => range !== null),
    ).toEqual([]);
    expect(databaseIn(structure.manifest).inventory.views).toEqual(Object.keys(truth.views).sort());
    const inventory = databaseIn(data.manifest).inventory;
    expect(inventory?.tables.map(({ definition }) => definition).filter((range) => range !== null)).toEqual([]);
    expect(inventory).toMatchObject({ views: [], routines: [], triggers: [], events: [] });
    const rows = (list: readonly { readonly rows: number | null }[]) => list.reduce((sum, { rows: count }) => sum + (count ?? 0), 0);
    expect(rows(inventory?.tables ?? [])).toBe(rows(Object.values(truth.tables)));
  });

  it('names what a user of ordinary shared hosting leaves out, and keeps the rest', async () => {
    const { database } = tried.source;
    const shared = await tried.lab.mariadb.createUser({ access: 'shared', database, without: ['EVENT', 'TRIGGER'], name: 'hosted' });
    tried.lab.site.writeEnv(shared);
    try {
      const { manifest } = await tried.capture();
      const codes = manifest.backup.warnings.map(({ code }) => code);
      expect(codes).toEqual(['privilege-missing-trigger', 'privilege-missing-event', 'routines-unreadable']);
      expect(databaseIn(manifest).inventory).toMatchObject({ triggers: [], events: [] });
      expect(databaseIn(manifest).inventory.views).toEqual(Object.keys(truth.views).sort());
      expect(databaseIn(manifest).inventory.tables).toHaveLength(Object.keys(truth.tables).length);
    } finally {
      tried.lab.site.writeEnv(tried.lab.site.user);
    }
  });

  it('works for a read-only user, and over the socket that "localhost" means', async () => {
    const reader = await tried.lab.mariadb.createUser({ access: 'read-only', database: tried.source.database, name: 'reader' });
    tried.lab.site.writeEnv(reader, { kind: 'socket', path: tried.lab.mariadb.socket });
    try {
      const { manifest } = await tried.capture();
      expect(databaseIn(manifest).inventory.tables).toHaveLength(Object.keys(truth.tables).length);
      expect(manifest.backup.warnings.map(({ code }) => code)).toEqual([
        'privilege-missing-trigger',
        'privilege-missing-event',
        'privilege-missing-execute',
        // Two views call a function this user may not execute.
        'view-broken',
        'view-broken',
      ]);
    } finally {
      tried.lab.site.writeEnv(tried.lab.site.user);
    }
  });

  it('leaves out a view whose table is gone, names it, and keeps everything else', async () => {
    const { mariadb } = tried.lab;
    const { database } = tried.source;
    await mariadb.sql('CREATE TABLE gone (a INT); CREATE VIEW broken_view AS SELECT a FROM gone; DROP TABLE gone', { database });
    try {
      const { manifest } = await tried.capture();
      expect(manifest.backup.warnings).toEqual([{ code: 'view-broken', text: expect.stringContaining('broken_view') }]);
      expect(databaseIn(manifest).inventory.views).toEqual(Object.keys(truth.views).sort());
    } finally {
      await mariadb.sql('DROP VIEW broken_view', { database });
    }
  });

  it('keeps a sequence with the structure, and needs none for the rows', async () => {
    const { mariadb } = tried.lab;
    const { database } = tried.source;
    await mariadb.sql('CREATE SEQUENCE invoice_numbers START WITH 1000', { database });
    try {
      const full = await tried.capture();
      expect(databaseIn(full.manifest).inventory.routines).toContain('sequence invoice_numbers');
      const data = await tried.capture({ kind: 'data' });
      expect(databaseIn(data.manifest).inventory.routines).toEqual([]);
    } finally {
      await mariadb.sql('DROP SEQUENCE invoice_numbers', { database });
    }
  });

  it('keeps two databases of a site as one backup', async () => {
    const database = 'Aurora_Market';
    await tried.lab.mariadb.createDatabase(database);
    await tried.lab.mariadb.sql('CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)', { database });
    const second = { ...tried.source, id: crypto.randomUUID() as typeof tried.source.id, database, access: { from: 'keychain' } as const };
    tried.lab.site.writeEnv(tried.lab.site.user);
    const { user } = tried.lab.site;
    const { manifest } = await tried.captureWith({ [`source:${second.id}`]: user.password }, { sources: [tried.source, second] });
    expect(manifest.backup.artifacts.filter(isDatabase).map(({ file, database: name }) => [file, name])).toEqual([
      ['aurora_market.sql.zst', 'aurora_market'],
      ['Aurora_Market~2.sql.zst', 'Aurora_Market'],
    ]);
  });
});
