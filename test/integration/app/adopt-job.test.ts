import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JobPaused } from '../../../src/main/jobs/job-context.ts';
import { firstProof } from '../../../src/shared/model/proof.ts';
import { Manifest } from '../../../src/shared/model/manifest.ts';
import type { ServerBackupsSource } from '../../../src/shared/model/source.ts';
import { startChild } from '../../lab/children.ts';
import { readTruth, type DatabaseTruth } from '../../lab/inventory.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper } from '../places/place-folder.ts';
import { adopt, adoptWorld, kept, listed, modulesIn, proveSound } from './adopt-world.ts';

let lab: Lab;
let truth: DatabaseTruth;
let dump: Buffer;
beforeAll(async () => {
  lab = await startLab();
  truth = await readTruth(lab.mariadb, lab.site.database);
  dump = mysqldump('--routines', '--events', '--triggers');
});
afterAll(() => lab.stop());

const backups = () => join(lab.site.root, 'storage/app/backups');
beforeEach(() => {
  rmSync(backups(), { recursive: true, force: true });
  mkdirSync(join(backups(), 'incremental'), { recursive: true });
  give(backups());
});

/** As the server's own cron does it. */
function mysqldump(...flags: readonly string[]): Buffer {
  const { socket, admin } = lab.mariadb;
  return execFileSync(
    'mysqldump',
    [`--socket=${socket}`, `--user=${admin.name}`, '--single-transaction', '--hex-blob', ...flags, lab.site.database],
    {
      env: { ...process.env, MYSQL_PWD: admin.password },
      maxBuffer: 1 << 28,
    },
  );
}

function give(path: string): void {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${lab.sshd.account.uid}:${lab.sshd.account.gid}`, path]);
}

/** A file the server finished an hour ago. */
function put(name: string, content: Buffer | string): string {
  const path = join(backups(), name);
  writeFileSync(path, content);
  utimesSync(path, Date.now() / 1000 - 3600, Math.floor(Date.now() / 1000) - 3600);
  give(path);
  return path;
}

const packed = (program: string, ...args: readonly string[]) => execFileSync(program, [...args, '-c'], { input: dump, maxBuffer: 1 << 28 });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const TAR_FLAGS = { '.tar': [], '.tar.gz': ['--gzip'], '.tar.zst': ['--zstd'] } as const;

function tarOf(ending: '.tar' | '.tar.gz' | '.tar.zst'): Buffer {
  return execFileSync('tar', [...TAR_FLAGS[ending], '-cf', '-', '-C', join(lab.site.root, 'storage/app'), 'public'], {
    maxBuffer: 1 << 28,
  });
}

const world = (change: Partial<ServerBackupsSource> = {}) => adoptWorld(lab, change);

describe('dumps the server made', () => {
  it('become backups with the inventory of our own, bytes and names unchanged, whatever they are compressed with', async () => {
    const files = {
      'backup_aurora_full_2025-09-29_03-00-15.gz': packed('gzip'),
      'backup_2025-10-09_02-00-00.sql.gz': packed('gzip', '-1'),
      'daily-20251011-020000.sql.bz2': packed('bzip2'),
      'shop_2025-10-12_02-00-00.sql.zst': packed('zstd', '-q'),
      'mysql-aurora_market.sql': dump,
    };
    for (const [name, content] of Object.entries(files)) put(name, content);
    const tried = await world();
    const job = await adopt(tried);
    expect([job.state, job.problem]).toEqual(['succeeded', null]);
    const found = kept(tried);
    expect(found.map(({ backup }) => [backup.startedAt, backup.artifacts[0]?.file])).toEqual([
      ['2025-09-29T01:00:15.000Z', 'backup_aurora_full_2025-09-29_03-00-15.gz'],
      ['2025-10-09T00:00:00.000Z', 'backup_2025-10-09_02-00-00.sql.gz'],
      ['2025-10-11T00:00:00.000Z', 'daily-20251011-020000.sql.bz2'],
      ['2025-10-12T00:00:00.000Z', 'shop_2025-10-12_02-00-00.sql.zst'],
      [expect.any(String), 'mysql-aurora_market.sql'],
    ]);
    for (const { backup, location } of found) {
      const [artifact] = backup.artifacts;
      const name = artifact?.file ?? '';
      expect(backup).toMatchObject({ trigger: 'adopted', kind: 'full', warnings: [], adoptedFrom: { path: join(backups(), name) } });
      expect(basename(location)).toMatch(/^\d{4}-\d\d-\d\dT\d{6}Z-adopted$/);
      expect(readFileSync(join(location, name)).equals(files[name as keyof typeof files])).toBe(true);
      expect(artifact).toMatchObject({
        part: 'database',
        database: lab.site.database,
        sha256: sha256(files[name as keyof typeof files]),
        uncompressedBytes: dump.length,
      });
      expect(artifact).toMatchObject({ serverVersion: expect.stringContaining('MariaDB'), dumpTool: { name: 'mariadb-dump' } });
      const inventory = artifact?.part === 'database' ? artifact.inventory : null;
      expect(Object.fromEntries(inventory?.tables.map((table) => [table.name, table.rows]) ?? [])).toEqual(
        Object.fromEntries(Object.entries(truth.tables).map(([table, { rows }]) => [table, rows])),
      );
      expect(inventory?.views).toEqual(Object.keys(truth.views).toSorted());
      expect(inventory?.triggers).toEqual(Object.keys(truth.triggers).toSorted());
      // The tools of the system agree with what lies beside it.
      expect(execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: location, encoding: 'utf8' })).toBe('');
    }
    const proofs = found.map(({ backup }) => tried.modules.catalog.backups.copiesOf(backup.id)[0]?.proof.level);
    expect(new Set(proofs)).toEqual(new Set(['sound']));
    expect(readdirSync(join(tried.folder, '.adopting'))).toEqual([]);
  });

  it('are taken for what they hold: structure, rows, or only what changed', async () => {
    put('backup_aurora_full_2025-09-26_04-00-00.sql', mysqldump('--no-data'));
    put('backup_aurora_full_2025-09-27_04-00-00.sql', mysqldump('--no-create-info', '--skip-triggers'));
    put('backup_aurora_incremental_2025-09-28_04-00-00.gz', packed('gzip'));
    put('backup_2025-09-29_04-00-00.sql', mysqldump('--skip-comments', '--databases'));
    const tried = await world();
    const job = await adopt(tried);
    expect(job).toMatchObject({
      state: 'warning',
      problem: { code: 'capture.incomplete', detail: expect.stringContaining('incremental') },
    });
    expect(kept(tried).map(({ backup }) => [backup.kind, backup.warnings.map(({ code }) => code)])).toEqual([
      ['structure', []],
      ['data', []],
      ['data', ['adopt.incremental-dump']],
      ['full', ['adopt.no-end-mark']],
    ]);
    await proveSound(tried);
  });

  it('are pulled once, the newest alone where the source says so, and known again after the catalog was rebuilt', async () => {
    put('backup_2025-10-09_02-00-00.sql.gz', packed('gzip'));
    put('backup_2025-10-10_02-00-00.sql.gz', packed('gzip', '-1'));
    const tried = await world({ take: 'newest' });
    await adopt(tried);
    expect(kept(tried).map(({ backup }) => backup.startedAt)).toEqual(['2025-10-10T00:00:00.000Z']);
    await adopt(tried);
    expect(kept(tried)).toHaveLength(1);
    expect((await listed(tried)).map(({ name, state }) => [name, state])).toEqual([
      ['backup_2025-10-10_02-00-00.sql.gz', 'adopted'],
      ['backup_2025-10-09_02-00-00.sql.gz', 'new'],
    ]);
    const job = await adopt(tried, [
      join(backups(), 'backup_2025-10-09_02-00-00.sql.gz'),
      join(backups(), 'backup_2025-10-10_02-00-00.sql.gz'),
    ]);
    expect(job.state).toBe('succeeded');
    expect(kept(tried)).toHaveLength(2);

    const [first] = kept(tried);
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(first?.location ?? '', 'manifest.json'), 'utf8')));
    const rebuilt = modulesIn(scratchFolder(), tried.secrets).catalog;
    const { place } = await makeKeeper(scratchFolder());
    rebuilt.places.put(place);
    rebuilt.backups.record(manifest, {
      backupId: manifest.backup.id,
      placeId: place.id,
      location: first?.location ?? '',
      proof: firstProof(manifest.backup.completedAt),
    });
    const { path = '', modifiedAt = '' } = manifest.backup.adoptedFrom ?? {};
    const bytes = manifest.backup.artifacts[0]?.bytes ?? 0;
    expect(rebuilt.adoptedFiles.has(tried.siteId, path, bytes, modifiedAt)).toBe(true);
    expect(rebuilt.adoptedFiles.has(tried.siteId, path, bytes + 1, modifiedAt)).toBe(false);
  });
});

describe('archives the server made', () => {
  it.each(['.tar', '.tar.gz', '.tar.zst'] as const)('become media backups with a list of every file and its hash (%s)', async (ending) => {
    const content = tarOf(ending);
    put(`backup_20251227_020000${ending}`, content);
    const tried = await world();
    expect((await adopt(tried)).problem).toBeNull();
    const [{ backup, location } = { backup: null, location: '' }] = kept(tried);
    const artifact = backup?.artifacts[0];
    const listed = execFileSync('tar', [...TAR_FLAGS[ending], '-tf', '-'], { input: content, encoding: 'latin1' })
      .trim()
      .split('\n');
    expect(artifact).toMatchObject({ part: 'media', kind: 'full', folders: ['public'], chain: [backup?.id], sha256: sha256(content) });
    const counts = artifact?.part === 'media' ? artifact.counts : null;
    expect((counts?.files ?? 0) + (counts?.folders ?? 0) + (counts?.links ?? 0)).toBe(listed.length);
    const fileList = artifact?.part === 'media' ? artifact.fileList.file : '';
    const lines = execFileSync('gunzip', ['-c', join(location, fileList)], { encoding: 'utf8', maxBuffer: 1 << 26 })
      .trim()
      .split('\n')
      .slice(1)
      .map((line): unknown => JSON.parse(line));
    expect(lines).toHaveLength(listed.length);
    await proveSound(tried);
    expect(lines).toContainEqual(expect.objectContaining({ type: 'file', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }));
  });

  it('go on where a pause stopped them, and leave nothing behind when they were cancelled', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'film.mp4'), randomBytes(24 << 20));
    const content = execFileSync('tar', ['-cf', '-', '-C', folder, 'film.mp4'], { maxBuffer: 1 << 28 });
    put('backup_20251228_020000.tar', content);
    const tried = await world();
    const staging = () => readdirSync(join(tried.folder, '.adopting'));
    const stopAt = async (bytes: number, reason?: Error) => {
      const stop = new AbortController();
      return adopt(tried, null, { signal: stop.signal, onBytes: (done) => (done > bytes ? stop.abort(reason) : undefined) });
    };
    expect((await stopAt(4 << 20, new JobPaused())).state).toBe('stopped');
    expect(staging()).toHaveLength(2);
    expect(kept(tried)).toEqual([]);
    expect((await adopt(tried)).state).toBe('succeeded');
    expect(tried.log.join('\n')).toMatch(/going on from byte \d{7}/);
    expect(kept(tried).map(({ backup }) => backup.artifacts[0]?.sha256)).toEqual([sha256(content)]);

    put('backup_20251229_020000.tar', content);
    expect((await stopAt(4 << 20)).state).toBe('stopped');
    expect(staging()).toEqual([]);
    expect(kept(tried)).toHaveLength(1);
  });

  it('say so when they hold only changes', async () => {
    put('incremental/backup_20251227_103000.tar.gz', tarOf('.tar.gz'));
    const tried = await world();
    await adopt(tried);
    expect(kept(tried).map(({ backup }) => [backup.kind, backup.warnings.map(({ code }) => code)])).toEqual([
      ['incremental', ['adopt.incremental-archive']],
    ]);
  });
});

/** As spatie/laravel-backup lays it out. */
function spatieZip(name: string, password?: string): string {
  const folder = join(scratchFolder(), 'zip');
  mkdirSync(join(folder, 'db-dumps'), { recursive: true });
  writeFileSync(join(folder, `db-dumps/mysql-${lab.site.database}.sql`), dump);
  mkdirSync(join(folder, 'home/aurora'), { recursive: true });
  writeFileSync(join(folder, 'home/aurora/logo.svg'), '<svg/>');
  writeFileSync(join(folder, 'home/aurora/seed.sql'), 'INSERT INTO a VALUES (1);');
  const zip = join(folder, 'made.zip');
  execFileSync('7z', ['a', '-tzip', ...(password === undefined ? [] : ['-mem=AES256', `-p${password}`]), zip, 'db-dumps', 'home'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return put(name, readFileSync(zip));
}

describe('zips of spatie/laravel-backup', () => {
  it('become backups with the inventory of each dump in them and a list of the files', async () => {
    spatieZip('2026-11-21-02-00-00.zip');
    const tried = await world();
    expect((await adopt(tried)).problem).toBeNull();
    const [{ backup, location } = { backup: null, location: '' }] = kept(tried);
    expect(backup).toMatchObject({ startedAt: '2026-11-21T01:00:00.000Z', kind: 'full', trigger: 'adopted' });
    const artifact = backup?.artifacts[0];
    expect(artifact).toMatchObject({ part: 'bundle', file: '2026-11-21-02-00-00.zip', encrypted: false, counts: { files: 2 } });
    const [inside] = artifact?.part === 'bundle' ? artifact.dumps : [];
    expect(inside).toMatchObject({ path: `db-dumps/mysql-${lab.site.database}.sql`, database: lab.site.database, bytes: dump.length });
    expect(inside?.inventory.tables.map(({ name, rows }) => [name, rows])).toEqual(
      Object.entries(truth.tables)
        .map(([table, { rows }]) => [table, rows])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
    expect(execFileSync('7z', ['t', join(location, '2026-11-21-02-00-00.zip')], { encoding: 'utf8' })).toContain('Everything is Ok');
    expect(tried.modules.catalog.backups.newestFull(tried.siteId)?.id).toBe(backup?.id);
  });

  it('open with the password of the site, or with the one typed in for them, and with no other', async () => {
    spatieZip('2026-11-22-02-00-00.zip', 'p4ss-0f-the-s1te');
    const tried = await world();
    expect((await adopt(tried)).problem?.code).toBe('zip.password-missing');
    tried.secrets.kept.set(`source:${tried.source.id}`, 'of another time');
    expect((await adopt(tried)).problem?.code).toBe('zip.password-wrong');
    appendFileSync(lab.site.envFile, '\nBACKUP_ARCHIVE_PASSWORD="p4ss-0f-the-s1te"\n');
    expect((await adopt(tried)).problem).toBeNull();
    spatieZip('2026-11-23-02-00-00.zip', 'of another time');
    expect((await adopt(tried)).problem).toBeNull();
    expect(kept(tried).map(({ backup }) => backup.artifacts[0])).toMatchObject([
      { encrypted: true, dumps: [{ database: lab.site.database }] },
      { encrypted: true, dumps: [{ database: lab.site.database }] },
    ]);
    await proveSound(tried);
    const { stdout } = spawnSync('grep', ['-rl', 'p4ss-0f-the-s1te', tried.folder], { encoding: 'utf8' });
    const written = stdout.concat(tried.log.filter((line) => line.includes('p4ss-0f-the-s1te')).join());
    expect(written).toBe('');
  });
});

describe('what lies beside a backup', () => {
  it('is compared: checksums of three kinds, sizes and counts', async () => {
    const gz = packed('gzip');
    put('backup_2025-10-01_02-00-00.sql.gz', gz);
    put('backup_2025-10-01_02-00-00.sql.gz.sha256', `${sha256(gz)}  ./storage/backup_2025-10-01_02-00-00.sql.gz\n`);
    put('backup_2025-10-02_02-00-00.sql.gz', gz);
    put(
      'backup_2025-10-02_02-00-00.json',
      JSON.stringify({ checksum: createHash('md5').update(gz).digest('hex'), size: gz.length, tables_count: 3 }),
    );
    put('backup_2025-10-03_02-00-00.sql.gz', gz);
    put('backup_2025-10-03_02-00-00.sql.gz.sha256', `${'0'.repeat(64)}\n`);
    put('backup_2025-10-04_02-00-00.sql.gz', gz);
    put('backup_2025-10-04_02-00-00.json', JSON.stringify({ size: gz.length + 1 }));
    put('backup_2025-10-05_02-00-00.sql.gz', gz);
    put('backup_2025-10-05_02-00-00.json', 'no json');
    const tried = await world();
    const job = await adopt(tried);
    expect(job).toMatchObject({ state: 'warning', problem: { code: 'adopt.incomplete' } });
    expect(job.problem?.detail.match(/\d{4}-10-\d\d\S+ .*checksum was made of/g)).toHaveLength(2);
    expect(kept(tried).map(({ backup }) => [backup.startedAt.slice(0, 10), backup.warnings.map(({ code }) => code)])).toEqual([
      ['2025-10-01', []],
      ['2025-10-02', ['adopt.tables-differ']],
      ['2025-10-05', ['adopt.sidecar-unread']],
    ]);
  });
});

describe('a file that is no backup', () => {
  it('is refused with where reading stopped, and keeps no other from being adopted', async () => {
    const gz = packed('gzip');
    truncateSync(put('backup_2025-10-01_02-00-00.sql.gz', gz), gz.length - 2000);
    put('backup_2025-10-02_02-00-00.sql', dump.subarray(0, dump.length - 100));
    put('backup_2025-10-03_02-00-00.sql.gz', execFileSync('gzip', ['-c'], { input: 'just words' }));
    put('backup_2025-10-04_02-00-00.sql', '-- PostgreSQL database dump\nSET x = 1;\n');
    const tar = tarOf('.tar.gz');
    put(
      'backup_20251005_020000.tar.gz',
      execFileSync('gzip', ['-c'], { input: execFileSync('gunzip', ['-c'], { input: tar, maxBuffer: 1 << 28 }).subarray(0, 100_000) }),
    );
    put('backup_2025-10-06_02-00-00.sql', '');
    put('backup_2025-10-07_02-00-00.sql.gz', gz);
    for (const path of readdirSync(backups()).filter((name) => name.startsWith('backup_2')))
      utimesSync(join(backups(), path), 1_760_000_000, 1_760_000_000);
    const tried = await world();
    const job = await adopt(tried);
    expect(job).toMatchObject({ state: 'warning', problem: { code: 'adopt.incomplete' } });
    const detail = job.problem?.detail ?? '';
    for (const said of [
      /10-01.*stops before its end/,
      /10-02.*without its end mark/,
      /10-03.*Neither SQL/,
      /10-04.*PostgreSQL/,
      /20251005.*archive stops/,
    ])
      expect(detail).toMatch(said);
    expect(kept(tried).map(({ backup }) => backup.artifacts[0]?.file)).toEqual(['backup_2025-10-07_02-00-00.sql.gz']);
    expect(readdirSync(join(tried.folder, '.adopting'))).toEqual([]);
    expect(await listed(tried)).toContainEqual(
      expect.objectContaining({ name: 'backup_2025-10-06_02-00-00.sql', state: 'refused', reason: 'It is empty.' }),
    );
    // Alone, it is the problem of the job.
    const alone = await adopt(tried, [join(backups(), 'backup_2025-10-02_02-00-00.sql')]);
    expect(alone).toMatchObject({ state: 'failed', problem: { code: 'adopt.not-readable' } });
    expect((await adopt(tried, ['/etc/passwd'])).problem?.code).toBe('adopt.not-on-server');
  });

  it('is left for the next time while it still grows, and taken then', async () => {
    const path = join(backups(), 'backup_2025-10-08_02-00-00.sql');
    writeFileSync(path, dump.subarray(0, 1000));
    give(path);
    const grower = await startChild({
      what: 'a dump that is being written',
      command: 'sh',
      args: ['-c', `while :; do printf -- '-- more\\n' >>"${path}"; sleep 0.05; done`],
      logFile: join(scratchFolder(), 'log'),
      folder: scratchFolder(),
    });
    const tried = await world();
    try {
      expect((await adopt(tried)).state).toBe('succeeded');
      expect(tried.log.join('\n')).toContain('still being written, left for the next time');
      expect((await adopt(tried, [path])).problem).toMatchObject({ code: 'adopt.growing', retryable: true });
      expect(kept(tried)).toEqual([]);
    } finally {
      await grower.end('SIGTERM', 1000);
    }
    writeFileSync(path, dump.subarray(0, 1000));
    appendFileSync(path, dump.subarray(1000));
    expect((await adopt(tried)).state).toBe('succeeded');
    expect(kept(tried)).toHaveLength(1);
  });
});
