import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { importStep } from '../../../../src/main/restore/database/import-step.ts';
import { inspectImport } from '../../../../src/main/restore/database/inspect-import.ts';
import type { DatabaseChoice } from '../../../../src/shared/model/restore.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import { dumpOf } from '../import/import-lab.ts';
import { startImportStepLab, whole, type ImportStepLab } from './import-step-lab.ts';

let lab: ImportStepLab;
let sql: Buffer;

beforeAll(async () => {
  lab = await startImportStepLab();
  await lab.database(
    'shop',
    `CREATE TABLE t1 (id int PRIMARY KEY); INSERT INTO t1 VALUES (1), (2);
     CREATE TABLE t7 (id int PRIMARY KEY); INSERT INTO t7 VALUES (1), (2);
     CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, name varchar(50));
     INSERT INTO orders (name) VALUES ('one'), ('two'), ('three');
     CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW SET NEW.name = UPPER(NEW.name);
     CREATE VIEW names AS SELECT name FROM orders;
     CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM orders WHERE id < 0;
     CREATE EVENT never ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM orders WHERE id < 0;
     ALTER DATABASE shop CHARACTER SET latin1 COLLATE latin1_german1_ci;`,
  );
  sql = await dumpOf(lab.lab.mariadb, 'shop');
}, 60_000);
afterEach(async () => {
  for (const schema of await lab.schemasLeft()) await lab.lab.mariadb.sql(`DROP DATABASE ${quoteName(schema)}`);
});
afterAll(() => lab[Symbol.asyncDispose]());

function choosing(choice: Partial<DatabaseChoice>): Pick<DatabaseWork, 'choice'> {
  return { choice: { artifactId: 'any', tables: null, content: 'all', ...choice } as DatabaseChoice };
}

const triggersIn = (schema: string) =>
  lab.lab.mariadb.sql(`SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${schema}'`);

it('keeps events switched off beside the live data, and writes down which of them ran', async () => {
  const { import: step } = await lab.prepareImport({ sql, places: [whole] });
  await step.run();
  const events = await lab.lab.mariadb.sql(
    `SELECT EVENT_NAME AS name, STATUS AS status FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${step.schemas.aside}' ORDER BY 1`,
  );
  expect(events).toEqual([
    { name: 'never', status: 'DISABLED' },
    { name: 'nightly', status: 'DISABLED' },
  ]);
  expect(step.context().memo()).toEqual({ enabledEvents: ['nightly'] });
});

it('brings only the chosen tables in, with their triggers', async () => {
  const tables = [
    { name: 'orders', action: 'replace' },
    { name: 't7', action: 'replace' },
  ] as const;
  const { import: step, compare } = await lab.prepareImport({ sql, places: [whole], work: choosing({ tables: [...tables] }) });
  await step.run();
  await compare.run();
  expect(await lab.tables(step.schemas.aside)).toEqual(['orders', 't7']);
  expect(await triggersIn(step.schemas.aside)).toEqual([{ name: 'shout' }]);
  expect(compare.said.join()).toContain('2 tables and 5 rows');
});

it('brings structure alone in, with all that holds code and no row', async () => {
  const { import: step, compare } = await lab.prepareImport({ sql, places: [whole], work: choosing({ content: 'structure' }) });
  await step.run();
  await compare.run();
  expect(compare.said.join()).toContain('tables and 0 rows');
  expect(await triggersIn(step.schemas.aside)).toEqual([{ name: 'shout' }]);
});

it('gives the schema the character set and collation of the one that was dumped, or of the live one where the backup does not say', async () => {
  const one = await lab.prepareImport({
    sql,
    places: [whole],
    work: choosing({ tables: [{ name: 't1', action: 'replace' }] }),
  });
  const defaultsOf = async (schemaDefaults?: DatabaseWork['artifact']['schemaDefaults']) => {
    const artifact = schemaDefaults === undefined ? one.work.artifact : { ...one.work.artifact, schemaDefaults };
    const step = one.again(importStep({ ...one.work, artifact }));
    await step.run();
    const [row] = await lab.lab.mariadb.sql(
      `SELECT DEFAULT_COLLATION_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '${step.schemas.aside}'`,
    );
    return row?.['name'];
  };
  expect(await defaultsOf()).toBe('latin1_german1_ci');
  expect(await defaultsOf({ characterSet: 'utf8mb4', collation: 'utf8mb4_czech_ci' })).toBe('utf8mb4_czech_ci');
  expect(await defaultsOf({ characterSet: 'utf8mb4', collation: 'utf8mb4_0900_ai_ci' })).toBe('latin1_german1_ci');
});

it('never drops the schema the settings of the site name, and does so once they name the former one', async () => {
  const { site } = lab.lab;
  site.writeEnv(lab.operator);
  const nameInSettings = (database: string) =>
    writeFileSync(site.envFile, readFileSync(site.envFile, 'utf8').replace(/^DB_DATABASE=.*$/m, `DB_DATABASE=${database}`));
  nameInSettings('shop');
  const { source } = (await lab.prepareImport({ sql, places: [] })).work;
  const { import: step } = await lab.prepareImport({
    sql,
    places: [whole],
    work: { source: { ...source, access: { from: 'site-env', envFile: '.env' } } },
  });
  await step.run();
  nameInSettings(step.schemas.aside);
  await expect(step.undo()).rejects.toMatchObject({ code: 'restore.aside-in-use' });
  await expect(step.run()).rejects.toMatchObject({ code: 'restore.aside-in-use' });
  expect((await lab.tables(step.schemas.aside)).length).toBe(4);
  nameInSettings('shop');
  await step.undo();
  expect(await lab.schemasLeft()).toEqual([]);
});

it('says before anything is made that the client program of a server does not run, and does not import', async () => {
  await using bare = await startImportStepLab({
    sshd: { programs: { mariadb: '#!/bin/sh\nexit 1\n' } },
    site: { media: false, rows: false },
  });
  await bare.database('shop', 'CREATE TABLE orders (id int PRIMARY KEY)');
  const { work, access, import: step } = await bare.prepareImport({ sql, places: [whole] });
  const checks = await inspectImport(work, access, new AbortController().signal);
  expect(checks.find(({ id }) => id === 'client')?.verdict).toBe('stop');
  await expect(step.run()).rejects.toMatchObject({ code: 'import.no-client' });
  await step.undo();
  expect(await bare.schemasLeft()).toEqual([]);
});
