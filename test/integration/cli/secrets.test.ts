import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { isRoot } from '../../lab/accounts.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { holdfastIn } from './holdfast.ts';

const address = (sshd: Sshd) => ['--address', sshd.host, '--port', String(sshd.port), '--user', sshd.user];

describe('the password of a server', () => {
  it.skipIf(!isRoot())('is never offered to its jump server, and each server has a variable of its own', async () => {
    await using jumpSshd = await startSshd({ asRoot: true, signIn: ['password'] });
    await using webSshd = await startSshd({ asRoot: true, signIn: ['password'] });
    const env: Record<string, string> = {};
    await using holdfast = await holdfastIn(env);
    const add = (name: string, sshd: Sshd, ...more: string[]) =>
      ['server', 'add', '--name', name, ...address(sshd), '--password', '--accept-host-key', sshd.fingerprint, ...more] as const;
    await holdfast.json(0, ...add('jump', jumpSshd));

    env['HOLDFAST_SERVER_SECRET'] = webSshd.password ?? '';
    const { problem } = await holdfast.json<{ problem: Problem }>(1, ...add('web', webSshd, '--jump', 'jump'));
    expect(problem).toMatchObject({ code: 'ssh.secret-missing', detail: 'jump' });
    expect(await jumpSshd.log()).not.toContain('Failed password');

    env['HOLDFAST_SERVER_SECRET_JUMP'] = jumpSshd.password ?? '';
    await holdfast.json(0, ...add('web', webSshd, '--jump', 'jump', '--keep-secrets-in-file'));
    // From here on only the file knows the secrets of that run.
    delete env['HOLDFAST_SERVER_SECRET'];
    delete env['HOLDFAST_SERVER_SECRET_JUMP'];
    const report = await holdfast.json<{ rows: { id: string; verdict: string }[] }>(0, 'server', 'check', 'web');
    expect(report.rows.length).toBeGreaterThan(5);
    expect(await readFile(join(holdfast.home, 'cli-secrets.json'), 'utf8')).toContain(webSshd.password);

    // Another way to sign in: the password that was kept is none for it.
    await holdfast.json(0, 'server', 'edit', 'web', '--key', webSshd.keyFile, '--passphrase');
    expect(await readFile(join(holdfast.home, 'cli-secrets.json'), 'utf8')).not.toContain(webSshd.password);
    const missing = await holdfast.json<{ problem: Problem }>(1, 'server', 'edit', 'web', '--password', '--keep-secrets-in-file');
    expect(missing.problem).toMatchObject({ code: 'ssh.secret-missing', detail: 'web' });
  });
});

describe('the password of a database entered by hand', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ site: { media: false } });
  });
  afterAll(() => lab.stop());

  it('is kept where the operator asked for it, and nothing is registered where there is none to keep', async () => {
    const env: Record<string, string> = {};
    await using holdfast = await holdfastIn(env);
    const { sshd, site, mariadb } = lab;
    await holdfast.json(0, 'place', 'set', join(holdfast.home, 'backups'));
    const server = ['--name', 'vps', ...address(sshd), '--key', sshd.keyFile, '--accept-host-key', sshd.fingerprint];
    await holdfast.json(0, 'server', 'add', ...server);
    const database = [
      '--database',
      site.database,
      '--db-user',
      site.user.name,
      '--db-host',
      mariadb.host,
      '--db-port',
      String(mariadb.port),
    ];
    const add = ['site', 'add', '--server', 'vps', '--root', site.root, '--name', 'aurora', ...database];

    const { problem } = await holdfast.json<{ problem: Problem }>(1, ...add, '--keep-secrets-in-file');
    expect(problem.code).toBe('source.secret-missing');
    expect(await holdfast.json(0, 'site', 'list')).toEqual([]);

    await holdfast.json(0, ...add);
    const said = await holdfast.run('backup', 'run', 'aurora');
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining('HOLDFAST_DATABASE_PASSWORD') as string });
    env['HOLDFAST_DATABASE_PASSWORD'] = site.user.password;
    await holdfast.json(0, 'backup', 'run', 'aurora', '--kind', 'structure', '--keep-secrets-in-file');
    delete env['HOLDFAST_DATABASE_PASSWORD'];
    expect((await holdfast.json<{ job: Job }>(0, 'backup', 'run', 'aurora', '--kind', 'structure')).job.state).toBe('succeeded');

    await holdfast.json(0, 'site', 'remove', 'aurora');
    expect(await readFile(join(holdfast.home, 'cli-secrets.json'), 'utf8')).toBe('{"version":1,"secrets":{}}\n');
    env['HOLDFAST_DATABASE_PASSWORD'] = site.user.password;
    await holdfast.json(0, ...add, '--keep-secrets-in-file');
    delete env['HOLDFAST_DATABASE_PASSWORD'];
    expect((await holdfast.json<{ job: Job }>(0, 'backup', 'run', 'aurora', '--kind', 'structure')).job.state).toBe('succeeded');
  });
});
