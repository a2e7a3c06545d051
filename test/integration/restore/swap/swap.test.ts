import { afterAll, beforeAll, expect, test } from 'vitest';
import { letGoDatabase } from '../../../../src/main/restore/database/swap/let-go-database.ts';
import { keptOf } from '../../../../src/main/restore/database/swap/kept-of.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { undoLoss } from '../../../../src/main/restore/database/rows/undo-loss.ts';
import { LATER, SHOP } from './shop.ts';
import { startSwapLab, type SwapLab } from './swap-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab({ site: { media: false } });
});
afterAll(() => swap[Symbol.asyncDispose]());

test('brings the practice site to the state of its backup, to the checksum of every table, and back', async () => {
  const { database } = swap.lab.site;
  const dump = await swap.dump(database);
  await swap.lab.mariadb.script('DELETE FROM orders ORDER BY id LIMIT 200; DROP TABLE failed_jobs; CREATE TABLE came_later (id int);', {
    database,
  });
  const before = await swap.truth(database);
  expect(before).not.toEqual(dump.truth);
  const prepared = await swap.prepare(dump);
  expect(await prepared.run()).toBeUndefined();
  expect(await swap.truth(database)).toEqual(dump.truth);
  expect(await swap.tables(prepared.schemas.old)).toContain('came_later');
  await prepared.undo();
  expect(await swap.truth(database)).toEqual(before);
});

test('gives back code, sequences, defaults and rows exactly, as often as it is asked', async () => {
  await swap.database('shop', SHOP);
  const dump = await swap.dump('shop');
  await swap.lab.mariadb.script(LATER, { database: 'shop' });
  const before = await swap.truth('shop');
  const prepared = await swap.prepare(dump);
  for (let round = 0; round < 2; round++) {
    expect(await prepared.run()).toBeUndefined();
    expect(await swap.truth('shop')).toEqual(dump.truth);
    expect(await prepared.run()).toBeUndefined();
    expect(await swap.truth('shop')).toEqual(dump.truth);
    await prepared.undo();
    expect(await swap.truth('shop')).toEqual(before);
    await prepared.undo();
    expect(await swap.truth('shop')).toEqual(before);
  }
  expect(await swap.tables(prepared.schemas.old)).toEqual([]);
});

test('names code that was made since before an undo drops it, and keeps its text in the journal', async () => {
  await swap.database('coded', SHOP);
  const prepared = await swap.prepare(await swap.dump('coded'));
  await prepared.run();
  expect((await undoLoss(prepared.work, prepared.context())).code).toEqual([]);
  await swap.lab.mariadb.script(
    `CREATE VIEW since_view AS SELECT name FROM parents; CREATE TRIGGER since_trigger BEFORE INSERT ON ticketed FOR EACH ROW SET NEW.note = 'since';
     CREATE OR REPLACE PROCEDURE tidy() SELECT 'since'; DROP FUNCTION doubled;`,
    { database: 'coded' },
  );
  expect((await undoLoss(prepared.work, prepared.context())).code.toSorted()).toEqual([
    'procedure tidy',
    'trigger since_trigger on ticketed',
    'view since_view',
  ]);
  await prepared.undo();
  const said = prepared.said.join('\n');
  expect(said).toContain('Made or changed since the switch and dropped now: view since_view. Its text:');
  expect(said).toContain("SET NEW.note = 'since'");
});

test('keeps the old tables until they are let go, and then nothing is left', async () => {
  await swap.database('kept', SHOP);
  const dump = await swap.dump('kept');
  const prepared = await swap.prepare(dump);
  const { schemas, work } = prepared;
  const kept = () => withSession(work, prepared.context(), (session) => keptOf(work, session));
  expect((await kept()).keeps).toEqual([schemas.aside]);
  await prepared.run();
  const { keeps, bytes } = await kept();
  expect(keeps).toContain(schemas.old);
  expect(bytes).toBeGreaterThan(1000);
  const confirmed: string[] = [];
  await letGoDatabase(work, prepared.context({ confirm: async () => void confirmed.push('asked') }));
  expect(confirmed.length).toBe(2);
  const left = await swap.lab.mariadb.sql("SHOW DATABASES LIKE 'kept%'");
  expect(left.map((row) => Object.values(row)[0])).toEqual(['kept']);
  expect(await swap.truth('kept')).toEqual(dump.truth);
  expect(await kept()).toEqual({ keeps: [], bytes: 0 });
});
