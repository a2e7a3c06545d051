import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSwapLab, type SwapLab } from './swap-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab();
});
afterAll(() => swap[Symbol.asyncDispose]());

const SCRIPT = Array.from(
  { length: 1000 },
  (_, index) => `CREATE TABLE \`Table ${index}\` (id int PRIMARY KEY AUTO_INCREMENT, name varchar(20)) ENGINE=MyISAM;`,
).join('\n');

test('a thousand tables change places in one statement, and back', async () => {
  const row = (name: string) => `INSERT INTO \`Table 999\` (name) VALUES ('${name}');`;
  const trigger = 'CREATE TRIGGER numbered BEFORE INSERT ON `Table 500` FOR EACH ROW SET NEW.name = upper(NEW.name);';
  await swap.database('thousand', SCRIPT + trigger + row('backup'));
  const dump = await swap.dump('thousand');
  await swap.lab.mariadb.script("UPDATE `Table 999` SET name = 'later'", { database: 'thousand' });
  const prepared = await swap.prepare(dump, { script: SCRIPT + trigger + row('backup') });
  const name = async () => (await swap.lab.mariadb.sql('SELECT name FROM thousand.`Table 999`'))[0]?.['name'];
  expect(await prepared.run()).toBeUndefined();
  expect((await swap.tables(prepared.schemas.old)).length).toBe(1000);
  expect(await name()).toBe('backup');
  await prepared.undo();
  expect(await name()).toBe('later');
  expect((await swap.tables('thousand')).length).toBe(1000);
}, 120_000);
