import { expect, it } from 'vitest';
import { dumpOf } from '../import/import-lab.ts';
import { startImportStepLab, whole } from './import-step-lab.ts';

const TABLES = 1_000;

it('brings a thousand tables in and compares each of them', async () => {
  const config = ['innodb_flush_log_at_trx_commit=0', 'innodb_doublewrite=0', 'sync_binlog=0'];
  await using lab = await startImportStepLab({ mariadb: { config }, site: { media: false, rows: false } });
  const tables = Array.from(
    { length: TABLES },
    (_, n) => `CREATE TABLE t${n} (id int PRIMARY KEY, name varchar(20)); INSERT INTO t${n} VALUES (1, 'a'), (2, 'b');`,
  );
  await lab.database('shop', tables.join('\n'));
  const { import: step, compare } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole] });
  await step.run();
  await compare.run();
  expect(compare.said.join()).toContain('1,000 tables and 2,000 rows');
  expect(await lab.tables(step.schemas.aside)).toEqual(await lab.tables('shop'));
  await step.undo();
  expect(await lab.schemasLeft()).toEqual([]);
}, 180_000);
