import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseLoss } from '../../../../src/main/restore/database/rows/database-loss.ts';
import { lastRowsStep } from '../../../../src/main/restore/database/rows/last-rows-step.ts';
import { sideRowsOf } from '../../../../src/main/restore/database/rows/side-rows.ts';
import { workSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import { never } from '../../servers/lab-servers.ts';
import { startRowsLab, type RowsLab, type Shop } from './rows-lab.ts';

const TABLES = 1000;
let rows: RowsLab;
let shop: Shop;
beforeAll(async () => {
  rows = await startRowsLab();
  shop = await rows.shop('CREATE TABLE t0 (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, created_at datetime) ENGINE=MyISAM');
  await shop.backUp();
  const { aside } = workSchemas(shop.work());
  await rows.lab.mariadb.createDatabase(aside);
  // Tables of this engine are made in a moment; what is measured asks the same of all.
  const make = (schema: string) =>
    Array.from(
      { length: TABLES },
      (_, n) =>
        `CREATE TABLE IF NOT EXISTS ${quoteName(schema)}.t${n} (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, created_at datetime) ENGINE=MyISAM`,
    );
  await rows.lab.mariadb.sql([...make(shop.name), ...make(aside)].join(';'));
  await shop.run(Array.from({ length: 20 }, (_, n) => `INSERT INTO t${n * 50} VALUES (1, '2026-01-01'), (2, '2026-01-02')`).join(';'));
}, 120_000);
afterAll(() => rows[Symbol.asyncDispose]());

it('counts a thousand tables in a few questions', async () => {
  const context = shop.context();
  const { tables, unknown } = await databaseLoss(shop.work(), context, never);
  expect(tables.length).toBe(TABLES);
  expect(tables.filter(({ rowsNow }) => rowsNow === 2).length).toBe(20);
  expect(tables.every(({ estimated }) => !estimated)).toBe(true);
  expect(unknown).toEqual([]);
}, 60_000);

it('looks at a thousand tables in a few seconds, and makes room only for those with rows to be kept', async () => {
  expect(await lastRowsStep(shop.work()).run(shop.context())).toBeUndefined();
  const aside = await withSession(shop.work(), shop.context(), (session) => sideRowsOf(shop.work(), session));
  expect(aside.length).toBe(20);
}, 60_000);
