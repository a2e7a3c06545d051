import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SITE_RECOVERY } from '../../../../src/shared/model/site-recovery.ts';
import { runbookSteps } from '../../../../src/main/restore/runbooks/runbook-steps.ts';
import { siteChecks } from '../../../../src/main/restore/runbooks/site-checks.ts';
import { smokeChecksOf } from '../../../../src/main/restore/runbooks/smoke-step.ts';
import { never, problemOf } from '../../servers/lab-servers.ts';
import { siteJournal, startRunbookLab, type RunbookLab } from './runbook-lab.ts';

let lab: RunbookLab;
beforeAll(async () => {
  lab = await startRunbookLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const breakCode = async (work: () => Promise<void>) => {
  const before = lab.read('routes/console.php');
  lab.put('routes/console.php', '<?php throw new RuntimeException("broken by an update");');
  try {
    await work();
  } finally {
    lab.put('routes/console.php', before);
  }
};

describe('the caches of a restored site', () => {
  it('are cleared, each by its command with its answer', async () => {
    lab.artisan('config:cache');
    expect(lab.has('bootstrap/cache/config.php')).toBe(true);
    const journal = siteJournal(lab);
    expect(await journal.run(runbookSteps(lab.workFor()).clearCaches)).toBeUndefined();
    expect(lab.has('bootstrap/cache/config.php')).toBe(false);
    for (const what of ['cache', 'config', 'route', 'view'])
      expect(journal.text()).toMatch(new RegExp(`artisan ${what}:clear {3}\\(ended with 0`));
  });

  it('that cannot be cleared are a warning with the words of the command, and the settings are read anew all the same', async () => {
    lab.artisan('config:cache');
    await breakCode(async () => {
      const warning = await siteJournal(lab).run(runbookSteps(lab.workFor()).clearCaches);
      expect(warning).toMatch(/Not every cache was cleared.*config:clear.*broken by an update/s);
    });
    expect(lab.has('bootstrap/cache/config.php')).toBe(false);
  });

  it('are cleared by the commands of the operator instead, and what follows a failed one runs', async () => {
    const commands = { 'clear-caches': 'echo one; exit 5\necho two >>cleared', 'restart-workers': 'echo workers >>cleared' };
    const steps = runbookSteps(lab.workFor({ maintenance: false }, { commands }));
    const warning = await siteJournal(lab).run(steps.clearCaches);
    expect(warning).toContain('`echo one; exit 5` ended with 5: one');
    expect(lab.read('cleared')).toBe('two\nworkers\n');
    // With a page workers start when it goes.
    expect(runbookSteps(lab.workFor({}, { commands })).clearCaches?.plan.commands).not.toContain('echo workers >>cleared');
  });
});

describe('the migrations of a restored site', () => {
  const tables = async () => lab.lab.mariadb.sql(`SHOW TABLES FROM ${lab.lab.site.database} LIKE 'wish_lists'`);

  it('are shown and not run unless that was chosen, and it is said that the code is ahead', async () => {
    const journal = siteJournal(lab);
    const { migrate } = runbookSteps(lab.workFor());
    expect(migrate?.plan.commands).toHaveLength(1);
    expect(await journal.run(migrate)).toContain('migrations the restored database does not have');
    expect(journal.text()).toContain('create table `wish_lists`');
    expect(await tables()).toEqual([]);
  });

  it('are run when that was chosen; run again they change nothing more, and nothing is left to say', async () => {
    const journal = siteJournal(lab);
    const { migrate } = runbookSteps(lab.workFor({ migrate: true }));
    expect(await journal.run(migrate)).toBeUndefined();
    expect(await tables()).toHaveLength(1);
    // Killed after the command and before the journal had it.
    await siteJournal(lab).run(migrate);
    expect(await siteJournal(lab).run(runbookSteps(lab.workFor()).migrate)).toBeUndefined();
  });

  it('that fail are a problem with the words of the command', async () => {
    await breakCode(async () => {
      const { code, detail } = await problemOf(siteJournal(lab).run(runbookSteps(lab.workFor({ migrate: true })).migrate));
      expect(code).toBe('restore.migrate-failed');
      expect(detail).toContain('broken by an update');
    });
  });
});

describe('the look at a restored site', () => {
  const smoke = { smokeUrls: [] as string[], smokeSql: [] as string[] };

  it('passes the maintenance page by its own link, and tells each answer', async () => {
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor({}, { ...smoke, smokeUrls: [lab.url], smokeSql: ['SELECT COUNT(*) FROM orders'] }));
    await journal.run(steps.maintenanceOn);
    expect(await journal.run(steps.smoke)).toBeUndefined();
    expect(smokeChecksOf(journal.memoOf('smoke')).map(({ ok, found }) => [ok, found])).toEqual([
      [true, expect.stringMatching(/^200 after \d+ ms$/)],
      [true, expect.stringMatching(/^\d+$/)],
    ]);
    await journal.run(steps.maintenanceOff);
  });

  it('warns of pages that are missing or do not answer, and of statements that find nothing', async () => {
    const journal = siteJournal(lab);
    const urls = [`${lab.url}/gone`, 'http://127.0.0.1:9/'];
    const statements = ['SELECT 0, NULL, 0.00', 'SELECT id FROM orders WHERE id < 0', 'SELECT * FROM no_such_table'];
    const warning = await journal.run(runbookSteps(lab.workFor({}, { smokeUrls: urls, smokeSql: statements })).smoke);
    const found = smokeChecksOf(journal.memoOf('smoke'));
    expect(found.map(({ ok }) => ok)).toEqual([false, false, false, false, false]);
    expect(found[0]?.found).toMatch(/^404/);
    expect(found.slice(2).map((each) => each.found)).toEqual(['0 or nothing', 'no row', expect.stringContaining("doesn't exist")]);
    expect(warning).toContain(`${lab.url}/gone: 404`);
  });

  it('changes nothing, whatever a statement says', async () => {
    const count = async () => lab.lab.mariadb.sql(`SELECT COUNT(*) AS n FROM ${lab.lab.site.database}.orders`);
    const before = await count();
    const journal = siteJournal(lab);
    await journal.run(runbookSteps(lab.workFor({}, { ...smoke, smokeSql: ['DELETE FROM orders'] })).smoke);
    expect(smokeChecksOf(journal.memoOf('smoke'))[0]).toMatchObject({ ok: false, found: expect.stringContaining('READ ONLY') as string });
    expect(await count()).toEqual(before);
  });

  it('asks the database the site uses by now, where its settings were switched to another', async () => {
    const env = lab.read('.env');
    const { mariadb } = lab.lab;
    await mariadb.sql('CREATE DATABASE switched');
    await mariadb.sql('CREATE TABLE switched.told AS SELECT 42 AS n');
    lab.put('.env', env.replace(/^DB_DATABASE=.*$/m, 'DB_DATABASE=switched'), 0o600);
    try {
      const journal = siteJournal(lab);
      await journal.run(runbookSteps(lab.workFor({}, { ...smoke, smokeSql: ['SELECT n FROM told'] })).smoke);
      expect(smokeChecksOf(journal.memoOf('smoke'))[0]).toMatchObject({ ok: true, found: '42' });
    } finally {
      lab.put('.env', env, 0o600);
    }
  });
});

describe('the checks of a site before a plan', () => {
  const look = (work = lab.workFor()) => siteChecks(work, lab.target, lab.connections, never);
  const one = (checks: Awaited<ReturnType<typeof look>>['checks'], id: string) => checks.find((check) => check.id === id);

  it('name the PHP, the version of the code, the room and what visitors see now', async () => {
    const { checks, programs } = await look(lab.workFor({}, { smokeUrls: [lab.url] }));
    expect(one(checks, 'php')).toMatchObject({ verdict: 'ok', found: expect.stringContaining(programs.php?.path ?? '?') as string });
    expect(one(checks, 'artisan')).toMatchObject({ verdict: 'ok', found: expect.stringContaining('Laravel Framework 8') as string });
    expect(one(checks, 'disk')?.found).toMatch(/[kMGT]B$/);
    expect(one(checks, 'smoke')).toMatchObject({ verdict: 'ok', found: '200' });
    expect(one(checks, 'maintenance')).toBeUndefined();
  });

  it('say that the site is down already and that its code does not start, without standing in the way', async () => {
    lab.artisan('down');
    await breakCode(async () => {
      const { checks } = await look();
      expect(one(checks, 'maintenance')).toMatchObject({ verdict: 'attention', found: 'up already' });
      expect(one(checks, 'artisan')).toMatchObject({
        verdict: 'attention',
        found: expect.stringContaining('broken by an update') as string,
      });
      expect(checks.filter(({ verdict }) => verdict === 'stop')).toEqual([]);
    });
    lab.artisan('up');
  });

  it('say that a site without a page goes on writing', async () => {
    const work = lab.workFor({ site: { ...lab.target.site, profile: 'plain' } });
    expect(one((await look(work)).checks, 'maintenance')).toMatchObject({ verdict: 'attention', found: 'none' });
    expect(runbookSteps({ ...work, recovery: DEFAULT_SITE_RECOVERY })).toMatchObject({
      maintenanceOn: null,
      maintenanceOff: null,
      clearCaches: null,
    });
  });
});

it('no secret of the settings file is kept, though every command prints it', async () => {
  const { password } = lab.lab.site.user;
  const key = /APP_KEY=base64:(\S+)/.exec(lab.read('.env'))?.[1] ?? '';
  const printing = `cat .env; printf '%s\\n' "$(sed -n 's/^APP_KEY=base64://p' .env)"`;
  const commands = {
    'maintenance-on': printing,
    'maintenance-off': printing,
    'clear-caches': printing,
    'migrate-pretend': `${printing}; exit 9`,
  };
  const journal = siteJournal(lab);
  const steps = runbookSteps(lab.workFor({}, { commands }));
  const warnings: unknown[] = [];
  for (const step of [steps.maintenanceOn, steps.clearCaches, steps.migrate, steps.maintenanceOff]) warnings.push(await journal.run(step));
  const kept = `${journal.text()}${[...journal.memos.values()].join('')}${warnings.join('')}`;
  expect(kept).toContain('DB_USERNAME');
  expect(key).not.toBe('');
  expect(kept).not.toContain(key);
  // As it stands in the file, where quotes and dollars have a backslash, and as it is.
  for (const form of [password, password.replaceAll(/[\\"$]/g, '\\$&')]) expect(kept).not.toContain(form);
});
