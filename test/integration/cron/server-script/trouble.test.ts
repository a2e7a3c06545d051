import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { startMariadb, type Mariadb } from '../../../lab/mariadb.ts';
import { canMount, makeImage } from '../../../lab/small-disk.ts';
import { needTool, waitFor } from '../../../lab/tools.ts';
import { SHELLS, type ServerSite } from './server-site.ts';
import { makeShop } from './shop.ts';

let mariadb: Mariadb;
let user: DatabaseUser;
let realDump: string;
const canMountDisks = await canMount('tmpfs');

beforeAll(async () => {
  mariadb = await startMariadb();
  await mariadb.createDatabase('shop');
  await mariadb.script(
    `CREATE TABLE orders (id INT PRIMARY KEY, note TEXT); INSERT INTO orders SELECT seq, REPEAT('x', 200) FROM seq_1_to_500;
     CREATE TABLE customers (id INT PRIMARY KEY); INSERT INTO customers VALUES (1);
     CREATE VIEW order_notes AS SELECT note FROM orders;`,
    { database: 'shop' },
  );
  user = await mariadb.createUser({ access: 'full', database: 'shop', name: 'shop_owner', password: 'geheim-0815' });
  realDump = await needTool('mariadb-dump');
});
afterAll(() => mariadb.stop());

/** The dump program, as itself for questions, and with an end of its own for dumps. */
function dumpThat(does: string): string {
  return `case "$*" in *--version* | *--help*) exec ${realDump} "$@" ;; esac\n${does}`;
}

async function everythingIn(site: ServerSite): Promise<string> {
  const names = await readdir(site.folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  return texts.join('\n');
}

describe.each(SHELLS)('under %s', (shell) => {
  it('says why when the password is wrong, and keeps it out of everything', async () => {
    await using site = await makeShop(mariadb, { user: { name: user.name, password: 'falsch-4711' } });
    const ended = await site.run('database', { shell });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Access denied');
    expect(await site.backups('database')).toEqual([]);
    expect((await site.status()).kinds.database).toMatchObject({ result: 'failed', last_success: null });
    expect((await everythingIn(site)) + ended.stderr).not.toContain('falsch-4711');
  });

  it.each([
    ['fails half way', `${'DUMP'} "$@" | head -c 20000; exit 3`, 'dump ended with status 3'],
    ['stops early and calls it success', `${'DUMP'} "$@" | head -c 20000`, 'the end mark of the dump is missing'],
    [
      'forgets a table',
      `first=$1; shift; exec ${'DUMP'} "$first" --ignore-table=shop.customers "$@"`,
      'table customers is on the server and not in the dump',
    ],
    [
      'leaves out the rows',
      `first=$1; shift; exec ${'DUMP'} "$first" --no-data "$@"`,
      'table orders: no rows in the dump, many on the server',
    ],
    ['is killed', `${'DUMP'} "$@" | head -c 20000; kill -9 $$`, 'dump ended with status 137'],
  ])('keeps nothing of a dump program that %s', async (_, does, reason) => {
    await using site = await makeShop(mariadb, { user });
    await site.program('mariadb-dump', dumpThat(does.replaceAll('DUMP', realDump)));
    const ended = await site.run('database', { shell });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(reason) as unknown });
    expect(await site.backups('database')).toEqual([]);
    expect((await site.status()).conditions).toMatchObject([{ code: 'failed-database' }]);
  });

  it('takes over from a run that was killed outright, ends what it left running and sweeps its halves', async () => {
    await using site = await makeShop(mariadb, { user });
    await site.program('mariadb-dump', dumpThat(`${realDump} "$@" | head -c 20000; echo $$ >'${site.root}/left'; exec sleep 50`));
    const run = startRun(site, shell);
    const left = await waitFor(
      'the dump to hang',
      20_000,
      async () => Number(await readFile(join(site.root, 'left'), 'utf8').catch(() => '')) || undefined,
    );
    run.kill('SIGKILL');
    await once(run, 'exit');
    expect((await site.backups('database')).map((name) => name.replace(/^.*\.sql/, ''))).toEqual(['.gz.partial']);
    expect(() => process.kill(left, 0)).not.toThrow();

    await site.run('monitor', { shell });
    expect((await site.status()).kinds.database).toMatchObject({
      result: 'failed',
      last_failure_reason: expect.stringContaining('was killed') as unknown,
    });

    await site.program('mariadb-dump', dumpThat(`exec ${realDump} "$@"`));
    expect(await site.run('database', { shell })).toMatchObject({ code: 0 });
    expect(await site.backups('database')).toHaveLength(3);
    await waitFor('what was left to end', 5_000, () => Promise.resolve(isGone(left) || undefined));
    expect(await site.log()).toMatch(/lock database: taken over from process/);
    expect((await site.status()).conditions).toEqual([]);
    expect(await readdir(join(site.folder, 'run'))).toEqual([]);
  });

  it('lets one run of a kind go on, and leaves nothing half when it is asked to stop', async () => {
    await using site = await makeShop(mariadb, { user });
    await site.program('mariadb-dump', dumpThat(`echo $$ >'${site.root}/left'; ${realDump} "$@"; exec sleep 50`));
    const run = startRun(site, shell);
    const left = await waitFor(
      'the dump to hang',
      20_000,
      async () => Number(await readFile(join(site.root, 'left'), 'utf8').catch(() => '')) || undefined,
    );
    expect(await site.run('database', { shell })).toMatchObject({ code: 75, stderr: expect.stringContaining('still going on') as unknown });
    // Nobody sees the password in a list of processes, nor in what they were given.
    expect(await processesThatShow(user.password)).toEqual([]);
    run.kill('SIGTERM');
    const [code] = (await once(run, 'exit')) as [number];
    expect(code).toBe(143);
    expect(isGone(left)).toBe(true);
    expect(await site.backups('database')).toEqual([]);
    expect(await readdir(join(site.folder, 'lock'))).toEqual([]);
    expect((await site.status()).kinds.database).toMatchObject({ result: 'failed', last_failure_reason: 'ended by a signal (TERM)' });
  });
});

function startRun(site: ServerSite, shell: string) {
  const args = [...(shell === 'busybox' ? ['sh'] : []), join(site.folder, 'holdfast-server.sh'), 'database'];
  return spawn(shell, args, { env: { PATH: `${site.bin}:/usr/bin:/bin` }, stdio: 'ignore' });
}

async function processesThatShow(secret: string): Promise<readonly string[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const shown = await Promise.all(
    all.flatMap((pid) =>
      ['cmdline', 'environ'].map(async (what) => {
        const text = await readFile(`/proc/${pid}/${what}`, 'latin1').catch(() => '');
        return text.includes(secret) ? [`${pid} ${what}`] : [];
      }),
    ),
  );
  return shown.flat();
}

/** A process that has ended and that nobody has asked about counts as gone. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

describe('a user who may not see everything', () => {
  it('gets a backup that says what it lacks', async () => {
    const shared = await mariadb.createUser({
      access: 'shared',
      database: 'shop',
      name: 'shared',
      without: ['TRIGGER', 'EVENT', 'SHOW VIEW'],
    });
    await using site = await makeShop(mariadb, { user: shared });
    expect(await site.run('database')).toMatchObject({ code: 2, stderr: '' });
    const [, json = ''] = await site.backups('database');
    const { warnings, result, views } = JSON.parse(await readFile(join(site.folder, 'backups/database', json), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(result).toBe('warning');
    expect(views).toBe(0);
    expect(warnings).toEqual([
      expect.stringContaining('lacks TRIGGER'),
      expect.stringContaining('lacks EVENT'),
      expect.stringContaining('The view order_notes is left out'),
    ]);
    expect((await site.status()).conditions).toEqual([]);
  });
});

describe('a user as shared hosting gives it', () => {
  it.each(SHELLS)('gets a whole backup, also of a database whose name is a pattern in its rights (%s)', async (shell) => {
    const database = `my_shop_${shell}`;
    await mariadb.createDatabase(database);
    await mariadb.script(
      `CREATE TABLE t (id INT); INSERT INTO t VALUES (1); CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1;
       CREATE PROCEDURE p() SELECT 1; CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SET @a = 1;`,
      { database },
    );
    const shared = await mariadb.createUser({ access: 'shared', database, name: `hosted_${shell}` });
    // What it made itself it may read.
    await mariadb.script('DROP PROCEDURE p;', { database });
    await mariadb.sql('CREATE PROCEDURE p() SELECT 1', { database, user: shared });
    await using site = await makeShop(mariadb, { user: shared, settings: { DATABASES: [database] } });
    await writeFile(
      join(site.root, '.env'),
      `DB_DATABASE=${database}\nDB_HOST=127.0.0.1\nDB_PORT=${mariadb.port}\nDB_USERNAME=${shared.name}\nDB_PASSWORD='${shared.password}'\n`,
    );
    expect(await site.run('database', { shell })).toMatchObject({ code: 0, stderr: '' });
    const [, json = ''] = await site.backups('database');
    expect(JSON.parse(await readFile(join(site.folder, 'backups/database', json), 'utf8'))).toMatchObject({
      tables: 1,
      triggers: 1,
      events: 1,
      routines: 1,
    });
  });
});

describe('a disk without room', () => {
  it.skipIf(!canMountDisks)('is seen before anything is written', async () => {
    await using disk = await makeImage('tmpfs', 16);
    await using site = await makeShop(mariadb, { user, parent: disk.mount });
    const ended = await site.run('database');
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not enough room: about 32 MiB are needed, 1\d MiB are free/) as unknown,
    });
  });

  it.skipIf(!canMountDisks)('is found by writing where df knows nothing of a quota', async () => {
    await using disk = await makeImage('tmpfs', 16);
    await using site = await makeShop(mariadb, { user, parent: disk.mount });
    await site.program('df', `printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/x 100000000 1 99999999 1%% /\\n'`);
    const ended = await site.run('database');
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('perhaps by a quota') as unknown });
    expect(await readdir(join(site.folder, 'run'))).toEqual([]);
  });

  it.skipIf(!canMountDisks).each(SHELLS)('leaves nothing half when it fills up on the way (%s)', async (shell) => {
    await using disk = await makeImage('tmpfs', 40);
    await using site = await makeShop(mariadb, { user, parent: disk.mount, settings: { COMPRESSION: 'none' } });
    await site.program('mariadb-dump', dumpThat(`exec head -c 60000000 /dev/zero`));
    const ended = await site.run('database', { shell });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/No space left on device/i) as unknown });
    expect(await site.backups('database')).toEqual([]);
    expect((await site.status()).kinds.database.result).toBe('failed');
  });
});

describe('a folder that is not private', () => {
  it.each(SHELLS)('is refused (%s)', async (shell) => {
    await using site = await makeShop(mariadb, { user });
    await chmod(site.folder, 0o750);
    expect(await site.run('database', { shell })).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('can be looked into by others') as unknown,
    });
    await chmod(site.folder, 0o700);
    await chmod(join(site.folder, 'site.conf'), 0o640);
    expect(await site.run('database', { shell })).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('site.conf can be read by others') as unknown,
    });
  });

  it('is refused below a web root', async () => {
    await using outer = await makeShop(mariadb, { user });
    await mkdir(join(outer.root, 'public_html'));
    await using named = await makeShop(mariadb, { user, parent: join(outer.root, 'public_html') });
    expect(await named.run('status')).toMatchObject({ code: 77, stderr: expect.stringContaining('below public_html') as unknown });
    await mkdir(join(outer.root, 'www'));
    await writeFile(join(outer.root, 'www/index.php'), '<?php');
    await using served = await makeShop(mariadb, { user, parent: join(outer.root, 'www') });
    expect(await served.run('status')).toMatchObject({ code: 77, stderr: expect.stringContaining('holds index.php') as unknown });
  });
});

describe('settings', () => {
  it.each([
    ['SITE_NAME=$(touch ran)', "line 1: it is not KEY='value'"],
    ["SITE_NAME='a'b'", 'line 1: a quote inside the value'],
    ["SITE_ROOT='/x'\nKEEP_MIN_COUNT='many'", 'line 2: KEEP_MIN_COUNT is not a whole number'],
    ["SITE_ROOT='/x'\nMEDIA_FOLDERS='../other'", 'line 2: MEDIA_FOLDERS must be a folder below'],
    ["SITE_NAME='x'", 'SITE_ROOT is missing'],
  ])('that cannot be understood stop everything: %s', async (text, reason) => {
    await using site = await makeShop(mariadb, { user });
    await writeFile(join(site.folder, 'site.conf'), `${text}\n`, { mode: 0o600 });
    expect(await site.run('database')).toMatchObject({ code: 78, stderr: expect.stringContaining(reason) as unknown });
    expect(await readdir(site.folder)).toEqual(['holdfast-server.sh', 'site.conf']);
  });

  it('are never run', async () => {
    await using site = await makeShop(mariadb, { user });
    await site.configure({ SITE_NAME: `$(touch ${site.root}/ran) \`touch ${site.root}/ran\` '; touch ${site.root}/ran; '` });
    expect(await site.run('status')).toMatchObject({ code: 0 });
    expect(await readdir(site.root)).toEqual(['.env']);
    expect((await site.status()).site).toContain('$(touch');
  });

  it('that name another database than the site uses stop the dump', async () => {
    await using site = await makeShop(mariadb, { user, settings: { DATABASES: ['other'] } });
    expect(await site.run('database')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('names the database shop, which is not one of DATABASES') as unknown,
    });
  });
});

describe('an environment as odd as they come', () => {
  it.each(SHELLS)('makes no difference (%s)', async (shell) => {
    await using site = await makeShop(mariadb, { user });
    const env = { LANG: 'de_DE.ISO-8859-1', LC_ALL: 'tr_TR.UTF-8', MYSQL_PWD: 'wrong', IFS: 'ae', CDPATH: '/tmp', ENV: '/nowhere' };
    expect(await site.run('database', { shell, env, path: '' })).toMatchObject({ code: 0 });
    expect(await site.run('structure', { shell, env: {}, path: '/nowhere' })).toMatchObject({ code: 0 });
    const [name = ''] = await site.backups('structure');
    expect(name).toMatch(/^shop_structure_/);
  });
});
