import { randomUUID } from 'node:crypto';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRemoteProbe, type RemoteProbe } from './remote-probe.ts';
import { detectSites } from '../../../src/main/sites/detect-sites.ts';
import { openDatabaseSession } from '../../../src/main/sites/database-session.ts';
import { readPrivileges } from '../../../src/main/sites/privileges.ts';
import { resolveCredentials } from '../../../src/main/sites/resolve-credentials.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../src/shared/model/source.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { memorySecrets, never } from '../servers/lab-servers.ts';

let lab: Lab;
let probe: RemoteProbe;
beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  probe = createRemoteProbe(lab.sshd);
});
afterAll(async () => {
  await probe.close();
  await lab.stop();
});

const site = (root = lab.site.root): Site => ({
  id: randomUUID() as Site['id'],
  serverId: probe.server.id,
  name: 'aurora-market',
  root,
  profile: 'laravel',
  url: null,
  framework: null,
  createdAt: new Date().toISOString(),
});

const source = (change: Partial<DatabaseSource> = {}): DatabaseSource => ({
  id: randomUUID() as DatabaseSource['id'],
  siteId: randomUUID() as DatabaseSource['siteId'],
  kind: 'database',
  database: lab.site.database,
  address: { host: lab.mariadb.host, port: lab.mariadb.port, socket: null },
  user: lab.site.user.name,
  access: { from: 'site-env', envFile: '.env' },
  ...change,
});

describe('finding sites on a server', () => {
  it('finds the Laravel site below the home folder, with its database and without its password', async () => {
    const found = await probe.shell((shell) => detectSites(shell, null, never));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      root: lab.site.root,
      profile: 'laravel',
      name: expect.stringContaining('aurora-market'),
      databases: [{ database: lab.site.database, user: lab.site.user.name, access: { from: 'site-env', envFile: '.env' } }],
      notes: [],
    });
    expect(found[0]?.framework).toMatch(/^Laravel/);
    expect(JSON.stringify(found)).not.toContain(lab.site.user.password.slice(0, 6));
  });

  it('finds a Django site, and says what its settings file lacks', async () => {
    const root = join(lab.sshd.home, 'library site');
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'manage.py'), '');
    await writeFile(join(root, 'requirements.txt'), 'requests==2.1\nDjango==5.1.4\n');
    await writeFile(join(root, '.env'), 'DATABASE_URL=postgres://u:p@h/d\n');
    const [found] = await probe.shell((shell) => detectSites(shell, root, never));
    expect(found).toMatchObject({ root, profile: 'django', framework: 'Django 5.1.4', databases: [] });
    expect(found?.notes).toEqual(['No database was taken from .env: DATABASE_URL is of the kind postgres, not mysql or mariadb.']);
  });

  it('takes a folder without a framework as a plain site, and follows a link to the real folder', async () => {
    const root = join(lab.sshd.home, 'releases', '42');
    await mkdir(root, { recursive: true });
    await symlink(root, join(lab.sshd.home, 'current'));
    const [found] = await probe.shell((shell) => detectSites(shell, join(lab.sshd.home, 'current'), never));
    expect(found).toMatchObject({
      root,
      profile: 'plain',
      databases: [],
      notes: ['No .env lies in the folder; enter the database by hand.'],
    });
  });

  it('says that a folder is not there', async () => {
    const missing = probe.shell((shell) => detectSites(shell, '/no/such folder', never));
    await expect(missing).rejects.toMatchObject({ code: 'site.root-missing' });
  });
});

describe('reading the credentials of a site', () => {
  it('reads the awkward password exactly as it is', async () => {
    const read = await probe.shell((shell) => resolveCredentials(shell, site(), source(), memorySecrets(), never));
    expect(read).toMatchObject({ database: lab.site.database, user: lab.site.user.name, password: lab.site.user.password });
  });

  it('says that the settings file is missing or names no database', async () => {
    const root = join(lab.sshd.home, 'broken');
    await mkdir(root, { recursive: true });
    const read = () => probe.shell((shell) => resolveCredentials(shell, site(root), source(), memorySecrets(), never));
    await expect(read()).rejects.toMatchObject({ code: 'source.env-unreadable', detail: expect.stringContaining('is not there') });
    await writeFile(join(root, '.env'), 'DB_CONNECTION=mysql\n');
    await expect(read()).rejects.toMatchObject({ code: 'source.env-incomplete', detail: '.env: DB_DATABASE is not set.' });
  });

  // Only as root does the lab have files of somebody else than the SSH user.
  it.skipIf(process.getuid?.() !== 0)('says that the SSH user may not read the settings file', async () => {
    const root = join(lab.sshd.home, 'closed');
    await mkdir(root, { recursive: true });
    await writeFile(join(root, '.env'), 'DB_CONNECTION=mysql\n');
    await chmod(join(root, '.env'), 0o000);
    const read = probe.shell((shell) => resolveCredentials(shell, site(root), source(), memorySecrets(), never));
    await expect(read).rejects.toMatchObject({ code: 'source.env-unreadable', detail: expect.stringContaining('may not be read') });
  });

  it('takes the password of a database entered by hand from the secret store, or says that it is not there', async () => {
    const byHand = source({ access: { from: 'keychain' } });
    const read = (secrets: Record<string, string>) =>
      probe.shell((shell) => resolveCredentials(shell, site(), byHand, memorySecrets(secrets), never));
    expect(await read({ [`source:${byHand.id}`]: 'typed in' })).toMatchObject({ password: 'typed in' });
    await expect(read({})).rejects.toMatchObject({ code: 'source.secret-missing' });
  });
});

describe('a session with the database, through the tunnel', () => {
  const credentials = () => ({
    database: lab.site.database,
    user: lab.site.user.name,
    password: lab.site.user.password,
    address: { host: lab.mariadb.host, port: lab.mariadb.port, socket: null as string | null },
  });

  it.each(['tcp', 'socket'])('signs in over %s', async (way) => {
    const address = way === 'tcp' ? credentials().address : { host: 'localhost', port: 3306, socket: lab.mariadb.socket };
    await probe.shell(async (shell) => {
      await using session = await openDatabaseSession(shell, { ...credentials(), address }, never);
      expect(session.isMariaDb).toBe(true);
      expect(await session.query('SELECT DATABASE() AS name')).toEqual([{ name: lab.site.database }]);
    });
  });

  it.each([
    ['database.access-denied', { password: 'wrong' }],
    ['database.unknown-database', { database: 'no_such_database' }],
    ['database.unreachable', { address: { host: '127.0.0.1', port: 1, socket: null } }],
  ] as const)('says %s, without the password', async (code, change) => {
    await probe.shell(async (shell) => {
      const attempt = openDatabaseSession(shell, { ...credentials(), ...change }, never);
      await expect(attempt).rejects.toMatchObject({ code });
      await expect(attempt).rejects.not.toThrow(lab.site.user.password);
    });
  });

  it('knows the privileges of the three kinds of users', async () => {
    const privilegesOf = async (user: { name: string; password: string }) =>
      probe.shell(async (shell) => {
        await using session = await openDatabaseSession(shell, { ...credentials(), user: user.name, password: user.password }, never);
        return [...(await readPrivileges(session, lab.site.database))].sort();
      });
    const { database } = lab.site;
    const shared = await lab.mariadb.createUser({ access: 'shared', database, without: ['EVENT', 'TRIGGER'], name: 'shared_user' });
    const reader = await lab.mariadb.createUser({ access: 'read-only', database, name: 'reader' });
    expect(await privilegesOf(lab.site.user)).toEqual(expect.arrayContaining(['EVENT', 'EXECUTE', 'SELECT', 'SHOW VIEW', 'TRIGGER']));
    expect(await privilegesOf(shared)).toEqual(['ALTER ROUTINE', 'CREATE ROUTINE', 'EXECUTE', 'SELECT', 'SHOW VIEW']);
    expect(await privilegesOf(reader)).toEqual(['SELECT', 'SHOW VIEW']);
  });

  it('counts what a role gives', async () => {
    await lab.mariadb.sql(
      `CREATE ROLE backup_role; GRANT SELECT, SHOW VIEW, EVENT, TRIGGER ON \`${lab.site.database}\`.* TO backup_role;
       CREATE USER by_role@'%' IDENTIFIED BY 'role pw'; GRANT backup_role TO by_role@'%'; SET DEFAULT ROLE backup_role FOR by_role@'%'`,
    );
    await probe.shell(async (shell) => {
      await using session = await openDatabaseSession(shell, { ...credentials(), user: 'by_role', password: 'role pw' }, never);
      expect([...(await readPrivileges(session, lab.site.database))].sort()).toEqual(['EVENT', 'SELECT', 'SHOW VIEW', 'TRIGGER']);
    });
  });
});
