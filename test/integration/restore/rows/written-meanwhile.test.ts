import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastRowsStep } from '../../../../src/main/restore/database/rows/last-rows-step.ts';
import { lateRowsStep } from '../../../../src/main/restore/database/rows/late-rows-step.ts';
import { putBackRows } from '../../../../src/main/restore/database/rows/put-back-rows.ts';
import { sideRowsOf } from '../../../../src/main/restore/database/rows/side-rows.ts';
import { undoLoss } from '../../../../src/main/restore/database/rows/undo-loss.ts';
import { workSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { switchSchemasStep } from '../../../../src/main/restore/database/swap/switch-schemas-step.ts';
import { waitFor } from '../../../lab/tools.ts';
import { startRowsLab, type RowsLab } from './rows-lab.ts';

let rows: RowsLab;
beforeAll(async () => (rows = await startRowsLab()));
afterAll(() => rows[Symbol.asyncDispose]());

it('no row of a site that goes on writing is lost: each is live or lies aside, and all of them come back', async () => {
  const shop = await rows.shop(
    `CREATE TABLE orders (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, word varchar(40) NOT NULL, created_at datetime(6) DEFAULT NOW(6)) ENGINE=InnoDB;
     CREATE TABLE items (order_id int NOT NULL, word varchar(40) NOT NULL, PRIMARY KEY (order_id, word), CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES orders (id)) ENGINE=InnoDB;
     INSERT INTO orders (word) VALUES ('backup')`,
    { maintenance: false },
  );
  await shop.backUp();
  await shop.importAside();
  shop.memos.set(`import:${shop.name}`, { enabledEvents: [] });
  let isOver = false;
  let written = 0;
  const write = async (writer: number): Promise<readonly string[]> => {
    const connection = await rows.lab.mariadb.connect({ database: shop.name });
    const words: string[] = [];
    while (!isOver) {
      const word = `${writer}-${words.length}`;
      await connection.query('INSERT INTO orders (word) VALUES (?)', [word]);
      words.push(word);
      written++;
      // The order of the row may have gone to the old tables meanwhile: then the new ones know none of that number.
      await connection.query('INSERT IGNORE INTO items SELECT id, word FROM orders WHERE word = ?', [word]);
    }
    await connection.end();
    return words;
  };
  const some = (more: number) => {
    const until = written + more;
    return waitFor('the writers', 20_000, async () => (written >= until ? true : undefined));
  };
  const writers = Promise.all([write(1), write(2), write(3)]);
  await some(200);
  const step = (id: string) => shop.context({ step: `${id}:${shop.name}` });
  await lastRowsStep(shop.work()).run(step('last-rows'));
  await some(20);
  await switchSchemasStep(shop.work()).run(step('switch'));
  await some(50);
  await lateRowsStep(shop.work()).run(step('late-rows'));
  isOver = true;
  const words = (await writers).flat();
  const { old } = workSchemas(shop.work());
  const count = async (sql: string) => Number((await rows.lab.mariadb.sql(sql))[0]?.['n']);
  const inOld = await count(`SELECT COUNT(*) AS n FROM \`${old}\`.orders`);
  const inLive = await count(`SELECT COUNT(*) AS n FROM \`${shop.name}\`.orders`);
  expect(inOld + inLive - 2).toBe(words.length);
  const undo = (await undoLoss(shop.work(), step('switch'))).tables.find(({ table }) => table === 'orders');
  expect(undo).toMatchObject({ rowsNow: inLive, rowsBackup: 1, estimated: false });
  const kept = await withSession(shop.work(), shop.context(), (session) => sideRowsOf(shop.work(), session));
  expect(kept.find(({ table }) => table === 'orders')?.rows).toBe(inOld - 1);
  const back = await putBackRows(shop.work(), shop.context(), ['items', 'orders']);
  expect(back.map(({ putBack }) => putBack)).toEqual([true, true]);
  const live = (await shop.run("SELECT word FROM orders WHERE word <> 'backup'")).map((row) => String(row['word']));
  expect(live.toSorted()).toEqual(words.toSorted());
}, 60_000);
