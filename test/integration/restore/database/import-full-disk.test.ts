import { expect, it } from 'vitest';
import { dumpOf } from '../import/import-lab.ts';
import { startImportStepLab, whole } from './import-step-lab.ts';

/** All tables lie in one file that may not grow beyond this. */
const FULL = ['innodb_file_per_table=0', 'innodb_data_file_path=ibdata1:12M:autoextend:max:48M'];

it('says that the database server has no more room, and gives the room it took back', async () => {
  await using lab = await startImportStepLab({ mariadb: { config: FULL }, site: { media: false, rows: false } });
  await lab.database(
    'shop',
    `CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, name varchar(200));
     INSERT INTO orders (name) SELECT SHA2(seq, 512) FROM seq_1_to_150000;`,
  );
  const before = await lab.truth('shop');
  const { import: step } = await lab.prepareImport({ sql: await dumpOf(lab.lab.mariadb, 'shop'), places: [whole] });
  await expect(step.run()).rejects.toMatchObject({ code: 'import.no-space' });
  await step.undo();
  expect(await lab.schemasLeft()).toEqual([]);
  expect(await lab.truth('shop')).toEqual(before);
}, 60_000);
