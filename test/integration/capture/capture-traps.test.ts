import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTruth } from '../../lab/inventory.ts';
import { waitFor } from '../../lab/tools.ts';
import { startCaptureLab, type CaptureLab } from './capture-lab.ts';
import { databaseIn } from './database-in.ts';

// Ways in which a backup could be called complete and not be, or never become complete: each met for real once.

let tried: CaptureLab;
beforeAll(async () => {
  tried = await startCaptureLab({ site: { rows: false }, mariadb: { config: ['wait_timeout=2', 'interactive_timeout=2'] } });
  await sql(
    'CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1), (2); CREATE TABLE b (id INT PRIMARY KEY); INSERT INTO b VALUES (3)',
  );
  await sql('CREATE TRIGGER trg BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id + 0');
});
afterAll(() => tried[Symbol.asyncDispose]());

const sql = (statement: string) => tried.lab.mariadb.sql(statement, { database: tried.source.database });

/** Runs with another account in the site's settings file. */
async function asUser<T>(name: string, grants: readonly string[], work: () => Promise<T>, options = ''): Promise<T> {
  const password = 'another password';
  await tried.lab.mariadb.sql(`CREATE OR REPLACE USER '${name}'@'%' IDENTIFIED BY '${password}' ${options}`);
  for (const grant of grants) await tried.lab.mariadb.sql(`GRANT ${grant} TO '${name}'@'%'`);
  tried.lab.site.writeEnv({ name, password });
  try {
    return await work();
  } finally {
    tried.lab.site.writeEnv(tried.lab.site.user);
  }
}

const codes = async (change: Parameters<CaptureLab['capture']>[0] = {}) =>
  (await tried.capture(change)).manifest.backup.warnings.map(({ code }) => code);

describe('what a user may not see', () => {
  it.each(['full', 'data'] as const)('is named when whole tables are out of sight (%s)', async (kind) => {
    const found = await asUser('by_table', ['SELECT ON aurora_market.a'], () => codes({ kind }));
    expect(found).toContain('privilege-missing-select');
  });

  it('is named when a wide grant is overruled by a narrower one', async () => {
    const grants = ['ALL ON `aurora%`.*', 'SELECT, SHOW VIEW, EVENT, EXECUTE ON `aurora\\_market`.*'];
    expect(await asUser('overruled', grants, () => codes())).toEqual(['privilege-missing-trigger']);
  });

  it('is named when a grant is meant for another database of nearly the same name', async () => {
    const grants = ['SELECT, SHOW VIEW, EVENT, EXECUTE ON `aurora\\_market`.*', 'TRIGGER ON `Aurora\\_Market`.*'];
    expect(await asUser('nearly', grants, () => codes())).toEqual(['privilege-missing-trigger']);
  });

  it('is not imagined where the server quotes names in its own way', async () => {
    await tried.lab.mariadb.sql("SET GLOBAL sql_mode = 'ANSI_QUOTES'");
    try {
      expect(await asUser('quoted', ['ALL ON `aurora\\_market`.*'], () => codes())).toEqual([]);
    } finally {
      await tried.lab.mariadb.sql('SET GLOBAL sql_mode = DEFAULT');
    }
  });
});

describe('tables of a special kind', () => {
  it('keeps the former states of a versioned table', async () => {
    await sql(
      'CREATE TABLE v (id INT PRIMARY KEY, n INT) WITH SYSTEM VERSIONING; INSERT INTO v VALUES (1, 1); UPDATE v SET n = 2; UPDATE v SET n = 3',
    );
    try {
      const { manifest, location } = await tried.capture({ compression: 'none' });
      expect(manifest.backup.warnings).toEqual([]);
      expect(databaseIn(manifest).inventory.tables.find(({ name }) => name === 'v')?.rows).toBe(3);

      const { mariadb } = tried.lab;
      await mariadb.createDatabase('history_back');
      await mariadb.script(await readFile(join(location, databaseIn(manifest).file ?? '')), { database: 'history_back' });
      const states = (database: string) =>
        mariadb.sql('SELECT id, n, ROW_START AS began, ROW_END AS ended FROM v FOR SYSTEM_TIME ALL ORDER BY n', { database });
      expect(await states('history_back')).toEqual(await states(tried.source.database));
    } finally {
      await sql('SET SESSION system_versioning_alter_history = KEEP; DROP TABLE v');
    }
  });

  it('keeps a site whose MERGE table joins other tables, with all their rows', async () => {
    await sql(
      `CREATE TABLE m1 (id INT) ENGINE=MyISAM; CREATE TABLE m2 LIKE m1; INSERT INTO m1 SELECT seq FROM seq_1_to_150; INSERT INTO m2 SELECT seq FROM seq_1_to_150;
       CREATE TABLE mm (id INT) ENGINE=MERGE UNION=(m1, m2)`,
    );
    try {
      const { manifest } = await tried.capture();
      expect(manifest.backup.warnings).toEqual([]);
      const rows = databaseIn(manifest).inventory.tables.map((table) => [table.name, table.rows]);
      expect(rows).toEqual(
        expect.arrayContaining([
          ['m1', 150],
          ['m2', 150],
        ]),
      );
    } finally {
      await sql('DROP TABLE mm, m1, m2');
    }
  });

  it('lets a queue be empty in the moment of the dump', async () => {
    await sql(
      'CREATE TABLE jobs (id INT); INSERT INTO jobs SELECT seq FROM seq_1_to_50; ANALYZE TABLE jobs; CREATE TABLE ja_gate (id INT)',
    );
    const gate = await tried.lab.mariadb.connect({ database: tried.source.database });
    await gate.query('LOCK TABLES ja_gate WRITE, jobs WRITE');
    try {
      const captured = tried.capture();
      await waitFor('the dump to wait at the gate', 15_000, async () => {
        const waiting = await tried.lab.mariadb.sql(
          "SELECT 1 AS one FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'",
        );
        return waiting.length > 0 ? true : undefined;
      });
      await gate.query('DELETE FROM jobs');
      // Longer than the server keeps an idle session.
      await waitFor('the server to end idle sessions', 10_000, async () => {
        const [row] = await tried.lab.mariadb.sql(
          "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE COMMAND = 'Sleep' AND USER = 'aurora'",
        );
        return Number(row?.['n']) === 0 ? true : undefined;
      });
      await gate.query('UNLOCK TABLES');
      expect((await captured).manifest.backup.warnings).toEqual([]);
    } finally {
      gate.destroy();
      await sql('DROP TABLE jobs, ja_gate');
    }
  });

  it('brings a database with a name like a flag back whole', async () => {
    const database = '-dash.db';
    await tried.lab.mariadb.createDatabase(database);
    await tried.lab.mariadb.sql('CREATE TABLE `t.1` (a INT); INSERT INTO `t.1` VALUES (1); CREATE VIEW `v.1` AS SELECT a FROM `t.1`', {
      database,
    });
    const source = { ...tried.source, database, access: { from: 'keychain' } as const };
    const { manifest } = await tried.captureWith({ [`source:${source.id}`]: tried.lab.site.user.password }, { sources: [source] });
    expect(databaseIn(manifest).inventory).toMatchObject({ tables: [{ name: 't.1', rows: 1 }], views: ['v.1'] });
    expect(Object.keys((await readTruth(tried.lab.mariadb, database)).tables)).toEqual(['t.1']);
  });
});

describe('accounts with limits', () => {
  const ALL = ['ALL ON `aurora\\_market`.*'];

  it('needs one connection at a time', async () => {
    expect(await asUser('single', ALL, () => codes(), 'WITH MAX_USER_CONNECTIONS 1')).toEqual([]);
  });

  it('says what a server answers that refuses to work', async () => {
    const limited = asUser('hourly', ALL, () => codes(), 'WITH MAX_QUERIES_PER_HOUR 3');
    await expect(limited).rejects.toMatchObject({ code: 'database.refused', detail: expect.stringContaining('max_queries_per_hour') });
    const expired = asUser('expired', ALL, () => codes(), 'PASSWORD EXPIRE');
    await expect(expired).rejects.toMatchObject({ code: 'database.refused', detail: expect.stringContaining('PASSWORD') });
    expect(await tried.leftovers().then((names) => names.filter((name) => name.includes('partial')))).toEqual([]);
  });

  it('refuses to take another database for the registered one', async () => {
    const moved = tried.capture({ sources: [{ ...tried.source, database: 'old_shop' }] });
    await expect(moved).rejects.toMatchObject({ code: 'source.database-changed', detail: expect.stringContaining('old_shop') });
  });
});

describe('cancelling while a database does not answer', () => {
  it('ends at once when it accepts and stays silent', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => {})));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    tried.lab.site.writeEnv(tried.lab.site.user, { kind: 'tcp', host: '127.0.0.1', port });
    try {
      const controller = new AbortController();
      const ended = tried.capture({}, { signal: controller.signal }).catch((error: unknown) => error);
      await waitFor('the sign-in to wait', 10_000, async () => (sockets.length > 0 ? true : undefined));
      controller.abort();
      // The client's own patience is 15 seconds.
      const error = await waitFor('the capture to end', 5_000, async () => Promise.race([ended, Promise.resolve(undefined)]));
      expect(error).toMatchObject({ name: 'AbortError' });
      await waitFor('the tunnel to be closed', 5_000, async () =>
        sockets.every((socket) => socket.destroyed || socket.readableEnded) ? true : undefined,
      );
    } finally {
      tried.lab.site.writeEnv(tried.lab.site.user);
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});
