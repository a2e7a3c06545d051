import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serverFile } from '../../../src/main/cron/server-file.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import type { LoginShell } from '../../lab/login-shell.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { CRONTAB, cronWorld, putTable, tableOf } from './cron-world.ts';

const OTHERS =
  'MAILTO=ops@example.org\n# caf\xe9 \x81\x82\xff\t 100\\%\n*/5 * * * *  /usr/local/bin/check \'a b\' "$X"\r\n@reboot /bin/true';
const database = { database: 'aurora_shop', address: { host: '127.0.0.1', port: 3306, socket: null }, user: 'aurora' };

function give(sshd: Sshd, path: string): void {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${sshd.account.uid}:${sshd.account.gid}`, path]);
}

function madeRoot(sshd: Sshd): string {
  const root = join(sshd.home, 'aurora market');
  mkdirSync(root, { recursive: true });
  give(sshd, root);
  return root;
}

describe.each<LoginShell>(['dash', 'bash', 'busybox'])('cron on a server with %s', (loginShell) => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({ loginShell, programs: { crontab: CRONTAB } });
  });
  afterAll(() => sshd.stop());
  beforeEach(() => {
    for (const name of ['.cron-table', '.refuse', '.mangle', '.holdfast']) rmSync(join(sshd.home, name), { recursive: true, force: true });
  });
  const world = () =>
    cronWorld(sshd, { crontabAsFunction: loginShell === 'busybox', root: madeRoot(sshd), database, media: ['storage/app/public'] });
  const put = (text: string): void => {
    putTable(sshd, text);
    give(sshd, join(sshd.home, '.cron-table'));
  };

  it('gets exactly what the preview showed, and leaves the lines of others as they are, byte for byte', async () => {
    put(OTHERS);
    const { preview, installWith, folder, site, modules } = await world();
    const shown = await preview();
    expect(tableOf(sshd)).toBe(OTHERS);
    expect(existsSync(folder)).toBe(false);
    const state = await installWith(shown.digest);

    const table = tableOf(sshd) ?? '';
    const block = [`# BEGIN holdfast ${site.id}`, ...shown.times.map(({ text }) => text), `# END holdfast ${site.id}`, ''].join('\n');
    expect(table).toBe(`${OTHERS}\n${block}`);
    expect(shown.crontab.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual(block.trimEnd().split('\n'));
    for (const { path, mode, content } of shown.files) {
      expect(readFileSync(path, 'utf8')).toBe(content);
      expect((statSync(path).mode & 0o777).toString(8)).toBe(mode.slice(1));
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, 'holdfast-server.sh')))
        .digest('hex'),
    ).toBe(serverFile.sha256);
    expect(state).toMatchObject({ mode: 'crontab', problem: null, program: { sha256: serverFile.sha256 } });
    expect(state.lines).toEqual(shown.times.map(({ text }) => text));
    expect(state.works.every(({ state: liveness }) => liveness === 'never')).toBe(true);
    const sources = modules.catalog.sources.list(site.id).filter(({ kind }) => kind === 'server-backups');
    expect(sources).toMatchObject([
      { folders: ['database', 'structure', 'media'].map((kind) => `${folder}/backups/${kind}`), zone: 'UTC' },
    ]);
    const [kept] = readdirSync(folder).filter((name) => name.startsWith('crontab-'));
    expect(readFileSync(join(folder, kept ?? ''), 'latin1')).toBe(OTHERS);
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name.endsWith('.arrived'))).toEqual([]);
  });

  it('has one block and one source however often it is installed, and the block of before is gone', async () => {
    put('1 1 * * * first\n');
    const { install, modules, site } = await world();
    await install();
    put(`${tableOf(sshd) ?? ''}2 2 * * * last\n`);
    const lines = [{ work: 'database' as const, rhythm: { kind: 'daily' as const, at: '03:00' } }];
    const state = await install({ ...DEFAULT_CRON_PLAN, lines });
    const table = tableOf(sshd) ?? '';
    expect(table.match(/# BEGIN holdfast/g)).toHaveLength(1);
    expect(table).toMatch(
      /^1 1 \* \* \* first\n# BEGIN holdfast [^\n]*\n0 3 \* \* \* [^\n]* database [^\n]*\n# END holdfast [^\n]*\n2 2 \* \* \* last\n$/,
    );
    expect(state.lines).toHaveLength(1);
    expect(modules.catalog.sources.list(site.id).filter(({ kind }) => kind === 'server-backups')).toHaveLength(1);
  });

  it('is taken out again, with its files or without, and its backups stay', async () => {
    put(`${OTHERS}\n`);
    const { install, remove, previewRemoval, folder } = await world();
    await install();
    const dump = join(folder, 'backups/database/shop.sql.gz');
    writeFileSync(dump, 'dump');
    const shown = await previewRemoval(false);
    expect(shown.crontab.filter(({ kind }) => kind === 'removed')).toHaveLength(DEFAULT_CRON_PLAN.lines.length + 2);
    const state = await remove(false);
    expect(tableOf(sshd)).toBe(`${OTHERS}\n`);
    expect(existsSync(join(folder, 'holdfast-server.sh'))).toBe(true);
    expect(state).toMatchObject({ installedAt: null, lines: [], works: [] });
    await remove(true);
    expect(existsSync(join(folder, 'holdfast-server.sh'))).toBe(false);
    expect(existsSync(join(folder, 'site.conf'))).toBe(false);
    expect(readFileSync(dump, 'utf8')).toBe('dump');
  });

  it('leaves no table behind where there was none', async () => {
    const { install, remove } = await world();
    await install();
    expect(tableOf(sshd)).toMatch(/^# BEGIN holdfast/);
    await remove(true);
    expect(tableOf(sshd)).toBeNull();
  });

  it('does nothing when the table is another one than the preview showed', async () => {
    put('1 1 * * * first\n');
    const { preview, installWith, folder } = await world();
    const { digest } = await preview();
    put('1 1 * * * changed meanwhile\n');
    await expect(installWith(digest)).rejects.toMatchObject({ code: 'cron.preview-changed' });
    expect(tableOf(sshd)).toBe('1 1 * * * changed meanwhile\n');
    expect(existsSync(folder)).toBe(false);
  });

  it('has its table from before when the new one is refused, and when cron keeps it otherwise than it was given', async () => {
    put(OTHERS);
    const { install } = await world();
    writeFileSync(join(sshd.home, '.refuse'), 'crontab: No space left on device\n');
    await expect(install()).rejects.toMatchObject({ code: 'cron.table-refused', detail: expect.stringContaining('No space left') });
    expect(tableOf(sshd)).toBe(OTHERS);
    rmSync(join(sshd.home, '.refuse'));
    writeFileSync(join(sshd.home, '.mangle'), '');
    give(sshd, join(sshd.home, '.mangle'));
    await expect(install()).rejects.toMatchObject({ code: 'cron.table-refused' });
    expect(tableOf(sshd)).toBe(OTHERS);
    expect((await install()).lines).toHaveLength(DEFAULT_CRON_PLAN.lines.length);
  });

  it('finds a program that is older, and one that somebody changed, and replaces both', async () => {
    const { install, ask, preview, folder } = await world();
    await install();
    const program = join(folder, 'holdfast-server.sh');
    const text = readFileSync(program, 'utf8');
    writeFileSync(program, text.replace(`='${serverFile.version}'`, "='0.0.1'"));
    expect((await ask()).program).toMatchObject({ version: '0.0.1' });
    expect((await preview()).files[0]).toMatchObject({ state: 'changed' });
    writeFileSync(program, `${text}# mine\n`);
    expect((await preview()).warnings.map(({ code }) => code)).toContain('program-changed');
    expect((await install()).program).toEqual({ version: serverFile.version, sha256: serverFile.sha256 });
  });

  it('refuses a home that a web server may show, and a folder that is no folder of the account', async () => {
    const { preview, install } = await world();
    writeFileSync(join(sshd.home, 'index.html'), '');
    await expect(preview()).rejects.toMatchObject({ code: 'cron.folder-served' });
    rmSync(join(sshd.home, 'index.html'));
    writeFileSync(join(sshd.home, '.holdfast'), '');
    await expect(install()).rejects.toMatchObject({ code: 'cron.folder-foreign' });
    expect(tableOf(sshd)).toBeNull();
  });

  it('tells what makes backups there already, so that nobody doubles it', async () => {
    const { preview, site } = await world();
    mkdirSync(join(site.root, 'config'), { recursive: true });
    writeFileSync(join(site.root, 'config/backup.php'), '<?php return [];');
    put(
      `* * * * * cd '${site.root}' && php artisan schedule:run\n0 1 * * * mysqldump shop | gzip > /home/x/shop.gz\n# 0 1 * * * mysqldump off\n`,
    );
    const { already } = await preview();
    expect(already.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['schedule-runner', 'spatie-backup', 'dump-line']));
    expect(already.find(({ kind }) => kind === 'dump-line')?.detail).not.toContain('off');
    rmSync(dirname(join(site.root, 'config/backup.php')), { recursive: true });
  });

  it('shows the lines to paste where the account has no cron table, and puts the files there all the same', async () => {
    // What a host says whose accounts use its panel.
    const refusing = await startSshd({
      loginShell,
      programs: { crontab: '#!/bin/sh\necho "You are not allowed to use this program (crontab)" >&2\nexit 1\n' },
    });
    try {
      const panel = await cronWorld(refusing, { root: madeRoot(refusing), database });
      const shown = await panel.preview();
      expect(shown).toMatchObject({ mode: 'panel', modeReason: expect.stringMatching(/not allowed|must be suid/), crontab: [] });
      expect(shown.times[0]?.text).toBe(`0 2 * * * /bin/sh '${panel.folder}/holdfast-server.sh' database >/dev/null 2>&1`);
      const state = await panel.installWith(shown.digest);
      expect(existsSync(join(panel.folder, 'holdfast-server.sh'))).toBe(true);
      expect(state).toMatchObject({ mode: 'panel', lines: [] });
      expect(state.times.map(({ text }) => text)).toEqual(shown.times.map(({ text }) => text));
      const at = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, '');
      const kinds = { database: { result: 'ok', last_start: at, last_end: at, last_success: at, files: ['a.sql.gz'], size_bytes: 12 } };
      writeFileSync(join(panel.folder, 'status.json'), JSON.stringify({ format: 'holdfast-server-status/1', kinds, conditions: [] }));
      chmodSync(join(panel.folder, 'status.json'), 0o644);
      const [run] = (await panel.ask()).works;
      expect(run).toMatchObject({ work: 'database', state: 'alive', lastRun: { outcome: 'succeeded', files: ['a.sql.gz'] } });
    } finally {
      await refusing.stop();
    }
  });
});
