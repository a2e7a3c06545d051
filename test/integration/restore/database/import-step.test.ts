import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayCreateSchemas } from '../../../../src/main/restore/database/choose-method.ts';
import { inspectImport } from '../../../../src/main/restore/database/inspect-import.ts';
import { dumpOf } from '../import/import-lab.ts';
import { bent, cut, startImportStepLab, whole, type ImportStepLab } from './import-step-lab.ts';
import { MYSQL_8_DUMP } from './mysql-8-dump.ts';

let lab: ImportStepLab;

beforeAll(async () => {
  lab = await startImportStepLab();
  await lab.database(
    'shop',
    `CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, name varchar(50));
     INSERT INTO orders (name) VALUES ('one'), ('two'), ('three');
     CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW SET NEW.name = UPPER(NEW.name);
     CREATE VIEW names AS SELECT name FROM orders;`,
  );
}, 60_000);
afterAll(() => lab[Symbol.asyncDispose]());

describe('importing beside the live data', () => {
  it('touches nothing live, begins anew when it runs again, and is taken back without a trace', async () => {
    const before = await lab.truth('shop');
    const { import: step, compare } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole] });
    await step.run();
    await lab.lab.mariadb.sql('DELETE FROM orders', { database: step.schemas.aside });
    await step.run();
    await compare.run();
    expect(compare.said.join()).toContain('1 table and 3 rows');
    expect(await lab.truth('shop')).toEqual(before);
    await step.undo();
    expect(await lab.schemasLeft()).toEqual([]);
    await step.undo();
  });

  it('takes the next copy when one is damaged or cut, and says so', async () => {
    const { import: step } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [bent, cut, whole] });
    expect(await step.run()).toContain('Not every copy could be read');
    expect(await lab.tables(step.schemas.aside)).toEqual(['names', 'orders']);
    await step.undo();
  });

  it('fails when no copy is whole', async () => {
    const { import: step } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [bent, bent] });
    await expect(step.run()).rejects.toMatchObject({ code: 'import.copy-damaged' });
    await step.undo();
    expect(await lab.schemasLeft()).toEqual([]);
  });

  it('leaves the live data and no schema when the server refuses a statement in the middle', async () => {
    const before = await lab.truth('shop');
    const sql = (await dumpOf(lab.lab.mariadb, 'shop')).toString().replace("(3,'three')", "(3,'three'),(3,'again')");
    const { import: step } = await lab.prepareImport({ sql, places: [whole] });
    await expect(step.run()).rejects.toMatchObject({ code: 'import.statement-refused' });
    await step.undo();
    expect(await lab.schemasLeft()).toEqual([]);
    expect(await lab.truth('shop')).toEqual(before);
  });

  it('stops when it is cancelled half way, and what it had made is taken back', async () => {
    const stop = new AbortController();
    const { import: step } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole] });
    await expect(step.run({ signal: stop.signal, onStep: () => stop.abort() })).rejects.toThrow();
    await step.undo();
    expect(await lab.schemasLeft()).toEqual([]);
  });

  it('brings a dump of MySQL 8 in, and says what it put right', async () => {
    const { import: step, compare } = await lab.prepareImport({ sql: MYSQL_8_DUMP, places: [whole] });
    await step.run();
    await compare.run();
    const [row] = await lab.lab.mariadb.sql('SELECT COUNT(*) AS n, MAX(name) AS last FROM customers', { database: step.schemas.aside });
    expect(row).toEqual({ n: '3', last: 'Žofie' });
    const said = step.said.join('\n');
    expect(said).toMatch(/utf8mb4_0900_ai_ci/);
    expect(said).toMatch(/What belonged to owner@10.0.0.% belongs to/);
    await step.undo();
  });
});

describe('the comparison', () => {
  it('stops a restore when a row is missing, and names the table', async () => {
    const { import: step, compare } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole] });
    await step.run();
    await lab.lab.mariadb.sql('DELETE FROM orders WHERE id = 2', { database: step.schemas.aside });
    await expect(compare.run()).rejects.toMatchObject({ code: 'restore.import-differs', detail: 'table orders: 2 rows, the backup has 3' });
    await step.undo();
  });
});

describe('the look before a plan', () => {
  const signal = new AbortController().signal;

  it('lets an account that may make schemas restore beside the live data', async () => {
    const { work, access } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole] });
    expect(await mayCreateSchemas(work, access, signal)).toEqual({ may: true, lacking: [] });
    const checks = await inspectImport(work, access, signal);
    expect(checks.filter(({ verdict }) => verdict === 'stop')).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['client', 'privileges', 'version', 'disk', 'packet', 'collations']));
  });

  it('sends an account of shared hosting in place, and stops a restore beside the live data', async () => {
    const user = await lab.lab.mariadb.createUser({ access: 'shared', database: 'shop' });
    const { work, access } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole], user });
    const { may, lacking } = await mayCreateSchemas(work, access, signal);
    expect(may).toBe(false);
    expect(lacking.join()).toContain('CREATE on shop__hf_');
    expect((await inspectImport(work, access, signal)).find(({ id }) => id === 'privileges')?.verdict).toBe('stop');
    const inPlace = await inspectImport({ ...work, method: 'in-place' }, access, signal);
    expect(inPlace.find(({ id }) => id === 'privileges')?.verdict).toBe('attention');
  });

  it('lets an account whose grant is a pattern over its own names restore beside the live data', async () => {
    const user = await lab.lab.mariadb.createUser({ access: 'shared', database: 'other' });
    await lab.lab.mariadb.sql(`GRANT ALL PRIVILEGES ON \`shop%\`.* TO '${user.name}'@'%'`);
    await lab.lab.mariadb.sql(
      `CREATE OR REPLACE DEFINER = '${user.name}'@'%' TRIGGER shop.shout BEFORE INSERT ON shop.orders FOR EACH ROW SET NEW.name = UPPER(NEW.name)`,
    );
    const { work, access } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole], user });
    expect((await mayCreateSchemas(work, access, signal)).may).toBe(true);
  });

  it('says of a dump of MySQL 8 what will be put right', async () => {
    const { work, access } = await lab.prepareImport({ sql: MYSQL_8_DUMP, places: [whole] });
    const checks = await inspectImport({ ...work, artifact: { ...work.artifact, serverVersion: '8.0.36' } }, access, signal);
    expect(checks.find(({ id }) => id === 'version')).toMatchObject({ verdict: 'attention' });
  });
});
