import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteName } from '../../../lab/mariadb.ts';
import { waitFor } from '../../../lab/tools.ts';
import { problemOf } from '../../servers/lab-servers.ts';
import { CORNER, CORNER_LATER, SHOP } from './shop.ts';
import { startSwapLab, type SwapLab } from './swap-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab();
});
afterAll(() => swap[Symbol.asyncDispose]());

test.each(['with triggers', 'without triggers'] as const)(
  'a transaction that does not end stops it after a while with everything as it was, and the next attempt succeeds (%s)',
  async (how) => {
    const database = how === 'with triggers' ? 'held' : 'held_plain';
    await swap.database(
      database,
      how === 'with triggers' ? SHOP : 'CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents VALUES (1);',
    );
    const dump = await swap.dump(database);
    await swap.lab.mariadb.script('INSERT INTO parents VALUES (77' + (how === 'with triggers' ? ", 'x'" : '') + ');', { database });
    const prepared = await swap.prepare(dump);
    const before = await swap.truth(database);
    const holder = await swap.lab.mariadb.connect({ database });
    await holder.query('START TRANSACTION');
    await holder.query('SELECT * FROM parents');
    const { code } = await problemOf(prepared.run());
    expect(code).toBe('restore.swap-locked');
    await holder.end();
    expect(await swap.truth(database)).toEqual(before);
    expect(await swap.tables(prepared.schemas.old)).toEqual([]);
    await prepared.run();
    expect(await swap.truth(database)).toEqual(dump.truth);
    await prepared.undo();
    expect(await swap.truth(database)).toEqual(before);
  },
  60_000,
);

test('a session that the database server ends in the middle is begun anew, and all of it is done', async () => {
  await swap.database('ended', CORNER);
  const dump = await swap.dump('ended');
  await swap.lab.mariadb.script(CORNER_LATER, { database: 'ended' });
  const before = await swap.truth('ended');
  const prepared = await swap.prepare(dump);
  const holder = await swap.lab.mariadb.connect();
  await holder.query(`LOCK TABLES ${quoteName(prepared.schemas.aside)}.parents READ`);
  const going = prepared.run();
  const ids = await waitFor('the rename to wait', 20_000, async () => {
    const rows = await swap.lab.mariadb.sql(
      "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE INFO LIKE '%RENAME TABLE%' AND STATE LIKE '%metadata lock%'",
    );
    return rows.length > 0 ? rows.map(({ id }) => Number(id)) : undefined;
  });
  for (const id of ids) await swap.lab.mariadb.sql(`KILL ${id}`);
  await waitFor('another attempt', 20_000, async () => (prepared.said.some((line) => line.includes('trying again')) ? true : undefined));
  await holder.end();
  await going;
  expect(await swap.truth('ended')).toEqual(dump.truth);
  await prepared.undo();
  expect(await swap.truth('ended')).toEqual(before);
});
