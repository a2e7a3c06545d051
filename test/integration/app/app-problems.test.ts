import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App, HostAbilities } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import type { CallName } from '../../../src/shared/ipc/channels.ts';
import type { Input, Output } from '../../../src/shared/ipc/contract.ts';
import type { SiteId } from '../../../src/shared/model/ids.ts';
import { startLab, type Lab } from '../../lab/lab.ts';

const host: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  reveal: (folder) => Promise.reject(new AppError('host.unsupported', { detail: folder })),
};

let lab: Lab;
let home: string;
let app: App;
const open = () => createApp({ home, host, secrets: createRefusingSecretStore(), logger: silentLogger });
beforeAll(async () => {
  [lab, home] = await Promise.all([startLab({ site: { media: false, rows: false } }), mkdtemp(join(tmpdir(), 'holdfast-app-'))]);
  app = await open();
});
afterAll(async () => {
  await app.close();
  await lab.stop();
  await rm(home, { recursive: true, force: true });
});

async function ask<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await app.call(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.problem.code} ${reply.problem.detail}`);
  return reply.value;
}

async function problemOf<N extends CallName>(name: N, input: Input<N>): Promise<string> {
  const reply = await app.call(name, input);
  return reply.ok ? 'no problem' : reply.problem.code;
}

const plainSite = (serverId: Output<'server.add'>['id'], name: string) => ({
  serverId,
  name,
  root: '/srv/shop/',
  profile: 'plain' as const,
  url: null,
  framework: null,
  databases: [],
});

describe('the app says what is in the way', () => {
  it('before a folder is chosen, before a database is added, and for names that are taken', async () => {
    const { host: address, port, user, keyFile } = lab.sshd;
    const authentication = { method: 'key-file', path: keyFile, hasPassphrase: false } as const;
    const server = await ask('server.add', { name: 'vps', address, port, user, authentication, jumpServerId: null });
    const site = await ask('site.add', plainSite(server.id, 'shop'));
    expect(site.root).toBe('/srv/shop');

    expect(await problemOf('backup.start', { siteId: site.id })).toBe('place.not-chosen');
    expect(await problemOf('catalog.rebuild', undefined)).toBe('place.not-chosen');
    expect(await problemOf('site.add', plainSite(server.id, 'SHOP'))).toBe('site.name-taken');
    expect(await problemOf('server.remove', { serverId: server.id })).toBe('server.has-sites');
    expect(await problemOf('site.detect', { serverId: server.id, root: null })).toBe('ssh.host-key-unknown');

    await ask('place.set-folder', { folder: join(home, 'backups') });
    const job = await ask('backup.start', { siteId: site.id });
    await expect
      .poll(async () => (await ask('job.list', undefined)).find(({ id }) => id === job.id)?.problem?.code)
      .toBe('site.has-no-source');
  });

  it('keeps no secret where there is no safe place for one, and no half-registered server either', async () => {
    const draft = {
      name: 'with password',
      address: 'example.invalid',
      port: 22,
      user: 'deploy',
      authentication: { method: 'password' } as const,
      jumpServerId: null,
      secret: 'never written',
    };
    expect(await problemOf('server.add', draft)).toBe('secrets.unavailable');
    expect((await ask('server.list', undefined)).map(({ name }) => name)).toEqual(['vps']);
  });

  it('refuses what the contract does not know, as a value', async () => {
    expect(await problemOf('site.status', { siteId: 'no uuid' as unknown as SiteId })).toBe('input.invalid');
    expect(await problemOf('no.such-call' as CallName, undefined)).toBe('input.invalid');
    expect(await problemOf('__proto__' as CallName, undefined)).toBe('input.invalid');
    expect(await problemOf('site.status', { siteId: randomUUID() as SiteId })).toBe('site.not-found');
  });

  it('lets one app at a time work in a data folder, and any number read', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'home.in-use', detail: expect.stringContaining(String(process.pid)) });
    const reader = await createApp({ home, host, secrets: createRefusingSecretStore(), logger: silentLogger, access: 'read' });
    const jobs = await reader.call('job.list', undefined);
    expect(jobs.ok && jobs.value.length).toBe(1);
    const refused = await reader.call('catalog.rebuild', undefined);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'home.in-use' } });
    await reader.close();
  });

  it('shows an empty fleet where nothing was ever done, and leaves it at that', async () => {
    const empty = join(home, 'never used');
    const reader = await createApp({ home: empty, host, secrets: createRefusingSecretStore(), logger: silentLogger, access: 'read' });
    expect(await reader.call('fleet.status', undefined)).toMatchObject({ ok: true, value: { sites: [], servers: [] } });
    await reader.close();
    expect(existsSync(empty)).toBe(false);
  });

  it('lets go of the data folder when it cannot start', async () => {
    const folder = join(home, 'damaged');
    const openThere = () => createApp({ home: folder, host, secrets: createRefusingSecretStore(), logger: silentLogger });
    await (await openThere()).close();
    const database = new Database(join(folder, 'catalog.sqlite'));
    database.exec("INSERT INTO setting (name, value) VALUES ('place-id', '{}')");
    database.close();
    await expect(openThere()).rejects.toMatchObject({ code: 'catalog.damaged' });
    await expect(openThere()).rejects.toMatchObject({ code: 'catalog.damaged' });
    await rm(join(folder, 'catalog.sqlite'));
    await (await openThere()).close();
  });
});

it('what a window asks after the end is answered as interrupted, and is no line of the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-app-'));
  const logged: string[] = [];
  const logger = { ...silentLogger, error: (event: string) => void logged.push(event) };
  const ended = await createApp({ home: folder, host, secrets: createRefusingSecretStore(), logger });
  await ended.close();
  expect(await ended.call('fleet.status', undefined)).toMatchObject({ ok: false, problem: { code: 'job.interrupted' } });
  expect(logged).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});
