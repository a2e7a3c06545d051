import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureConfig, type ConfigRequest } from '../../../src/main/capture/config/capture-config.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import type { BackupDraft } from '../../../src/main/places/place-keeper.ts';
import { writeMarker } from '../../../src/main/places/place-marker.ts';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import { newIdentity, recipientOf } from '../../../src/main/sealing/age.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import type { FolderPlace } from '../../../src/shared/model/place.ts';
import type { ConfigSource } from '../../../src/shared/model/source.ts';
import { envFileText } from '../../lab/practice-site/env-file.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { linkTo, problemOf, serverFor, SHELLS, type Linked } from '../servers/lab-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-config-'));
const place = {
  id: randomUUID(),
  kind: 'this-computer',
  name: 'here',
  folder: join(folder, 'place'),
  offsite: false,
} as unknown as FolderPlace;
const keyFile = join(folder, 'key.txt');
let recipient: string;
beforeAll(async () => {
  const identity = await newIdentity();
  recipient = await recipientOf(identity);
  writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
  mkdirSync(place.folder);
  Object.assign(place, { id: await writeMarker(place.folder, systemClock) });
});
afterAll(() => rmSync(folder, { recursive: true }));

const APP_KEY = `base64:${randomBytes(32).toString('base64')}`;
const PASSWORD = 'cr0ss-the-T4y-quietly';
const CRONTAB = '#!/bin/sh\nprintf "* * * * * cd ~/shop && php artisan schedule:run # CRON_TOKEN=hush-hush\\n"\n';

interface Tried extends AsyncDisposable {
  readonly root: string;
  readonly sshd: Sshd;
  readonly linked: Linked;
  readonly log: string[];
  capture(change?: Partial<ConfigRequest>, extra?: Partial<ConfigSource>): Promise<Captured>;
}
interface Captured {
  readonly result: Awaited<ReturnType<typeof captureConfig>>;
  /** The sealed file, taken out of the draft before that was discarded. */
  readonly sealed: string;
}

async function tryOn(options: Parameters<typeof startSshd>[0]): Promise<Tried> {
  const sshd = await startSshd({ ...options, programs: { crontab: CRONTAB, ...options?.programs } });
  const linked = linkTo([serverFor(sshd)]);
  const root = join(sshd.home, 'shop');
  cpSync(join(import.meta.dirname, '../../lab/practice-site/application'), root, { recursive: true });
  const user = { name: 'aurora', password: PASSWORD } as Parameters<typeof envFileText>[0]['user'];
  writeFileSync(
    join(root, '.env'),
    envFileText({ appKey: APP_KEY, database: 'shop', user, address: { kind: 'tcp', host: '127.0.0.1', port: 3306 } }),
    { mode: 0o600 },
  );
  writeFileSync(join(root, 'odd name "quoted".bin'), Buffer.concat([Buffer.from('done\nfile 3 x\n\0'), randomBytes(70_000)]));
  const own = () => execFileSync('chown', ['-R', `${sshd.account.uid}:${sshd.account.gid}`, root]);
  if (process.getuid?.() === 0) own();
  const log: string[] = [];
  const job: JobContext = {
    jobId: 'job',
    signal: new AbortController().signal,
    step: (title) => void log.push(title),
    advance: () => {},
    log: (line) => void log.push(line),
  };
  const site = { id: randomUUID(), root, profile: 'laravel' } as unknown as ConfigRequest['site'];
  return {
    root,
    sshd,
    linked,
    log,
    async capture(change = {}, extra = {}) {
      log.length = 0;
      const source = {
        id: randomUUID(),
        siteId: site.id,
        kind: 'config',
        envFile: '.env',
        extraFiles: ['odd name "quoted".bin'],
        ...extra,
      } as ConfigSource;
      const { draft } = await openThisComputer(place).beginBackup('shop', `2026-11-26T010000Z-full`);
      try {
        const result = await linked.shell((shell) =>
          captureConfig(
            shell,
            draft,
            { site, source, recipients: [recipient], previous: null, takenFiles: [], ...change },
            systemClock,
            job,
          ),
        );
        return { result, sealed: keep(draft, result.artifact.file) };
      } finally {
        await draft.discard();
      }
    },
    async [Symbol.asyncDispose]() {
      await linked[Symbol.asyncDispose]();
      await sshd[Symbol.asyncDispose]();
    },
  };
}

function keep(_draft: BackupDraft, file: string): string {
  const [partial = ''] = readdirSync(join(place.folder, 'shop')).filter((name) => name.includes('.partial-'));
  const kept = join(folder, `${randomUUID()}.age`);
  cpSync(join(place.folder, 'shop', partial, file), kept);
  expect(statSync(kept).mode & 0o077).toBe(0);
  return kept;
}

/** As the page of the recovery kit says. */
function opened(sealed: string): Buffer {
  return execFileSync('age', ['-d', '-i', keyFile, sealed], { maxBuffer: 1 << 28 });
}

function takenOut(sealed: string): string {
  const out = mkdtempSync(join(folder, 'out-'));
  execFileSync('tar', ['-xf', '-', '-C', out], { input: opened(sealed) });
  return out;
}

describe.each(SHELLS)('settings captured from a server with %s', (shell, options) => {
  // Its shell prefers its own crontab, which works for root alone.
  const refused = shell === 'busybox' ? ['config.crontab-unreadable'] : [];

  it('open with age and tar to the very files, byte for byte, with the cron table and what runs the site', async () => {
    await using tried = await tryOn(options);
    const { result, sealed } = await tried.capture();
    expect(result.warnings.map(({ code }) => code)).toEqual(refused);
    const names = execFileSync('tar', ['-tf', '-'], { input: opened(sealed), encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(names).toEqual(result.artifact.entries.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['.env', 'composer.json', 'odd name "quoted".bin', 'holdfast/versions.txt']));
    const out = takenOut(sealed);
    const ofSite = names.filter((one) => !one.startsWith('holdfast/'));
    expect(ofSite.filter((name) => !readFileSync(join(out, name)).equals(readFileSync(join(tried.root, name))))).toEqual([]);
    const crontab = names.filter((name) => name === 'holdfast/crontab.txt').map((name) => readFileSync(join(out, name), 'utf8'));
    expect(crontab).toHaveLength(refused.length === 0 ? 1 : 0);
    expect(crontab.filter((text) => !text.includes('php artisan schedule:run'))).toEqual([]);
    expect(statSync(join(out, '.env')).mode & 0o777).toBe(0o600);
    expect(result.artifact.applicationKey).toEqual({ name: 'APP_KEY', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(result.artifact.versions['kernel']).toContain('Linux');
    expect(result.artifact.versions['php']).toMatch(/^\d+\.\d+/);
    expect(result.artifact).toMatchObject({
      file: 'config.tar.age',
      bytes: statSync(sealed).size,
      recipients: [recipient],
      uncompressedBytes: opened(sealed).length,
    });
  });
});

describe('what lies in the settings', () => {
  let tried: Tried;
  beforeAll(async () => {
    tried = await tryOn({});
  });
  afterAll(() => tried[Symbol.asyncDispose]());

  it('shows in no process, log, artifact or problem, and lies unsealed on no disk', async () => {
    const secrets = [APP_KEY, PASSWORD, 'hush-hush'];
    const shown: string[] = [];
    let watching = true;
    const watch = (async () => {
      while (watching) {
        for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
          for (const file of ['cmdline', 'environ']) {
            try {
              shown.push(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
            } catch {
              // Ended since.
            }
          }
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const { result, sealed } = await tried.capture();
    watching = false;
    await watch;
    const everything = shown.join('\n');
    expect(everything).toContain('holdfast-read-config');
    const bytes = readFileSync(sealed).toString('latin1');
    for (const secret of secrets) {
      expect(everything).not.toContain(secret);
      expect(tried.log.join('\n')).not.toContain(secret);
      expect(JSON.stringify(result)).not.toContain(secret);
      expect(bytes).not.toContain(secret);
    }
    // An answer that is cut off is a problem that tells nothing of it.
    const cut = await problemOf(
      tried.linked.shell((shell) =>
        captureConfig(
          { ...shell, run: async (call) => ({ ...(await shell.run(call)), stdout: (await shell.run(call)).stdout.subarray(0, 300) }) },
          { writeArtifact: () => Promise.reject(new Error('nothing is written')) } as unknown as BackupDraft,
          {
            site: { id: randomUUID(), root: tried.root, profile: 'laravel' } as unknown as ConfigRequest['site'],
            source: { envFile: '.env', extraFiles: [] } as unknown as ConfigSource,
            recipients: [recipient],
            previous: null,
            takenFiles: [],
          },
          systemClock,
          { jobId: '', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} },
        ),
      ),
    );
    expect(cut.code).toBe('ssh.command-failed');
    expect(cut.detail).not.toContain('base64:');
  });

  it('is missed by name: what may not be read, is too large, is no file, or is not there', async () => {
    writeFileSync(join(tried.root, 'huge.json'), Buffer.alloc(6 * 1024 * 1024));
    writeFileSync(join(tried.root, 'locked.json'), '{}');
    chmodSync(join(tried.root, 'locked.json'), 0);
    if (process.getuid?.() === 0) chownSync(join(tried.root, 'locked.json'), 0, 0);
    const { result, sealed } = await tried.capture(
      {},
      { envFile: 'missing.env', extraFiles: ['huge.json', 'locked.json', 'public', 'not-there.txt'] },
    );
    expect(result.warnings.map(({ code, text }) => [code, /^\S+/.exec(text)?.[0]])).toEqual([
      ['config.env-missing', 'missing.env'],
      ['config.too-large', 'huge.json'],
      ['config.unreadable', 'locked.json'],
      ['config.no-file', 'public'],
    ]);
    expect(result.artifact.applicationKey).toBeNull();
    const names = execFileSync('tar', ['-tf', '-'], { input: opened(sealed), encoding: 'utf8' });
    expect(names).not.toMatch(/huge|locked/);
  });

  it('is taken through a link, as deployments lay out their .env, and never outside of what was named', async () => {
    execFileSync('mkdir', ['-p', join(tried.sshd.home, 'shared')]);
    execFileSync('mv', [join(tried.root, '.env'), join(tried.sshd.home, 'shared/.env')]);
    execFileSync('ln', ['-s', '../shared/.env', join(tried.root, '.env')]);
    try {
      const { result, sealed } = await tried.capture();
      expect(result.warnings).toEqual([]);
      expect(readFileSync(join(takenOut(sealed), '.env'), 'utf8')).toContain(APP_KEY);
    } finally {
      execFileSync('mv', [join(tried.sshd.home, 'shared/.env'), join(tried.root, '.env')]);
    }
  });

  it('says loudly that the application key is another one than last time', async () => {
    const { result: before } = await tried.capture();
    expect((await tried.capture({ previous: before.artifact })).result.warnings).toEqual([]);
    const env = join(tried.root, '.env');
    const text = readFileSync(env, 'utf8');
    writeFileSync(env, text.replace(APP_KEY, `base64:${randomBytes(32).toString('base64')}`));
    const { result } = await tried.capture({ previous: before.artifact });
    writeFileSync(env, text);
    expect(result.warnings.map(({ code }) => code)).toEqual(['config.application-key-changed']);
    expect(result.artifact.applicationKey?.fingerprint).not.toBe(before.artifact.applicationKey?.fingerprint);
  });

  it('cannot be looked for in a folder that is gone', async () => {
    const site = { id: randomUUID(), root: '/nowhere/at/all', profile: 'laravel' } as unknown as ConfigRequest['site'];
    expect(await problemOf(tried.capture({ site }))).toEqual({ code: 'site.root-missing', detail: '/nowhere/at/all' });
  });
});
