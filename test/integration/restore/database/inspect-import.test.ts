import { afterAll, beforeAll, expect, it } from 'vitest';
import { mayCreateSchemas } from '../../../../src/main/restore/database/choose-method.ts';
import { inspectImport } from '../../../../src/main/restore/database/inspect-import.ts';
import type { PlanCheck } from '../../../../src/shared/model/restore.ts';
import { dumpOf } from '../import/import-lab.ts';
import { heldCopy, placeIsAway } from './held-copy.ts';
import { startImportStepLab, whole, type ImportStepLab } from './import-step-lab.ts';
import { MYSQL_8_DUMP } from './mysql-8-dump.ts';

let lab: ImportStepLab;
let sql: Buffer;
const { signal } = new AbortController();

beforeAll(async () => {
  lab = await startImportStepLab();
  await lab.database(
    'shop',
    `CREATE TABLE orders (id int PRIMARY KEY, name varchar(50));
     INSERT INTO orders VALUES (1, 'one');
     CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW SET NEW.name = UPPER(NEW.name);`,
  );
  sql = await dumpOf(lab.lab.mariadb, 'shop');
}, 60_000);
afterAll(() => lab[Symbol.asyncDispose]());

function one(checks: readonly PlanCheck[], id: string): PlanCheck | undefined {
  return checks.find((each) => each.id === id);
}

it('lists of a dump of MySQL 8 exactly what the import then puts right', async () => {
  const prepared = await lab.prepareImport({ sql: MYSQL_8_DUMP, places: [whole] });
  const checks = await inspectImport(prepared.work, prepared.access, signal);
  const foretold = checks.filter(({ verdict }) => verdict === 'fix-up');
  expect(foretold.map(({ id }) => id)).toEqual(expect.arrayContaining(['definers', 'table-collations', 'gtid']));
  await prepared.import.run();
  const why = foretold.map((each) => each.why).join(' ');
  const [, ...putRight] = prepared.import.said;
  expect(putRight.length).toBeGreaterThan(2);
  for (const text of putRight) expect(why).toContain(text);
  await prepared.import.undo();
});

it('foretells the sandbox line of MariaDB, and changes nothing on the server', async () => {
  const before = await lab.truth('shop');
  const { work, access } = await lab.prepareImport({ sql, places: [whole] });
  expect(one(await inspectImport(work, access, signal), 'sandbox-line')?.verdict).toBe('fix-up');
  expect(await lab.truth('shop')).toEqual(before);
  expect(await lab.schemasLeft()).toEqual([]);
});

it('stops a dump that would be refused before anything is made', async () => {
  const { work, access } = await lab.prepareImport({ sql: `${sql.toString()}\nGRANT ALL ON *.* TO x;\n`, places: [whole] });
  expect(one(await inspectImport(work, access, signal), 'dump')).toMatchObject({ verdict: 'stop', found: 'would not be imported' });
});

it('reads the next copy when a place is out of reach, and says so; without any it stops', async () => {
  const away = (bytes: Buffer) => heldCopy(bytes, placeIsAway);
  const two = await lab.prepareImport({ sql, places: [away, whole] });
  expect(one(await inspectImport(two.work, two.access, signal), 'dump')).toMatchObject({ verdict: 'attention' });
  const none = await lab.prepareImport({ sql, places: [away] });
  expect(one(await inspectImport(none.work, none.access, signal), 'dump')).toMatchObject({ verdict: 'stop' });
});

it('stops where the server refuses triggers of this account, as the import would be', async () => {
  const user = await lab.lab.mariadb.createUser({ access: 'shared', database: 'other' });
  await lab.lab.mariadb.sql(`GRANT ALL PRIVILEGES ON \`shop%\`.* TO '${user.name}'@'%'`);
  const prepared = await lab.prepareImport({ sql, places: [whole], user });
  expect(one(await inspectImport(prepared.work, prepared.access, signal), 'binary-log')?.verdict).toBe('stop');
  await expect(prepared.import.run()).rejects.toMatchObject({ code: 'import.statement-refused' });
  await prepared.import.undo();
});

it('finds that an account cannot give a trigger of another one back, so that no switch is planned', async () => {
  const user = await lab.lab.mariadb.createUser({ access: 'shared', database: 'other' });
  await lab.lab.mariadb.sql(`GRANT ALL PRIVILEGES ON \`shop%\`.* TO '${user.name}'@'%'`);
  const { work, access } = await lab.prepareImport({ sql, places: [whole], user });
  const { may, lacking } = await mayCreateSchemas(work, access, signal);
  expect(may).toBe(false);
  expect(lacking).toEqual([expect.stringContaining('SET USER for the trigger shout')]);
});
