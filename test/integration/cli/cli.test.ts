import { mkdir, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupDetails, BackupSummary } from '../../../src/shared/model/backup.ts';
import type { FleetStatus, SiteStatus } from '../../../src/shared/model/fleet.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
import { holdfastIn, type Holdfast } from './holdfast.ts';

let lab: Lab;
let holdfast: Holdfast;
let serverWords: string[];

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  await lab.mariadb.sql('CREATE TABLE zz_gate (a INT)', { database: lab.site.database });
  holdfast = await holdfastIn();
  const { host, port, user, keyFile } = lab.sshd;
  serverWords = ['server', 'add', '--name', 'vps', '--address', host, '--port', String(port), '--user', user, '--key', keyFile];
});
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

/** The folder of the newest backup. */
async function newestFolder(): Promise<{ id: string; folder: string; file: string }> {
  const [newest] = await holdfast.json<BackupSummary[]>(0, 'backup', 'list', 'aurora');
  const folder = newest?.copies[0]?.location ?? '';
  const file = (await readdir(folder)).find((name) => name.includes('.sql')) ?? '';
  return { id: newest?.id ?? '', folder, file: join(folder, file) };
}

describe('the whole main job on the command line', () => {
  it('asks for a folder before it backs anything up', async () => {
    const status = await holdfast.run('status');
    expect(status).toMatchObject({ code: 0, stdout: 'No site is protected yet.\n' });
    await holdfast.json(0, 'place', 'set', join(holdfast.home, 'backups'));
  });

  it('prints the fingerprint and ends with 3 until a person has accepted the host key', async () => {
    const { problem } = await holdfast.json<{ problem: Problem }>(3, ...serverWords);
    expect(problem.code).toBe('ssh.host-key-unknown');
    expect(problem.detail).toContain(lab.sshd.fingerprint);
    expect(await holdfast.json(0, 'server', 'list')).toEqual([]);

    const other = `SHA256:${'A'.repeat(43)}`;
    const refused = await holdfast.json<{ problem: Problem }>(1, ...serverWords, '--accept-host-key', other);
    expect(refused.problem.code).toBe('ssh.host-key-differs');

    await holdfast.json(0, ...serverWords, '--accept-host-key', lab.sshd.fingerprint);
    const [server] = await holdfast.json<{ hostKey: { fingerprint: string } }[]>(0, 'server', 'list');
    expect(server?.hostKey.fingerprint).toBe(lab.sshd.fingerprint);
  });

  it('checks the server, finds the site and registers it', async () => {
    const report = await holdfast.json<{ rows: { id: string; verdict: string }[] }>(0, 'server', 'check', 'vps');
    expect(report.rows.find(({ id }) => id === 'dump-tool')?.verdict).toBe('ok');
    const add = ['site', 'add', '--server', 'vps', '--root', lab.site.root, '--name'] as const;
    const said = await holdfast.run(...add, 'aurora market');
    expect(said.stdout.split('\n').slice(1)).toEqual([
      'By itself from now on, while the window is open or "holdfast agent" runs: backup every day at 06:00; push every day at 07:30; verify every day at 12:00; drill every wed at 12:30; retention every day at 13:00.',
      'To change it: holdfast schedule set "aurora market" WORK RHYTHM|off',
      '',
    ]);
    await holdfast.json(0, 'site', 'remove', 'aurora market');
    // For programs it is the site and nothing else.
    expect(await holdfast.json(0, ...add, 'aurora')).toEqual(expect.objectContaining({ name: 'aurora', root: lab.site.root }));
    const [site] = await holdfast.json<{ name: string; sources: { database: string }[] }[]>(0, 'site', 'list');
    expect(site).toMatchObject({ name: 'aurora', sources: [{ database: lab.site.database }] });
  });

  it('shows what a server says without letting it steer the terminal', async () => {
    const root = join(lab.sshd.home, 'taken over');
    await mkdir(root);
    const url = 'https://shop.example/\u001b]0;owned\u0007\u009b2J';
    const database = 'shop\u001b[2K\u009b31m\u202etxt';
    await writeFile(join(root, 'artisan'), '');
    await writeFile(join(root, '.env'), `APP_URL="${url}"\nDB_CONNECTION=mysql\nDB_DATABASE="${database}"\nDB_USERNAME=u\nDB_PASSWORD=p\n`);
    const spoken = await holdfast.run('site', 'detect', 'vps', '--root', root);
    expect(spoken.code).toBe(0);
    expect(spoken.stdout).toContain('shop\\u001b[2K\\u009b31m\\u202etxt');
    const asJson = await holdfast.run('site', 'detect', 'vps', '--root', root, '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject([{ databases: [{ database }] }]);
    const refused = await holdfast.run('site', 'remove', 'no\u001b[2Jbody\r\u009b1A');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no\\u001b[2Jbody\\u000d\\u009b1A') as string });
    for (const { stdout, stderr } of [spoken, asJson, refused]) expect(`${stdout}${stderr}`).not.toMatch(/[^\P{C}\n\t]/u);
  });

  it('backs up, lists, shows and verifies', async () => {
    const run = await holdfast.json<{ job: Job } & BackupDetails>(0, 'backup', 'run', 'aurora');
    expect(run.job.state).toBe('succeeded');
    expect(run.copies[0]?.copy.proof).toMatchObject({ level: 'sound', failure: null });

    const list = await holdfast.json<BackupSummary[]>(0, 'backup', 'list');
    expect(list.map(({ id }) => id)).toEqual([run.backup.id]);
    const shown = await holdfast.json<BackupDetails>(0, 'backup', 'show', run.backup.id.slice(0, 8));
    expect(shown).toEqual({
      backup: run.backup,
      siteName: 'aurora',
      serverName: 'vps',
      copies: run.copies,
      restoreByHand: run.restoreByHand,
      note: '',
      held: false,
      neededBy: [],
    });

    const verified = await holdfast.json<{ job: Job }>(0, 'backup', 'verify', run.backup.id);
    expect(verified.job.state).toBe('succeeded');
    const status = await holdfast.json<SiteStatus>(0, 'status', 'aurora');
    expect(status).toMatchObject({ verdict: 'protected', nextAction: 'add-place', backupCount: 1 });
  });

  it('ends with 4 and names what is missing when the user of the database may not see everything', async () => {
    const { database } = lab.site;
    lab.site.writeEnv(await lab.mariadb.createUser({ access: 'shared', database, without: ['EVENT'], name: 'hosted' }));
    const run = await holdfast.run('backup', 'run', 'aurora', '--kind', 'structure');
    lab.site.writeEnv(lab.site.user);
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('lacks EVENT');
  });

  it('shows jobs with their logs, and no password in any of it', async () => {
    const jobs = await holdfast.json<Job[]>(0, 'job', 'list');
    expect(jobs.map(({ state }) => state)).toEqual(['warning', 'succeeded', 'succeeded']);
    const shown = await holdfast.run('job', 'show', jobs[0]?.id ?? '');
    expect(shown.stdout).toContain('--single-transaction');
    const everything = await Promise.all(
      (await readdir(holdfast.home, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.zst'))
        .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    expect(everything.length).toBeGreaterThan(5);
    for (const content of everything) expect(content).not.toContain(lab.site.user.password.slice(0, 6));
  });

  it('ends with 2 for wrong words and 1 for what does not exist', async () => {
    expect((await holdfast.run('backup', 'run')).code).toBe(2);
    expect((await holdfast.run('backup', 'run', 'aurora', '--kind', 'half')).code).toBe(2);
    expect((await holdfast.run('backup', 'run', 'aurora', '--no-such-option')).code).toBe(2);
    expect((await holdfast.run('backup', 'run', 'nobody')).code).toBe(1);
    expect((await holdfast.run('backup', 'show', 'ffffffff')).code).toBe(1);
  });

  it('leaves no source out in silence that was asked for and is not there', async () => {
    const ended = await holdfast.run('backup', 'run', 'aurora', '--sources', 'database,config');
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('the site has no source of this kind (config)');
  });

  it('says what was tried in a place in whole sentences', async () => {
    const { stdout } = await holdfast.run('place', 'test', 'This computer');
    expect(stdout).toContain('This computer is usable.');
    expect(stdout).not.toContain('..');
    for (const line of stdout.split('\n').slice(1, -2)) expect(line).toMatch(/\.$/);
  });
});

describe('a copy that is no longer what it was', () => {
  it.each([
    ['verify.hash-differs', 'a flipped bit', async (file: string) => flipBit(file)],
    ['verify.size-differs', 'a truncated file', async (file: string) => truncate(file, 1000)],
    ['verify.artifact-missing', 'a missing artifact', async (file: string) => rm(file)],
  ])('%s: %s is found and named, and the proof is withdrawn', async (code, _what, damage) => {
    await holdfast.json(0, 'backup', 'run', 'aurora', '--label', `before ${code}`);
    const { id, file } = await newestFolder();
    await damage(file);
    const { problem } = await holdfast.json<{ problem: Problem }>(1, 'backup', 'verify', id);
    expect(problem.code).toBe(code);
    const { copies } = await holdfast.json<BackupDetails>(0, 'backup', 'show', id);
    expect(copies[0]?.copy.proof.failure).toMatchObject({ code });
    const fleet = await holdfast.json<FleetStatus>(0, 'status');
    expect(fleet.sites[0]?.verdict).not.toBe('protected');
  });
});

describe('naming a backup', () => {
  it('says which backups a beginning could mean', async () => {
    const list = await holdfast.json<BackupSummary[]>(0, 'backup', 'list');
    const { problem } = await holdfast.json<{ problem: Problem }>(1, 'backup', 'show', String(new Date().getUTCFullYear()));
    expect(problem.code).toBe('backup.ambiguous-id');
    expect(problem.detail.split('\n').length).toBeGreaterThan(1);
    expect(list.map(({ id }) => id)).toEqual(expect.arrayContaining(problem.detail.split('\n')));
  });
});

describe('work that is stopped', () => {
  const gate = async () => {
    const connection = await lab.mariadb.connect({ database: lab.site.database });
    await connection.query('LOCK TABLES zz_gate WRITE');
    return connection;
  };
  const atGate = () =>
    waitFor('the dump to wait at the gate', 20_000, async () => {
      const rows = await lab.mariadb.sql(
        "SELECT 1 AS one FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'",
      );
      return rows.length > 0 ? true : undefined;
    });
  const partials = async () => (await readdir(join(holdfast.home, 'backups', 'aurora'))).filter((name) => name.startsWith('.'));
  const quiet = () => waitFor('the server to be quiet', 10_000, async () => (lab.sshd.remoteProcesses().length === 0 ? true : undefined));

  it('is cancelled by Ctrl-C: exit 130, nothing left here, nothing running there', async () => {
    const locked = await gate();
    const { child, ended } = holdfast.start('backup', 'run', 'aurora');
    await atGate();
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    locked.destroy();
    await quiet();
    expect(await partials()).toEqual([]);
    const [job] = await holdfast.json<Job[]>(0, 'job', 'list');
    expect(job?.state).toBe('cancelled');
  });

  it('is found interrupted after kill -9, its partial is swept and the server was left quiet', async () => {
    const locked = await gate();
    const { child, ended } = holdfast.start('backup', 'run', 'aurora');
    await atGate();
    // Reading works beside it; a second worker is refused.
    expect((await holdfast.json<Job[]>(0, 'job', 'list'))[0]?.state).toBe('running');
    expect((await holdfast.json<{ problem: Problem }>(1, 'backup', 'run', 'aurora')).problem.code).toBe('home.in-use');
    child.kill('SIGKILL');
    await ended;
    expect((await partials()).length).toBeGreaterThan(0);
    await quiet();
    locked.destroy();

    // Any command that works in the folder takes stock first.
    await holdfast.json(0, 'server', 'check', 'vps');
    expect(await partials()).toEqual([]);
    const [job] = await holdfast.json<Job[]>(0, 'job', 'list');
    expect(job).toMatchObject({ state: 'interrupted', problem: { code: 'job.interrupted' } });
  });

  it('gives the same backups back when the catalog is rebuilt from manifests alone', async () => {
    const facts = async () =>
      (await holdfast.json<BackupSummary[]>(0, 'backup', 'list')).map(({ copies, ...facts_ }) => ({
        ...facts_,
        at: copies.map(({ location }) => location),
      }));
    const before = await facts();
    expect(before.length).toBeGreaterThan(3);
    for (const name of await readdir(holdfast.home)) if (name.startsWith('catalog.sqlite')) await rm(join(holdfast.home, name));
    expect(await facts()).toEqual([]);
    await holdfast.json(0, 'place', 'set', join(holdfast.home, 'backups'));
    // With a warning: two of the copies were damaged above, and the scan says so.
    const { job } = await holdfast.json<{ job: Job }>(4, 'catalog', 'rebuild');
    expect(job.problem).toMatchObject({ code: 'catalog.rebuild-incomplete' });
    expect(await facts()).toEqual(before);
  });
});

async function flipBit(file: string): Promise<void> {
  await using handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, 5000);
  await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, 5000);
}

describe('copies in further places', () => {
  it('are none where no policy wants them, and that is said', async () => {
    await holdfast.json(0, 'place', 'add', 'drive', join(holdfast.home, 'drive'), '--name', 'Vault');
    const unwanted = await holdfast.json<{ problem: Problem }>(1, 'copy', 'push', 'Vault');
    expect(unwanted.problem).toMatchObject({ code: 'copy.not-wanted', detail: 'Vault' });
    await holdfast.json(0, 'site', 'policy', 'aurora', '--copy-to', 'Vault');
    await holdfast.run('copy', 'push', 'Vault');
    expect((await holdfast.run('place', 'list')).stdout).toMatch(/Vault +drive +there +[1-9]/);
  });
});
