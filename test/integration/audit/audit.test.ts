import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createAuditing } from '../../../src/main/app/audit/auditing.ts';
import { createAuditInbox } from '../../../src/main/audit/audit-inbox.ts';
import { openCatalog, readCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { NO_AUDIT_FILTER } from '../../../src/shared/model/audit.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { ask, catalogFile, choosePlace, keepBackup, openApp, withCatalog } from '../app/app-folder.ts';
import { register } from '../places/place-folder.ts';
import { holdfastIn } from '../cli/holdfast.ts';

const LIST = { filter: NO_AUDIT_FILTER, offset: 0, limit: 100 };
const copyFile = (home: string): string => join(home, 'audit.jsonl');

/** A data folder in which an operator did and read a few things. */
async function workedHome() {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  const backup = await keepBackup(home, keeper, registered, '2026-11-20T020000Z-full');
  const app = await openApp(home);
  const { id: siteId, name, root, url } = registered.site;
  await ask(app, 'site.edit', { siteId, name: `${name} 2`, root, url });
  await ask(app, 'backup.annotate', { backupId: backup.id, held: true, note: 'the good one' });
  await ask(app, 'backup.details', { backupId: backup.id });
  await ask(app, 'backup.details', { backupId: backup.id });
  await ask(app, 'backup.list', { siteId });
  await ask(app, 'site.edit', { siteId, name, root, url });
  return { home, app, backup, siteId };
}

/** Does what somebody with the file and any SQLite program can do. */
function tamper(home: string, ...statements: readonly string[]): void {
  const db = new Database(catalogFile(home));
  for (const statement of statements) db.exec(statement);
  db.close();
}

const DROP = ['DROP TRIGGER audit_entry_stays', 'DROP TRIGGER audit_entry_is_kept'] as const;

describe('the record', () => {
  it('says who did what to which site, with what result, and of polling nothing', async () => {
    const { app, backup, siteId, home } = await workedHome();
    const missing = await app.call('backup.details', { backupId: '00000000-0000-4000-8000-000000000000' });
    expect(missing.ok).toBe(false);
    const { rows, total, actions } = await ask(app, 'audit.list', LIST);
    expect(rows.toReversed().map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'site.edit done',
      'backup.annotate done',
      'backup.details done',
      'site.edit done',
      'backup.details refused',
    ]);
    expect(total).toBe(5);
    expect(actions).toEqual(['backup.annotate', 'backup.details', 'site.edit']);
    expect(rows[3]).toMatchObject({
      seq: 2,
      actor: { user: userInfo().username, machine: hostname(), host: 'terminal' },
      effect: 'change',
      siteId,
      details: { backupId: backup.id, held: true },
      problem: null,
    });
    expect(rows[0]).toMatchObject({ effect: 'read', problem: 'backup.not-found' });
    expect(readFileSync(copyFile(home), 'utf8')).not.toContain('the good one');
    expect(statSync(copyFile(home)).mode & 0o777).toBe(0o600);
    expect(await ask(app, 'audit.verify', undefined)).toMatchObject({ entries: 5, firstSeq: 1, lastSeq: 5, copy: 'same', broken: null });
  });

  it('has the end of every job, with the person who started it, or as the work of the scheduler', async () => {
    const { app, backup } = await workedHome();
    const ended = Promise.withResolvers<void>();
    app.on('job.changed', ({ endedAt }) => endedAt !== null && ended.resolve());
    const job = await ask(app, 'backup.verify', { backupId: backup.id, level: 'intact' });
    await ended.promise;
    const { rows } = await ask(app, 'audit.list', { ...LIST, filter: { ...NO_AUDIT_FILTER, text: job.id } });
    expect(rows.map(({ action, actor, details }) => [action, actor.host, details['jobId'] ?? details['made']])).toEqual([
      ['job.verify', 'terminal', job.id],
      ['backup.verify', 'terminal', job.id],
    ]);
  });

  it('is found by words, site, action, result and time', async () => {
    const { app, siteId } = await workedHome();
    const count = async (filter: Partial<typeof NO_AUDIT_FILTER>) =>
      (await ask(app, 'audit.list', { ...LIST, limit: 1, filter: { ...NO_AUDIT_FILTER, ...filter } })).total;
    expect(await count({ text: 'ANNOTATE' })).toBe(1);
    expect(await count({ action: 'site.edit' })).toBe(2);
    expect(await count({ siteId })).toBe(4);
    expect(await count({ outcome: 'trouble' })).toBe(0);
    expect(await count({ from: '2999-01-01T00:00:00.000Z' })).toBe(0);
    expect(await count({ until: '2999-01-01T00:00:00.000Z' })).toBe(4);
    expect(await count({ text: '%' })).toBe(0);
  });
});

describe('a record that somebody changed', () => {
  it.each([
    [
      'a row was changed',
      [...DROP, `UPDATE audit_entry SET document = replace(document, 'site.edit', 'site.look') WHERE seq = 1`],
      1,
      'changed',
    ],
    ['a row was removed', [...DROP, 'DELETE FROM audit_entry WHERE seq = 2'], 2, 'missing'],
    [
      'a row was inserted',
      [
        ...DROP,
        'UPDATE audit_entry SET seq = 5 WHERE seq = 4',
        'INSERT INTO audit_entry SELECT 4, at, action, site_id, outcome, document, hash FROM audit_entry WHERE seq = 3',
      ],
      4,
      'out-of-order',
    ],
    [
      'two rows changed places',
      [
        ...DROP,
        'UPDATE audit_entry SET seq = 99 WHERE seq = 2',
        'UPDATE audit_entry SET seq = 2 WHERE seq = 3',
        'UPDATE audit_entry SET seq = 3 WHERE seq = 99',
      ],
      2,
      'out-of-order',
    ],
    ['the last row was removed', [...DROP, 'DELETE FROM audit_entry WHERE seq = 4'], 4, 'missing'],
    [
      'the first rows were removed behind a made-up anchor',
      ['INSERT INTO audit_anchor SELECT 1, seq, hash FROM audit_entry WHERE seq = 2', 'DELETE FROM audit_entry WHERE seq <= 2'],
      3,
      'anchor',
    ],
  ] as const)('says so and where: %s', async (_, statements, seq, kind) => {
    const { home, app } = await workedHome();
    await app.close();
    tamper(home, ...statements);
    const reading = await openApp(home, 'read');
    expect((await ask(reading, 'audit.verify', undefined)).broken).toMatchObject({ seq, kind });
  });

  it('is not changed by the app itself: the catalog refuses', async () => {
    const { home, app } = await workedHome();
    await app.close();
    expect(() => tamper(home, "UPDATE audit_entry SET action = 'x' WHERE seq = 1")).toThrow('does not change');
    expect(() => tamper(home, 'DELETE FROM audit_entry WHERE seq = 1')).toThrow('behind the anchor');
  });

  it('says so where the copy beside the catalog was changed, and keeps that copy for a person to look at', async () => {
    const { home, app } = await workedHome();
    await app.close();
    const lines = readFileSync(copyFile(home), 'utf8').split('\n');
    writeFileSync(copyFile(home), [...lines.slice(0, 3), lines[3]?.replace(/"hash":"\w{8}/, '"hash":"00000000'), ''].join('\n'));
    const reading = await openApp(home, 'read');
    expect((await ask(reading, 'audit.verify', undefined)).broken).toMatchObject({ kind: 'copy-differs', seq: 4 });
    await reading.close();
    const again = await openApp(home);
    expect(readdirSync(home).filter((name) => name.startsWith('audit.differs-'))).toHaveLength(1);
    expect(await ask(again, 'audit.verify', undefined)).toMatchObject({ broken: null, copy: 'same', entries: 5 });
    expect((await ask(again, 'audit.list', LIST)).rows[0]).toMatchObject({ action: 'audit.put-copy-aside', actor: { host: 'scheduler' } });
  });
});

describe('a record and its copy', () => {
  it('outlives the catalog: a new one has every entry again, and says so', async () => {
    const { home, app } = await workedHome();
    const before = (await ask(app, 'audit.list', LIST)).rows;
    await app.close();
    for (const name of readdirSync(home)) if (name.startsWith('catalog.sqlite')) rmSync(join(home, name));
    const again = await openApp(home);
    const { rows } = await ask(again, 'audit.list', LIST);
    expect(rows.slice(1)).toEqual(before);
    expect(rows[0]).toMatchObject({ action: 'audit.bring-back', details: { entries: 4, from: 1 } });
    expect(await ask(again, 'audit.verify', undefined)).toMatchObject({ broken: null, copy: 'same', entries: 5 });
  });

  it('are one again after the computer went down between the two writes', async () => {
    const { home, app } = await workedHome();
    await app.close();
    const whole = readFileSync(copyFile(home), 'utf8');
    writeFileSync(copyFile(home), whole.slice(0, -200));
    const again = await openApp(home);
    expect(await ask(again, 'audit.verify', undefined)).toMatchObject({ broken: null, copy: 'same', entries: 4 });
    expect(readFileSync(copyFile(home), 'utf8')).toBe(whole);
  });

  it('let go of what is older than the record keeps, and still hold together', async () => {
    const home = scratchFolder();
    let now = Date.parse('2023-01-01T00:00:00Z');
    const clock = { now: () => now };
    {
      using catalog = openCatalog(catalogFile(home));
      const auditing = createAuditing({
        home,
        appVersion: '0.1.0',
        host: { kind: 'desktop' },
        catalog,
        clock,
        logger: silentLogger,
        access: 'work',
      });
      const own = (action: string, details: Parameters<typeof auditing.own>[1]) => auditing.ownEvent(action, details);
      await auditing.log.settle(own);
      for (let day = 0; day < 1400; day += 10) {
        auditing.own('bin.purge', { day });
        now += 10 * 86_400_000;
      }
      expect(await auditing.log.prune(1096, own)).toBe(31);
      expect(await auditing.log.verify()).toMatchObject({ broken: null, copy: 'same', prunedTo: 31, firstSeq: 32, entries: 110 });
      expect(await auditing.log.prune(1096, own)).toBe(0);
      auditing.own('bin.purge', { day: 'after' });
      now += 40 * 86_400_000;
      expect(await auditing.log.prune(1096, own)).toBe(4);
      expect(await auditing.log.verify()).toMatchObject({ broken: null, copy: 'same', prunedTo: 35 });
    }
    for (const name of readdirSync(home)) if (name.startsWith('catalog.sqlite')) rmSync(join(home, name));
    using fresh = openCatalog(catalogFile(home));
    const auditing = createAuditing({
      home,
      appVersion: '0.1.0',
      host: { kind: 'desktop' },
      catalog: fresh,
      clock,
      logger: silentLogger,
      access: 'work',
    });
    await auditing.log.settle((action, details) => auditing.ownEvent(action, details));
    expect(await auditing.log.verify()).toMatchObject({ broken: null, copy: 'same', prunedTo: 35, firstSeq: 36 });
  });
});

describe('a record that cannot be written', () => {
  it('does not stop the work, and is said loudly', async () => {
    const home = scratchFolder();
    withCatalog(home, () => {});
    using catalog = readCatalog(catalogFile(home));
    const said: string[] = [];
    const logger = { ...silentLogger, error: (event: string) => void said.push(event) };
    const clock = { now: () => Date.parse('2026-11-21T12:00:00Z') };
    const auditing = createAuditing({ home, appVersion: '0.1.0', host: { kind: 'desktop' }, catalog, clock, logger, access: 'work' });
    auditing.own('bin.purge', { bin: 'x' });
    expect(said).toEqual(['audit.not-written']);
    expect(auditing.log.failedAt()).toBe('2026-11-21T12:00:00.000Z');
  });

  it('goes on where the file beside the catalog cannot be, and the next start brings the copy up to it', async () => {
    const { home, app, siteId } = await workedHome();
    rmSync(copyFile(home));
    // A folder of that name: nothing can be appended to it.
    mkdirSync(copyFile(home));
    await ask(app, 'site.set-policy', { siteId, policy: await ask(app, 'site.policy', { siteId }) });
    await app.close();
    rmSync(copyFile(home), { recursive: true });
    const again = await openApp(home);
    expect(await ask(again, 'audit.verify', undefined)).toMatchObject({ broken: null, copy: 'same', entries: 5 });
  });
});

describe('the record on the command line', () => {
  it('is read, checked and exported beside an app that works, and what such a command reads is in it', { timeout: 120_000 }, async () => {
    await using holdfast = await holdfastIn();
    const registered = register();
    const keeper = await choosePlace(holdfast.home, registered);
    const backup = await keepBackup(holdfast.home, keeper, registered, '2026-11-20T020000Z-full');
    const app = await openApp(holdfast.home);
    await ask(app, 'backup.annotate', { backupId: backup.id, held: true });

    const listed = await holdfast.run('audit', 'list');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toContain('backup.annotate');
    expect((await holdfast.run('audit', 'verify')).stdout).toMatch(/^Record {3}whole$/m);
    await holdfast.json(0, 'backup', 'show', backup.id);
    const output = join(holdfast.home, 'record.csv');
    expect(await holdfast.json(0, 'audit', 'export', '--output', output)).toMatchObject({ file: output, entries: 1 });
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(readFileSync(output, 'utf8')).toMatch(/^seq,at,user,.*\r\n1,2/);
    expect((await holdfast.run('audit', 'export', '--output', output)).code).toBe(1);
    expect((await holdfast.run('audit', 'list', '--from', 'yesterday')).code).toBe(2);

    // Left for the app that has the data folder, which takes them in at its next round, here at its next start.
    expect(readdirSync(join(holdfast.home, 'audit-inbox')).length).toBeGreaterThanOrEqual(3);
    await app.close();
    const again = await openApp(holdfast.home);
    const { rows } = await ask(again, 'audit.list', LIST);
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
      expect.arrayContaining(['backup.details done', 'audit.export done', 'audit.export refused', 'backup.annotate done']),
    );
    expect(readdirSync(join(holdfast.home, 'audit-inbox'))).toEqual([]);
    await again.close();

    tamper(holdfast.home, ...DROP, 'DELETE FROM audit_entry WHERE seq = 2');
    const broken = await holdfast.run('audit', 'verify');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain('BROKEN at entry 2: Entry 2 is missing.');
  });

  it('has what such a command left once, although the process that took it in ended before the file was gone', async () => {
    const home = scratchFolder();
    withCatalog(home, () => undefined);
    const inbox = join(home, 'audit-inbox');
    const leave = createAuditInbox(home);
    const actor = { user: 'ada', machine: 'desk', appVersion: '0.1.0', host: 'terminal' } as const;
    const event = { at: '2026-11-26T10:00:00.000Z', actor, action: 'backup.details', effect: 'read', siteId: null, details: {} } as const;
    leave.leave({ ...event, outcome: 'done', problem: null });
    // The same command twice in one instant is two entries.
    leave.leave({ ...event, outcome: 'done', problem: null });
    const files = readdirSync(inbox).map((name) => ({ name, text: readFileSync(join(inbox, name), 'utf8') }));
    const entriesOf = async (): Promise<number> => {
      const app = await openApp(home);
      const { rows } = await ask(app, 'audit.list', LIST);
      expect(await ask(app, 'audit.verify', undefined)).toMatchObject({ broken: null, copy: 'same' });
      await app.close();
      return rows.filter(({ action }) => action === 'backup.details').length;
    };
    expect(await entriesOf()).toBe(2);
    expect(readdirSync(inbox)).toEqual([]);
    for (const { name, text } of files) writeFileSync(join(inbox, name), text);
    expect(await entriesOf()).toBe(2);
    expect(readdirSync(inbox)).toEqual([]);
    // Also by a catalog that was made anew and has the entries from the copy beside it.
    for (const { name, text } of files) writeFileSync(join(inbox, name), text);
    for (const name of readdirSync(home)) if (name.startsWith('catalog.sqlite')) rmSync(join(home, name));
    expect(await entriesOf()).toBe(2);
  });

  it('makes no data folder where there is none', async () => {
    await using holdfast = await holdfastIn();
    rmSync(holdfast.home, { recursive: true });
    expect(await holdfast.run('audit', 'list')).toMatchObject({ code: 0, stdout: 'No entry.\n' });
    expect(existsSync(holdfast.home)).toBe(false);
  });
});
