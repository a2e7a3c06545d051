import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { quoteName } from '../../../lab/mariadb.ts';
import { waitFor } from '../../../lab/tools.ts';
import { LATER, SHOP } from './shop.ts';
import { startSwapLab, type Prepared, type SwapLab } from './swap-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab();
});
afterAll(() => swap[Symbol.asyncDispose]());

async function later(database: string, script = LATER): Promise<Prepared> {
  await swap.database(database, SHOP);
  const dump = await swap.dump(database);
  await swap.lab.mariadb.script(script, { database });
  return swap.prepare(dump);
}

async function connection(database: string): Promise<Connection> {
  const made = await swap.lab.mariadb.connect({ database });
  onTestFinished(() => made.end());
  return made;
}

/** Does something over and over until told to stop; what it saw. */
function again<T>(once: () => Promise<T>): { readonly stop: () => Promise<readonly T[]>; readonly seen: readonly T[] } {
  const seen: T[] = [];
  let isOver = false;
  const running = (async () => {
    while (!isOver) seen.push(await once());
  })();
  running.catch(() => {});
  return {
    seen,
    stop: async () => {
      isOver = true;
      await running;
      return seen;
    },
  };
}

test('whoever reads sees all of the old tables or all of the new ones, and never an error', async () => {
  const prepared = await later('read', 'UPDATE parents SET name = "later"; UPDATE children SET n = 9; CREATE TABLE more (id int);');
  const reader = await connection('read');
  const states = again(async () => {
    const [rows] = await reader.query(
      "SELECT (SELECT COUNT(*) FROM parents WHERE name = 'later') > 0 AS a, (SELECT MAX(n) FROM children) AS b, (SELECT COUNT(*) FROM a_family) AS c",
    );
    const [row] = rows as { a: string; b: string; c: string }[];
    return `${row?.a} ${row?.b} ${row?.c}`;
  });
  const some = () => waitFor('the reader', 5_000, async () => (states.seen.length > 3 ? true : undefined));
  await some();
  for (let round = 0; round < 3; round++) {
    await prepared.run();
    await prepared.undo();
  }
  expect(new Set(await states.stop())).toEqual(new Set(['1 9 3', '0 0 3']));
});

test('a site that writes all the while loses no row, and its triggers miss none but those that waited in the moment of the switch', async () => {
  const prepared = await later('written', 'DELETE FROM audit;');
  const { old } = prepared.schemas;
  await swap.lab.mariadb.sql('DELETE FROM written.audit');
  const writer = await connection('written');
  const writes = again(async () => {
    const [result] = await writer.query('INSERT INTO children (parent_id) VALUES (1)');
    return (result as { insertId: number }).insertId;
  });
  await waitFor('the writer', 5_000, async () => (writes.seen.length > 20 ? true : undefined));
  const warning = await prepared.run();
  await waitFor('the writer', 5_000, async () => (writes.seen.length > 60 ? true : undefined));
  const written = await writes.stop();
  const count = async (sql: string) => Number((await swap.lab.mariadb.sql(sql))[0]?.['n']);
  const inOld = await count(`SELECT COUNT(*) AS n FROM ${quoteName(old)}.children WHERE id > 3`);
  const inNew = await count('SELECT COUNT(*) AS n FROM written.children WHERE id > 3');
  expect(inOld + inNew).toBe(written.length);
  expect(inOld).toBeGreaterThan(20);
  expect(inNew).toBeGreaterThan(0);
  // Two triggers saw each, but for those that waited in the very moment in which they were dropped: one writer waits with one at a time.
  const seen = await count(`SELECT COUNT(*) AS n FROM ${quoteName(old)}.audit`);
  const missed = inOld - seen / 2;
  expect(missed).toBeGreaterThanOrEqual(0);
  expect(missed).toBeLessThanOrEqual(2);
  expect(warning).toMatch(/children: \d+ rows, the backup has 3/);
  await prepared.undo();
  expect(await count('SELECT COUNT(*) AS n FROM written.children WHERE id > 3')).toBe(inOld);
});
