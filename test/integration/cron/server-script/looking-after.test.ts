import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canMount, makeImage } from '../../../lab/small-disk.ts';
import { needTool, waitFor } from '../../../lab/tools.ts';
import { makeServerSite, SHELLS, type ServerSite, type Settings } from './server-site.ts';

const DAY = 86_400;
const canMountDisks = await canMount('tmpfs');

/** A site with some files, and a clock that the test sets. */
async function uploads(
  settings: Settings = {},
  parent?: string,
): Promise<ServerSite & { at(seconds: number): { readonly HF_LATER: string } }> {
  const site = await makeServerSite({ MEDIA_FOLDERS: ['uploads'], PULL_WITHIN_DAYS: '0', DISK_LIMIT_PERCENT: '100', ...settings }, parent);
  await mkdir(join(site.root, 'uploads'));
  for (let number = 0; number < 20; number += 1) await writeFile(join(site.root, 'uploads', `${number}.jpg`), randomText(4000));
  // As a function, because busybox prefers its own date to any that stands before it.
  const date = await needTool('date');
  await patch(site, 'set -u\n', `set -u\ndate() { ${date} -d "@$(($(${date} +%s) + \${HF_LATER:-0}))" "$@"; }\n`);
  return Object.assign(site, { at: (seconds: number) => ({ HF_LATER: String(seconds) }) });
}

async function patch(site: ServerSite, text: string | RegExp, by: string): Promise<void> {
  const script = join(site.folder, 'holdfast-server.sh');
  const before = await readFile(script, 'utf8');
  await writeFile(
    script,
    before.replace(text, () => by),
  );
}

const EVERYWHERE =
  'awk cat cut date dd df dirname find grep gzip head ionice ln ls mkdir mv ps readlink renice rm rmdir sed sha256sum sleep sort stat tail tar tr uname wc';

/** Makes a server that has only the usual programs, and those that stand before them. */
async function takeAwayTheRest(site: ServerSite): Promise<void> {
  for (const name of EVERYWHERE.split(' ')) await site.program(name, `exec ${await needTool(name)} "$@"`);
  await patch(site, /^PATH=.*\nPATH=.*$/m, `PATH=${site.bin}`);
}

function randomText(length: number): string {
  return Array.from({ length }, () => String.fromCodePoint(33 + Math.floor(Math.random() * 90))).join('');
}

interface Sink extends AsyncDisposable {
  readonly url: string;
  readonly received: Record<string, string>[];
  answer: number;
}

async function startSink(): Promise<Sink> {
  const received: Record<string, string>[] = [];
  const sink = { answer: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (sink.answer === 200) received.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>);
      response.writeHead(sink.answer).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(sink, {
    url: `http://127.0.0.1:${port}/services/T0/B0/secret`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** Backups as earlier runs would have left them. */
async function oldBackups(site: ServerSite, kind: string, stem: string, days: readonly number[], result = 'ok'): Promise<string[]> {
  const folder = join(site.folder, 'backups', kind);
  await mkdir(folder, { recursive: true });
  const names: string[] = [];
  for (const day of days) {
    const at = new Date(Date.now() - day * DAY * 1000)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-');
    const name = `${stem}_${at}.${kind === 'media' ? 'tar' : 'sql'}.gz`;
    for (const [end, text] of [
      ['', 'x'],
      ['.sha256', 'x'],
      ['.json', `{\n  "result": "${result}"\n}\n`],
    ])
      await writeFile(join(folder, `${name}${end}`), text ?? '');
    names.push(name);
  }
  return names;
}

const mains = (names: readonly string[]) => names.filter((name) => name.endsWith('.gz'));

describe.each(SHELLS)('under %s', (shell) => {
  it('deletes what is older than its days, and never the last of anything', async () => {
    await using site = await uploads({ KEEP_DATABASE_DAYS: '7', KEEP_STRUCTURE_DAYS: '5', KEEP_MIN_COUNT: '2' });
    const shop = await oldBackups(site, 'database', 'shop_full', [1, 4, 5, 8, 9, 12]);
    const gone = await oldBackups(site, 'database', 'old-shop_full', [100, 200, 300]);
    const structure = await oldBackups(site, 'structure', 'shop_structure', [50, 60, 70, 80], 'warning');
    await writeFile(join(site.folder, 'backups/structure', `${structure[3]}.json`), '{\n  "result": "ok"\n}\n');
    await writeFile(join(site.folder, 'backups/database/by hand.sql.gz'), 'mine');
    await writeFile(join(site.folder, 'backups/database/shop_full_2026-01-01T00-00-00Z.sql.gz.partial'), 'half');

    expect(await site.run('cleanup', { shell })).toMatchObject({ code: 0, stderr: '' });
    const left = mains(await site.backups('database'));
    expect(left.toSorted()).toEqual([...shop.slice(0, 3), ...gone.slice(0, 2), 'by hand.sql.gz'].toSorted());
    // Of the structures only the oldest came without a warning.
    expect(mains(await site.backups('structure')).toSorted()).toEqual([0, 1, 3].map((index) => structure[index] ?? '').toSorted());
    expect(await site.backups('database')).toHaveLength(1 + 5 * 3);
    expect(await site.log()).toContain(`cleanup: deleted ${shop[5]} (1 bytes), older than 7 days`);
  });

  it('tells of a failure once a day, and when it is well again', async () => {
    await using sink = await startSink();
    await using site = await uploads({ WEBHOOK_URL: sink.url, MAIL_TO: 'ops@example.org, second@example.org' });
    await site.program('sendmail', `{ printf '%s\\n' "$*"; cat; printf '\\n--\\n'; } >>'${site.root}/mails'`);
    await site.program('tar', 'exit 2');
    const broken = { shell: shell === 'busybox' ? 'bash' : shell } as const;
    // Busybox runs a tar of its own, whatever stands before it.
    expect((await site.run('media', broken)).code).toBe(1);
    await site.run('media', { ...broken, env: site.at(3600) });
    expect(sink.received).toMatchObject([{ event: 'problem', condition: 'failed-media', site: "Aurora's market", folder: site.folder }]);
    await site.run('monitor', { shell, env: site.at(DAY) });
    expect(sink.received).toHaveLength(2);

    await site.program('tar', `exec ${await needTool('tar')} "$@"`);
    expect(await site.run('media', { shell, env: site.at(DAY + 60) })).toMatchObject({ code: 0 });
    await site.run('monitor', { shell, env: site.at(DAY + 120) });
    expect(sink.received.map(({ event }) => event)).toEqual(['problem', 'problem', 'recovered']);
    expect(sink.received[2]?.['text']).toMatch(/well again: failed-media\. Well again since .* It was: The last run of "media" failed:/);

    const mails = (await readFile(join(site.root, 'mails'), 'utf8')).split('\n--\n').filter(Boolean);
    expect(mails).toHaveLength(3);
    expect(mails[0]).toMatch(
      /^-i -t\nTo: ops@example\.org, second@example\.org\nSubject: Backups of Aurora's market on \S+: media failed\n/,
    );
    expect(mails[0]).toContain(`Folder: ${site.folder}`);
    expect(await site.log()).not.toContain('secret');
  });

  it('misses runs that did not begin, and a computer that did not come', async () => {
    await using site = await uploads({ RUN_TIMES: ['media 0 3 * * *', 'cleanup 30 4 * * *'], PULL_WITHIN_DAYS: '3' });
    await site.run('media', { shell });
    await site.run('cleanup', { shell });
    await site.run('monitor', { shell });
    expect((await site.status()).conditions).toEqual([]);
    await site.run('media', { shell, env: site.at(2 * DAY) });
    await site.run('monitor', { shell, env: site.at(2 * DAY + 60) });
    expect((await site.status()).conditions.map(({ code }) => code)).toEqual(['missed-cleanup']);
    await site.run('monitor', { shell, env: site.at(4 * DAY) });
    expect((await site.status()).conditions.map(({ code }) => code).toSorted()).toEqual(['missed-cleanup', 'missed-media', 'pull']);

    await writeFile(join(site.folder, 'last-pull'), `${new Date(Date.now() + 4 * DAY * 1000).toISOString()}\n`);
    await site.run('cleanup', { shell, env: site.at(4 * DAY + 60) });
    await site.run('media', { shell, env: site.at(4 * DAY + 120) });
    const status = await site.status();
    expect(status.conditions).toEqual([]);
    expect(status.last_pull).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('keeps what shrank, says so, and deletes nothing of its kind until it is settled', async () => {
    await using site = await uploads({ KEEP_MEDIA_DAYS: '1', KEEP_MIN_COUNT: '1' });
    await site.run('media', { shell });
    for (let number = 1; number < 20; number += 1) await writeFile(join(site.root, 'uploads', `${number}.jpg`), '');
    expect(await site.run('media', { shell, env: site.at(2 * DAY) })).toMatchObject({ code: 2 });
    expect((await site.status()).conditions).toMatchObject([{ code: 'smaller-media' }]);
    expect(await site.run('media', { shell, env: site.at(3 * DAY) })).toMatchObject({ code: 2 });
    expect(await site.run('cleanup', { shell, env: site.at(9 * DAY) })).toMatchObject({ code: 2 });
    expect(mains(await site.backups('media'))).toHaveLength(3);

    expect(await site.run('accept', { shell, env: site.at(9 * DAY) })).toMatchObject({ code: 0 });
    expect((await site.status()).conditions).toEqual([]);
    expect(await site.run('media', { shell, env: site.at(9 * DAY + 60) })).toMatchObject({ code: 0 });
    expect(await site.run('cleanup', { shell, env: site.at(9 * DAY + 120) })).toMatchObject({ code: 0 });
    // Half of what is there, as in every run.
    expect(mains(await site.backups('media'))).toHaveLength(2);
  });
});

describe('messages', () => {
  it('that cannot be sent are sent by the next run', async () => {
    await using sink = await startSink();
    await using site = await uploads({ WEBHOOK_URL: sink.url, DISK_LIMIT_PERCENT: '1' });
    sink.answer = 500;
    const ended = await site.run('monitor');
    expect(ended.stderr).toContain('the webhook could not be called about disk');
    expect(ended.stderr + (await site.log())).not.toContain('/services/');
    sink.answer = 200;
    await site.run('monitor');
    await site.run('monitor');
    expect(sink.received).toMatchObject([{ event: 'problem', condition: 'disk' }]);
    await site.configure({ WEBHOOK_URL: sink.url, DISK_LIMIT_PERCENT: '100' });
    sink.answer = 500;
    await site.run('monitor');
    sink.answer = 200;
    await site.run('monitor');
    expect(sink.received.map(({ event }) => event)).toEqual(['problem', 'recovered']);
  });

  it.skipIf(!canMountDisks)('go out also where not a byte can be written', async () => {
    await using sink = await startSink();
    await using disk = await makeImage('tmpfs', 2);
    await using site = await uploads({ WEBHOOK_URL: sink.url, DISK_LIMIT_PERCENT: '100' }, disk.mount);
    await site.run('monitor');
    await writeFile(join(disk.mount, 'full'), Buffer.alloc(4 << 20)).catch(() => {});
    expect((await site.run('media')).code).toBe(1);
    expect(sink.received.map(({ condition }) => condition ?? '').toSorted()).toEqual(['disk', 'failed-media']);
  });

  it('do not say that all is well while the next run is only on its way', async () => {
    await using sink = await startSink();
    await using site = await uploads({ WEBHOOK_URL: sink.url });
    await site.program('tar', 'exit 2');
    await site.run('media');
    await site.program('tar', 'case $* in *--version*) exit ;; esac; exec sleep 30');
    const script = spawn('dash', [join(site.folder, 'holdfast-server.sh'), 'media'], {
      env: { PATH: `${site.bin}:/usr/bin:/bin` },
      stdio: 'ignore',
    });
    await waitFor('the run to be on its way', 20_000, async () => (await site.status()).kinds.media.result === 'running' || undefined);
    await site.run('monitor');
    expect(sink.received.map(({ event }) => event)).toEqual(['problem']);
    script.kill('SIGTERM');
    await once(script, 'exit');
    expect((await site.status()).conditions).toMatchObject([{ code: 'failed-media' }]);
  });

  it.each(['curl', 'wget', 'php'])('go out by %s, whose words never name the address', async (only) => {
    await using sink = await startSink();
    await using site = await uploads({ WEBHOOK_URL: sink.url });
    const program = await needTool(only);
    await site.program(only, `printf '%s\\n' "$*" >>'${site.root}/words'; exec ${program} "$@"`);
    await takeAwayTheRest(site);
    const ended = await site.run('test', { words: ['send'] });
    expect(ended.stdout).toContain('ok    a test message was sent');
    expect(sink.received).toMatchObject([{ event: 'test', condition: 'test' }]);
    expect(await readFile(join(site.root, 'words'), 'utf8')).not.toContain('secret');
  });

  it('go by mail where there is no sendmail', async () => {
    await using site = await uploads({ MAIL_TO: 'ops@example.org' });
    await takeAwayTheRest(site);
    await site.program('mail', `{ printf '%s|' "$@"; cat; } >'${site.root}/mail'`);
    expect((await site.run('test', { words: ['send'] })).stdout).toContain('ok    a test message was sent');
    expect(await readFile(join(site.root, 'mail'), 'utf8')).toMatch(
      /^-s\|Backups of Aurora's market on \S+: this is a test\|ops@example\.org\|Messages about/,
    );
  });
});

describe('the lock', () => {
  it.each(SHELLS)('does not stick to what is gone, nor to a number that is somebody else now (%s)', async (shell) => {
    await using site = await uploads();
    await site.run('status', { shell });
    for (const target of [`${process.pid}:1:another-start`, '999999:1:x', 'nonsense']) {
      await symlink(target, join(site.folder, 'lock/media'));
      expect(await site.run('media', { shell })).toMatchObject({ code: 0 });
      expect(await readdir(join(site.folder, 'lock'))).toEqual([]);
    }
  });

  it.each(SHELLS)('lets one of many in at a time (%s)', async (shell) => {
    await using site = await uploads();
    const ended = await Promise.all(Array.from({ length: 6 }, () => site.run('media', { shell })));
    const codes = ended.map(({ code }) => code);
    expect(codes.every((code) => code === 0 || code === 75)).toBe(true);
    expect(codes).toContain(0);
    const { kinds } = await site.status();
    expect(kinds.media.result).toBe('ok');
  });
});

describe('the log', () => {
  it('does not grow without end', async () => {
    await using site = await uploads();
    await writeFile(join(site.folder, 'backup_log.txt'), 'x'.repeat(1_100_000));
    await site.run('media');
    expect((await site.log()).length).toBeLessThan(2000);
    expect((await readdir(site.folder)).filter((name) => name.startsWith('backup_log'))).toEqual(['backup_log.txt', 'backup_log.txt.1']);
  });
});
