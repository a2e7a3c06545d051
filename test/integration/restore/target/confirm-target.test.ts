import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RestoreTarget, StepContext } from '../../../../src/main/restore/step.ts';
import { checkTargetStep } from '../../../../src/main/restore/target/check-target-step.ts';
import { confirmTarget, readIdentity } from '../../../../src/main/restore/target/read-identity.ts';
import { writeMarker } from '../../../../src/main/restore/target/site-marker.ts';
import type { TargetIdentity } from '../../../../src/shared/model/restore.ts';
import type { Site } from '../../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../../src/shared/model/source.ts';
import { startLab, type Lab } from '../../../lab/lab.ts';
import { linkTo, memorySecrets, never, serverFor, type Linked } from '../../servers/lab-servers.ts';

let lab: Lab;
let link: Linked;
let target: RestoreTarget;
let envText: string;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  const server = serverFor(lab.sshd);
  link = linkTo([server]);
  const site: Site = {
    id: randomUUID() as Site['id'],
    serverId: server.id,
    name: 'aurora-market',
    root: lab.site.root,
    profile: 'laravel',
    url: null,
    framework: null,
    createdAt: new Date().toISOString(),
  };
  const source: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: site.id,
    kind: 'database',
    database: lab.site.database,
    address: { host: lab.mariadb.host, port: lab.mariadb.port, socket: null },
    user: lab.site.user.name,
    access: { from: 'site-env', envFile: '.env' },
  };
  target = { site, server, sources: [source] };
  envText = await readFile(join(lab.site.root, '.env'), 'utf8');
});
afterEach(async () => {
  await writeFile(join(lab.site.root, '.env'), envText);
  await rm(join(lab.site.root, '.holdfast-site'), { force: true });
});
afterAll(async () => {
  await link[Symbol.asyncDispose]();
  await lab.stop();
});

const read = (of: RestoreTarget = target) => readIdentity(of, link.links, memorySecrets(), never);
const confirm = (planned: TargetIdentity) => confirmTarget(planned, target, link.links, memorySecrets(), never);
const differs = (detail: string) => ({ code: 'restore.target-differs', detail: expect.stringContaining(detail) });

describe('the identity of a target', () => {
  it('names the pinned key, the folder and the very database server, and leaves nothing behind', async () => {
    const identity = await read();
    expect(identity).toMatchObject({ hostKey: target.server.hostKey?.fingerprint, root: lab.site.root, marker: null });
    expect(identity.databases[0]?.serverUuid).toContain(`:${lab.mariadb.port}:`);
    expect(JSON.stringify(identity)).not.toContain(lab.site.user.password);
    expect(await readdir(lab.site.root)).not.toContain('.holdfast-site');
    await confirm(identity);
  });

  it('goes on being the same once its marker is written, for its owner alone, as often as it is written', async () => {
    const identity = await read();
    for (let time = 0; time < 2; time++) await link.shell((shell) => writeMarker(shell, target.site.root, target.site.id, never));
    expect((await stat(join(lab.site.root, '.holdfast-site'))).mode & 0o777).toBe(0o600);
    await confirm(identity);
  });

  it('is refused with the marker of another site, which is never overwritten', async () => {
    const identity = await read();
    await writeFile(join(lab.site.root, '.holdfast-site'), 'another-site\n');
    await expect(confirm(identity)).rejects.toMatchObject(differs('another site'));
    const write = link.shell((shell) => writeMarker(shell, target.site.root, target.site.id, never));
    await expect(write).rejects.toMatchObject(differs('another site'));
    expect(await readFile(join(lab.site.root, '.holdfast-site'), 'utf8')).toBe('another-site\n');
  });

  it('is refused when its APP_URL has changed', async () => {
    const identity = await read();
    await writeFile(join(lab.site.root, '.env'), envText.replace(/^APP_URL=.*$/m, 'APP_URL=https://staging.example.org'));
    await expect(confirm(identity)).rejects.toMatchObject(differs('https://staging.example.org'));
  });

  it('is refused when its settings name another database', async () => {
    const identity = await read();
    await writeFile(join(lab.site.root, '.env'), envText.replace(/^DB_DATABASE=.*$/m, 'DB_DATABASE=elsewhere'));
    await expect(confirm(identity)).rejects.toMatchObject(differs('elsewhere'));
  });

  it('is refused when its folder is gone', async () => {
    const identity = await read();
    const gone = { ...target, site: { ...target.site, root: `${lab.site.root}-gone` } };
    await expect(confirmTarget(identity, gone, link.links, memorySecrets(), never)).rejects.toMatchObject(differs('-gone'));
  });

  it('gets its marker by the first step of a plan, and none when it is not the one of the plan', async () => {
    const identity = await read();
    const marker = join(lab.site.root, '.holdfast-site');
    const run = (planned: TargetIdentity) =>
      checkTargetStep(planned, target.site.name).run({
        job: { signal: never },
        target,
        connections: link.links,
        confirmTarget: () => confirm(planned),
      } as unknown as StepContext);
    await expect(run({ ...identity, hostKey: 'SHA256:other' })).rejects.toMatchObject(differs('host key'));
    await expect(stat(marker)).rejects.toMatchObject({ code: 'ENOENT' });
    await run(identity);
    expect(await readFile(marker, 'utf8')).toBe(`${target.site.id}\n`);
  });

  it('of a site with the same name on another server is refused', async () => {
    const identity = await read();
    await using other = await startOther();
    await expect(confirmTarget(identity, other.target, other.link.links, memorySecrets(), never)).rejects.toMatchObject(
      differs('host key'),
    );
  });
});

async function startOther() {
  const otherLab = await startLab({ site: { media: false } });
  const server = serverFor(otherLab.sshd);
  const otherLink = linkTo([server]);
  const site = { ...target.site, serverId: server.id, root: otherLab.site.root };
  const sources = target.sources.map((source) => ({ ...source, database: otherLab.site.database }) as DatabaseSource);
  return {
    target: { site, server, sources },
    link: otherLink,
    async [Symbol.asyncDispose]() {
      await otherLink[Symbol.asyncDispose]();
      await otherLab.stop();
    },
  };
}

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('the marker program under %s', (shell, ...before) => {
  const run = async (...args: string[]) =>
    promisify(execFile)(shell, [...before, join(import.meta.dirname, '../../../../src/main/remote/recovery-marker.sh'), ...args]).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number }) => ({ code: error.code, stdout: '' }),
    );

  it('writes once, reads it back, and refuses another site, a link and a folder that is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-marker-'));
    try {
      const root = join(folder, "it's a site");
      await mkdir(root);
      expect(await run('read', root)).toEqual({ code: 0, stdout: `root ${root}\n` });
      expect(await run('write', root, 'one')).toMatchObject({ code: 0 });
      expect(await run('write', root, 'one')).toMatchObject({ code: 0 });
      expect(await run('write', root, 'two')).toMatchObject({ code: 5 });
      expect(await run('read', root)).toEqual({ code: 0, stdout: `root ${root}\nmarker one\n` });
      expect(await readdir(root)).toEqual(['.holdfast-site']);
      await rm(join(root, '.holdfast-site'));
      await symlink('/etc/hostname', join(root, '.holdfast-site'));
      expect(await run('write', root, 'one')).toMatchObject({ code: 6 });
      expect(await run('read', join(root, 'no'))).toMatchObject({ code: 3 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
