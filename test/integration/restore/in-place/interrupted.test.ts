import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { waitFor } from '../../../lab/tools.ts';
import { dumpFrom, dumpOf } from '../import/import-lab.ts';
import type { Imported } from '../swap/swap-lab.ts';
import { anotherRun, copyOf, safetyOf, startInPlaceLab, type HalfWay, type InPlaceLab } from './in-place-lab.ts';
import { LATER, SHOP } from './shop.ts';

let lab: InPlaceLab;
let count = 0;
beforeAll(async () => {
  lab = await startInPlaceLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

interface Site {
  readonly database: string;
  readonly user: DatabaseUser;
  readonly backup: Imported;
  readonly safety: Imported;
  readonly before: DatabaseTruth;
}

async function siteOf(): Promise<Site> {
  const database = `cut_${(count += 1)}`;
  const user = await lab.site(database, SHOP);
  const backup = await lab.swap.dump(database);
  await lab.swap.lab.mariadb.script(LATER, { database, user });
  const safety = await lab.swap.dump(database);
  return { database, user, backup, safety, before: safety.truth };
}

/** Half of the dump was read: the table that it begins with is there again, the last ones are not. */
async function untilHalfIn(database: string): Promise<void> {
  await waitFor('half of the backup to be imported', 20_000, async () => {
    const tables = await lab.swap.tables(database);
    return tables.includes('audit') && !tables.includes('children') ? true : undefined;
  });
}

test('an error in the middle of the import is taken back to the last checksum, trigger and event', async () => {
  const { database, user, safety, before } = await siteOf();
  const sql = (await dumpOf(lab.swap.lab.mariadb, database)).toString('latin1');
  const broken = dumpFrom(
    Buffer.from(
      sql.replace('VALUES (1,1)', 'VALUES (1,1),(1,2)').replace('INSERT INTO `parents` VALUES', 'INSERT INTO `parents` VALUES (1,NULL),'),
      'latin1',
    ),
    database,
  );
  const prepared = lab.prepare({ database, user, backup: broken, safety: safetyOf(safety) });
  await expect(prepared.run()).rejects.toMatchObject({ code: 'import.statement-refused' });
  expect(await lab.swap.truth(database)).not.toEqual(before);
  await prepared.undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('a server without room for a table of the backup is left as it was', async () => {
  const { database, user } = await siteOf();
  const { mariadb } = lab.swap.lab;
  await mariadb.script(
    'CREATE TABLE held (id int PRIMARY KEY, filling char(200)) ENGINE=MEMORY; INSERT INTO held SELECT seq, seq FROM seq_1_to_2000',
    { database },
  );
  const backup = await lab.swap.dump(database);
  await mariadb.script('DELETE FROM held', { database });
  const safety = await lab.swap.dump(database);
  const [was] = await mariadb.sql('SELECT @@GLOBAL.max_heap_table_size AS bytes');
  await mariadb.sql('SET GLOBAL max_heap_table_size = 16384');
  try {
    const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety) });
    await expect(prepared.run()).rejects.toMatchObject({
      code: 'import.no-space',
      detail: expect.stringMatching(/table held: ERROR 1114 .* is full/),
    });
    await prepared.undo();
    expect(await lab.swap.truth(database)).toEqual(safety.truth);
  } finally {
    await mariadb.sql(`SET GLOBAL max_heap_table_size = ${String(was?.['bytes'])}`);
  }
});

test('a backup that is not what its inventory says is taken back', async () => {
  const { database, user, backup, safety, before } = await siteOf();
  const tables = backup.artifact.inventory.tables.map((table) => (table.name === 'ballast' ? { ...table, rows: 3001 } : table));
  const wrong = { ...backup, artifact: { ...backup.artifact, inventory: { ...backup.artifact.inventory, tables } } };
  const prepared = lab.prepare({ database, user, backup: wrong, safety: safetyOf(safety) });
  await expect(prepared.run()).rejects.toMatchObject({
    code: 'restore.in-place-differs',
    detail: 'table ballast: 3000 rows, the backup has 3001',
  });
  await prepared.undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('a line that is lost in the middle is taken up again, and the import begins anew', async () => {
  const { database, user, backup, safety } = await siteOf();
  const halfWay: HalfWay = async () => {
    await untilHalfIn(database);
    expect(lab.swap.lab.sshd.killConnections()).toBeGreaterThan(0);
  };
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety), halfWay });
  expect(await prepared.run()).toBeUndefined();
  expect(prepared.said.join('\n')).toContain('Line lost');
  expect(await lab.swap.truth(database)).toEqual(backup.truth);
});

test('cancelled in the middle, everything is as it was', async () => {
  const { database, user, backup, safety, before } = await siteOf();
  const cancel = new AbortController();
  const halfWay: HalfWay = async () => {
    await untilHalfIn(database);
    cancel.abort(new Error('cancelled'));
  };
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety), halfWay });
  await expect(prepared.run({ signal: cancel.signal })).rejects.toThrow('cancelled');
  expect(await lab.swap.truth(database)).not.toEqual(before);
  await prepared.undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('a run of the app that vanished leaves clients behind; the next one ends them and brings the safety copy back', async () => {
  const { database, user, backup, safety, before } = await siteOf();
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: isHalf, resolve: half } = Promise.withResolvers<void>();
  const prepared = lab.prepare({
    database,
    user,
    backup,
    safety: safetyOf(safety),
    halfWay: async () => {
      await untilHalfIn(database);
      half();
      await held;
    },
  });
  const gone = new AbortController();
  const vanished = prepared.run({ signal: gone.signal }).then(
    () => 'ended well',
    (error: unknown) => String(error),
  );
  await isHalf;
  await anotherRun(prepared, lab).undo();
  expect(await lab.swap.truth(database)).toEqual(before);
  // It lives on in this test alone.
  gone.abort(new Error('vanished'));
  letGo();
  expect(await vanished).toContain('vanished');
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('run again after a stop, it begins anew and ends as if nothing had been', async () => {
  const { database, user, backup, safety, before } = await siteOf();
  const cancel = new AbortController();
  const halfWay: HalfWay = async () => {
    await untilHalfIn(database);
    cancel.abort(new Error('the app ends'));
  };
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety), halfWay });
  await expect(prepared.run({ signal: cancel.signal })).rejects.toThrow('the app ends');
  const next = anotherRun(prepared, lab);
  expect(await next.run()).toBeUndefined();
  expect(await lab.swap.truth(database)).toEqual(backup.truth);
  await next.undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('a way back that is interrupted itself is gone to its end by the next one', async () => {
  const { database, user, backup, safety, before } = await siteOf();
  const closing = new AbortController();
  const cut = copyOf(safety, safety.artifact, async () => {
    await untilHalfIn(database);
    closing.abort(new Error('the app ends'));
  });
  const prepared = lab.prepare({ database, user, backup, safety: { artifact: safety.artifact, copies: [cut] } });
  await prepared.run();
  await expect(prepared.undo({ signal: closing.signal })).rejects.toThrow('the app ends');
  expect(await lab.swap.truth(database)).not.toEqual(before);
  await anotherRun(prepared, lab).undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('a safety copy that cannot be brought back says where it lies and how it is imported by hand', async () => {
  const { database, user, backup, safety } = await siteOf();
  const damaged = { ...safety.artifact, sha256: '0'.repeat(64) };
  const prepared = lab.prepare({ database, user, backup, safety: { artifact: damaged, copies: [copyOf(safety, damaged)] } });
  await prepared.run();
  await expect(prepared.undo()).rejects.toMatchObject({
    code: 'restore.safety-copy-not-back',
    detail: expect.stringContaining(
      `This computer: /backups/shop/2026-11-26, file database.sql\ngunzip -c 'database.sql' | mysql --binary-mode --default-character-set=utf8mb4 '${database}'`,
    ),
  });
  // It stays begun: the next attempt, with a whole copy, goes on.
  const next = anotherRun({ ...prepared, work: { ...prepared.work, safetyOf: () => safetyOf(safety) } }, lab);
  await next.undo();
  expect(await lab.swap.truth(database)).toEqual(safety.truth);
});
