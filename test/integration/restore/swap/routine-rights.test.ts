import { afterAll, beforeAll, expect, test } from 'vitest';
import { rightsRefusedIn } from '../../../../src/main/restore/database/swap/routine-rights.ts';
import { safetyOf, startInPlaceLab, type InPlaceLab } from '../in-place/in-place-lab.ts';
import { onStatement } from './on-statement.ts';
import type { Prepared } from './swap-lab.ts';

let lab: InPlaceLab;
beforeAll(async () => {
  lab = await startInPlaceLab();
  await lab.swap.lab.mariadb.sql("CREATE USER 'report'@'%' IDENTIFIED BY 'ein Passwort'");
  await lab.swap.lab.mariadb.sql("CREATE USER 'gone'@'10.%' IDENTIFIED BY 'ein Passwort'");
  await lab.swap.lab.mariadb.sql('CREATE ROLE accounting');
});
afterAll(() => lab[Symbol.asyncDispose]());

const CODE = String.raw`
CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);
CREATE PROCEDURE tidy() DELETE FROM t WHERE id < 0;
CREATE FUNCTION doubled(n int) RETURNS int DETERMINISTIC RETURN n * 2;
CREATE PROCEDURE unchanged() SELECT 1;
`;
const LATER = String.raw`
CREATE OR REPLACE PROCEDURE tidy() SELECT 'later'; CREATE OR REPLACE FUNCTION doubled(n int) RETURNS int DETERMINISTIC RETURN n * 3;
CREATE PROCEDURE only_later() SELECT 'later';
`;

const sql = (text: string) => lab.swap.lab.mariadb.sql(text);

async function grantAll(database: string): Promise<void> {
  await sql(`GRANT EXECUTE ON PROCEDURE ${database}.tidy TO 'report'@'%' WITH GRANT OPTION`);
  await sql(`GRANT EXECUTE, ALTER ROUTINE ON FUNCTION ${database}.doubled TO accounting`);
  await sql(`GRANT EXECUTE ON PROCEDURE ${database}.only_later TO 'report'@'%'`);
  await sql(`GRANT EXECUTE ON PROCEDURE ${database}.unchanged TO 'report'@'%'`);
}

/** Without what the server gives whoever makes a routine. */
async function rightsOf(database: string): Promise<readonly string[]> {
  const rows = await sql(
    `SELECT CONCAT_WS(' ', Routine_name, User, Host, Proc_priv) AS line FROM mysql.procs_priv WHERE Db = '${database}' AND User IN ('report', 'accounting', 'gone') ORDER BY 1`,
  );
  return rows.map((row) => String(row['line']));
}

async function endedBeforeRights(prepared: Prepared): Promise<void> {
  const end = onStatement((_count, text) => {
    if (/GRANT/.test(text)) throw new Error('the app has ended');
  });
  await expect(prepared.run().finally(end)).rejects.toMatchObject({ detail: expect.stringContaining('the app has ended') });
}

test('a switch, and its undo, give accounts their rights on routines that are made again, also when it was stopped before', async () => {
  const { swap } = lab;
  await swap.database('rights', CODE);
  const dump = await swap.dump('rights');
  await swap.lab.mariadb.script(LATER, { database: 'rights' });
  await grantAll('rights');
  const before = await rightsOf('rights');
  expect(before).toHaveLength(4);
  const prepared = await swap.prepare(dump);
  await endedBeforeRights(prepared);
  expect(await rightsOf('rights')).not.toEqual(before);
  expect(await prepared.run()).toBeUndefined();
  expect((await swap.truth('rights')).routines).toEqual(dump.truth.routines);
  expect(await rightsOf('rights')).toEqual(before.filter((line) => !line.startsWith('only_later')));
  await sql("GRANT EXECUTE ON FUNCTION rights.doubled TO 'gone'@'10.%'");
  await prepared.undo();
  expect(await rightsOf('rights')).toEqual([...before, 'doubled gone 10.% Execute'].toSorted());
});

test('an account that is gone is not made again by a right it had', async () => {
  const { swap } = lab;
  await swap.database('accounts', CODE);
  const dump = await swap.dump('accounts');
  await swap.lab.mariadb.script(LATER, { database: 'accounts' });
  await sql("CREATE USER 'leaver'@'%' IDENTIFIED BY 'ein Passwort'");
  await sql("GRANT EXECUTE ON PROCEDURE accounts.tidy TO 'leaver'@'%'");
  const prepared = await swap.prepare(dump);
  await endedBeforeRights(prepared);
  await sql("DROP USER 'leaver'@'%'");
  expect(await prepared.run()).toContain('GRANT EXECUTE ON PROCEDURE `accounts`.`tidy` TO `leaver`@`%`;');
  expect(await sql("SELECT 1 FROM mysql.user WHERE User = 'leaver'")).toEqual([]);
});

test('in place they are given back where the account may, else each is named with its statement and kept for the tasks afterwards', async () => {
  const { swap } = lab;
  const user = await lab.site('handed', CODE);
  const backup = await swap.dump('handed');
  await swap.lab.mariadb.script(LATER, { database: 'handed', user });
  await grantAll('handed');
  await sql(`GRANT SELECT ON mysql.procs_priv TO '${user.name}'@'%'`);
  const safety = await swap.dump('handed');
  const request = { database: 'handed', user, backup, safety: safetyOf(safety) };
  const before = await rightsOf('handed');
  const prepared = lab.prepare(request);
  const lines = [
    'GRANT EXECUTE, ALTER ROUTINE ON FUNCTION `handed`.`doubled` TO `accounting`',
    'GRANT EXECUTE ON PROCEDURE `handed`.`tidy` TO `report`@`%` WITH GRANT OPTION',
    'GRANT EXECUTE ON PROCEDURE `handed`.`unchanged` TO `report`@`%`',
  ];
  const warning = await prepared.run();
  for (const line of lines) expect(warning).toContain(`${line};`);
  expect(rightsRefusedIn(JSON.parse(prepared.memos.get('in-place:handed') ?? '{}'))).toEqual(lines);
  for (const line of lines) await sql(line);
  expect(await rightsOf('handed')).toEqual(before.filter((line) => !line.startsWith('only_later')));
  await sql(`GRANT EXECUTE ON handed.* TO '${user.name}'@'%' WITH GRANT OPTION`);
  await sql(`GRANT ALTER ROUTINE ON handed.* TO '${user.name}'@'%' WITH GRANT OPTION`);
  await prepared.undo();
  expect(await rightsOf('handed')).toEqual(before);
});
