import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteName } from '../../../lab/mariadb.ts';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import { letGoDatabase } from '../../../../src/main/restore/database/swap/let-go-database.ts';
import { switchMemo } from '../../../../src/main/restore/database/swap/switch-memo.ts';
import { problemOf } from '../../servers/lab-servers.ts';
import { LATER, SHOP } from './shop.ts';
import { startSwapLab, type Imported, type Prepared, type SwapLab } from './swap-lab.ts';

let swap: SwapLab;
let dump: Imported;
beforeAll(async () => {
  swap = await startSwapLab();
  await swap.database('shop', SHOP);
  dump = await swap.dump('shop');
});
afterAll(() => swap[Symbol.asyncDispose]());

/** The live database as it is later, and what is to take its place. */
async function later(database: string): Promise<Prepared> {
  await swap.database(database, SHOP);
  await swap.lab.mariadb.script(LATER, { database });
  return swap.prepare(dump, { database });
}

/** Nothing of live is different for the attempt, and a second one without the obstacle succeeds. */
async function refuses(prepared: Prepared, code: string, clear: () => Promise<unknown>): Promise<string> {
  const before = await swap.truth(prepared.schemas.live);
  const problem = await problemOf(prepared.run());
  expect(problem.code).toBe(code);
  expect(await swap.truth(prepared.schemas.live)).toEqual(before);
  await clear();
  await prepared.run();
  expect((await swap.truth(prepared.schemas.live)).tables).toEqual(dump.truth.tables);
  await prepared.undo();
  expect(await swap.truth(prepared.schemas.live)).toEqual(before);
  return problem.detail;
}

test('a foreign key of another database that refers to the live tables stops it before anything is touched', async () => {
  const prepared = await later('referred');
  await swap.lab.mariadb.sql('CREATE DATABASE other');
  await swap.lab.mariadb.sql('CREATE TABLE other.guest (id int, CONSTRAINT guest_of FOREIGN KEY (id) REFERENCES referred.parents (id))');
  const detail = await refuses(prepared, 'restore.swap-not-possible', () => swap.lab.mariadb.sql('DROP DATABASE other'));
  expect(detail).toContain('other.guest (guest_of)');
});

test.each(['TRIGGER', 'DROP', 'LOCK TABLES', 'CREATE ROUTINE'] as const)(
  'a user without %s is told so before anything is touched',
  async (privilege) => {
    const database = `without_${privilege.toLowerCase().replace(' ', '_')}`;
    const prepared = await later(database);
    const { mariadb } = swap.lab;
    const user = prepared.work.source.user;
    const [row] = await mariadb.sql("SELECT COUNT(*) AS n FROM mysql.user WHERE User = 'limited'");
    if (Number(row?.['n']) === 0) await mariadb.sql("CREATE USER limited@'%' IDENTIFIED BY 'pw'");
    const all =
      'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, LOCK TABLES, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, EVENT, TRIGGER';
    const granted = all.split(', ').filter((one) => one !== privilege);
    const pattern = quoteName(`${database.replaceAll('_', String.raw`\_`)}%`);
    await mariadb.sql(`GRANT SET USER, BINLOG ADMIN ON *.* TO limited@'%'; GRANT ${granted.join(', ')} ON ${pattern}.* TO limited@'%'`);
    const before = await swap.truth(database);
    const limited = { ...prepared.work.source, user: 'limited' };
    prepared.secrets.kept.set(`source:${limited.id}`, 'pw');
    Object.assign(prepared.work, { source: limited });
    const { code, detail } = await problemOf(prepared.run());
    expect([code, detail]).toEqual(['restore.swap-not-possible', expect.stringContaining(`lacks ${privilege} on ${database}`)]);
    expect(switchMemo(prepared.context().memo())).toBeNull();
    expect(await swap.truth(database)).toEqual(before);
    expect(await swap.tables(prepared.schemas.old)).toEqual([]);
    expect(user).not.toBe('limited');
  },
);

test('code of another account that could not be made again stops it before anything is touched', async () => {
  const prepared = await later('of_another');
  const { mariadb } = swap.lab;
  await mariadb.sql("CREATE OR REPLACE USER modest@'%' IDENTIFIED BY 'pw'");
  await mariadb.sql(String.raw`GRANT ALL ON ${'`of\\_another%`'}.* TO modest@'%'`);
  prepared.secrets.kept.set(`source:${prepared.work.source.id}`, 'pw');
  Object.assign(prepared.work, { source: { ...prepared.work.source, user: 'modest' } });
  const before = await swap.truth('of_another');
  const { code, detail } = await problemOf(prepared.run());
  expect(code).toBe('restore.swap-not-possible');
  expect(detail).toContain('trigger children_first belongs to root@localhost');
  expect(await swap.truth('of_another')).toEqual(before);
});

test('another target than the planned one is left alone', async () => {
  const prepared = await later('wrong_target');
  const before = await swap.truth('wrong_target');
  const confirm = () => Promise.reject(new AppError('restore.target-differs'));
  expect((await problemOf(prepared.run({ confirm }))).code).toBe('restore.target-differs');
  expect(await swap.truth('wrong_target')).toEqual(before);
  await prepared.run();
  const switched = await swap.truth('wrong_target');
  expect((await problemOf(prepared.undo({ confirm }))).code).toBe('restore.target-differs');
  expect(await swap.truth('wrong_target')).toEqual(switched);
  const letGo = letGoDatabase(prepared.work, prepared.context({ confirm }));
  expect((await problemOf(letGo)).code).toBe('restore.target-differs');
  expect(await swap.tables(prepared.schemas.old)).toContain('parents');
});

test('a table that somebody makes in the way is told by the server, and live is as it was', async () => {
  const prepared = await later('in_the_way');
  const { mariadb } = swap.lab;
  const { old } = prepared.schemas;
  // Right before the renames: the plan has seen an empty schema.
  const before = await swap.truth('in_the_way');
  const confirm = async () =>
    void (await mariadb.sql(`CREATE DATABASE IF NOT EXISTS ${quoteName(old)}; CREATE VIEW ${quoteName(old)}.parents AS SELECT 1`));
  const { code, detail } = await problemOf(prepared.run({ confirm }));
  expect([code, detail]).toEqual(['restore.swap-failed', expect.stringContaining('parents')]);
  expect(await swap.truth('in_the_way')).toEqual(before);
  await prepared.undo();
  expect(await swap.truth('in_the_way')).toEqual(before);
});

test('an undo whose old tables are gone leaves the live ones alone', async () => {
  const prepared = await later('old_gone');
  await prepared.run();
  await swap.lab.mariadb.sql(`SET foreign_key_checks = 0; DROP TABLE ${quoteName(prepared.schemas.old)}.parents`);
  const live = await swap.truth('old_gone');
  const { code, detail } = await problemOf(prepared.undo());
  expect([code, detail]).toEqual(['restore.swap-old-gone', expect.stringContaining('parents')]);
  expect(await swap.truth('old_gone')).toEqual(live);
});

test('nothing is let go while a switch stands in the middle', async () => {
  const prepared = await later('in_the_middle');
  const { live, old } = prepared.schemas;
  await prepared.run();
  // A server without atomic renames that crashed could leave this.
  await swap.lab.mariadb.sql(`RENAME TABLE ${quoteName(live)}.ticketed TO ${quoteName(prepared.schemas.aside)}.ticketed`);
  const letGo = letGoDatabase(prepared.work, prepared.context());
  expect(await problemOf(letGo)).toEqual({ code: 'restore.not-now', detail: expect.stringContaining('ticketed') });
  expect(await swap.tables(old)).toContain('ticketed');
  await prepared.run();
  expect((await swap.truth(live)).tables).toEqual(dump.truth.tables);
  await letGoDatabase(prepared.work, prepared.context());
  expect(await swap.tables(old)).toEqual([]);
});

test('code that cannot be made again behind the renames is told, and the undo brings everything back', async () => {
  const prepared = await later('code_refused');
  const before = await swap.truth('code_refused');
  // In the middle: the function a view needs is not allowed any more.
  const memo = () => JSON.parse(prepared.memos.get(prepared.step.plan.id) ?? '') as { new: { code: { name: string; create: string }[] } };
  const spoil = async () => {
    const spoiled = memo();
    for (const object of spoiled.new.code) if (object.name === 'a_family') object.create += ', nowhere.nothing';
    prepared.memos.set(prepared.step.plan.id, JSON.stringify(spoiled));
  };
  const { code, detail } = await problemOf(prepared.run({ confirm: spoil, onStep: (title) => title.startsWith('Making') && void spoil() }));
  expect([code, detail]).toEqual(['restore.swap-code-failed', expect.stringContaining('view a_family')]);
  await prepared.undo();
  expect(await swap.truth('code_refused')).toEqual(before);
});

test('a table that somebody drops right behind the renames is missed, and the undo brings everything back', async () => {
  const prepared = await later('not_verified');
  const before = await swap.truth('not_verified');
  let dropped: Promise<unknown> | null = null;
  const { mariadb } = swap.lab;
  const connections: typeof swap.linked.links = {
    ...swap.linked.links,
    withShell: async (id, signal, use) => {
      await dropped;
      return swap.linked.links.withShell(id, signal, use);
    },
  };
  const onStep = (title: string) => {
    if (title.startsWith('Looking at the restored'))
      dropped = mariadb.sql('DROP TABLE not_verified.ticketed; DROP VIEW not_verified.a_family');
  };
  const { code, detail } = await problemOf(prepared.run({ connections, onStep }));
  expect(code).toBe('restore.swap-not-verified');
  expect(detail).toContain('table ticketed is not live');
  expect(detail).toContain('view a_family is not live');
  await prepared.undo();
  expect(await swap.truth('not_verified')).toEqual(before);
});
