import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteName } from '../../../lab/mariadb.ts';
import { waitFor } from '../../../lab/tools.ts';
import { NASTY_SCHEMA } from '../../dump-index/nasty-schema.ts';
import { CORNER, CORNER_LATER } from './shop.ts';
import { startSwapLab, type SwapLab } from './swap-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab();
});
afterAll(() => swap[Symbol.asyncDispose]());

test('tables, code and a database whose names need quotes change places like others', async () => {
  const database = 'Größe `A` 100% (Shop)';
  await swap.database(
    database,
    [
      "CREATE TABLE `UPPER` (id int PRIMARY KEY, `the ``col` text); INSERT INTO `UPPER` VALUES (1, 'x');",
      "CREATE TABLE `upper` (id int PRIMARY KEY); CREATE TABLE `it's; a ``table` (id int PRIMARY KEY, CONSTRAINT `f k` FOREIGN KEY (id) REFERENCES `UPPER` (id));",
      'CREATE VIEW `a view.` AS SELECT id FROM `UPPER`; CREATE VIEW `A "second"` AS SELECT * FROM `a view.`;',
      "CREATE TRIGGER `tr ``igger` BEFORE INSERT ON `it's; a ``table` FOR EACH ROW SET NEW.id = NEW.id;",
      'CREATE PROCEDURE `pro``c`() SELECT 1; CREATE FUNCTION `ü`() RETURNS int DETERMINISTIC RETURN 1;',
    ].join('\n'),
  );
  const dump = await swap.dump(database);
  await swap.lab.mariadb.script('DROP TABLE `upper`; DROP VIEW `A "second"`; CREATE TABLE `other\\` (id int);', { database });
  const before = await swap.truth(database);
  const prepared = await swap.prepare(dump);
  expect(await prepared.run()).toBeUndefined();
  expect(await swap.truth(database)).toEqual(dump.truth);
  await prepared.undo();
  expect(await swap.truth(database)).toEqual(before);
});

test('code and tables of every kind the server knows are live afterwards, and the ones from before after an undo', async () => {
  await swap.database('nasty', NASTY_SCHEMA);
  const dump = await swap.dump('nasty');
  await swap.lab.mariadb.script('CREATE TABLE added (id int PRIMARY KEY);', { database: 'nasty' });
  const before = await swap.truth('nasty');
  const prepared = await swap.prepare(dump);
  const imported = await swap.truth(prepared.schemas.aside);
  await prepared.run();
  const after = await swap.truth('nasty');
  // The checksum of a versioned table counts since when its rows hold, and that is since the import.
  expect({ ...after, events: {} }).toEqual({ ...imported, events: {} });
  expect(after.events).toEqual(dump.truth.events);
  await prepared.undo();
  expect(await swap.truth('nasty')).toEqual(before);
});

test('a view that becomes a table, and a table that becomes a view, are no obstacle in either direction', async () => {
  await swap.database(
    'turned',
    "CREATE TABLE one (id int PRIMARY KEY); INSERT INTO one VALUES (5); CREATE VIEW two AS SELECT 'view' AS what FROM one;",
  );
  const dump = await swap.dump('turned');
  await swap.lab.mariadb.script(
    'DROP VIEW two; CREATE TABLE two (id int PRIMARY KEY); DROP TABLE one; CREATE VIEW one AS SELECT * FROM two;',
    {
      database: 'turned',
    },
  );
  const before = await swap.truth('turned');
  const prepared = await swap.prepare(dump);
  await prepared.run();
  expect(await swap.truth('turned')).toEqual(dump.truth);
  await prepared.undo();
  expect(await swap.truth('turned')).toEqual(before);
});

test('what a migration changes after the switch goes aside with an undo', async () => {
  await swap.database('migrated', CORNER);
  const dump = await swap.dump('migrated');
  await swap.lab.mariadb.script(CORNER_LATER, { database: 'migrated' });
  const before = await swap.truth('migrated');
  const prepared = await swap.prepare(dump);
  await prepared.run();
  await swap.lab.mariadb.script(
    'CREATE TABLE migrated (id int PRIMARY KEY); CREATE TRIGGER made BEFORE INSERT ON migrated FOR EACH ROW SET NEW.id = 1; DROP VIEW family; ALTER TABLE children ADD COLUMN n int;',
    { database: 'migrated' },
  );
  await prepared.undo();
  expect(await swap.truth('migrated')).toEqual(before);
  expect(await swap.tables(prepared.schemas.aside)).toEqual(expect.arrayContaining(['children', 'migrated', 'parents']));
});

test('a dump of one site becomes the database of another one with another name', async () => {
  await swap.database('origin', CORNER);
  const dump = await swap.dump('origin');
  await swap.database('staging', 'CREATE TABLE unlike (id int PRIMARY KEY);');
  const before = await swap.truth('staging');
  const prepared = await swap.prepare(dump, { database: 'staging' });
  await prepared.run();
  expect(await swap.truth('staging')).toEqual(dump.truth);
  await prepared.undo();
  expect(await swap.truth('staging')).toEqual(before);
  expect(await swap.truth('origin')).toEqual(dump.truth);
});

test('a broken view of the live database is no obstacle, and nothing is lost with it', async () => {
  await swap.database('broken', CORNER);
  const dump = await swap.dump('broken');
  await swap.lab.mariadb.script('CREATE TABLE base (id int PRIMARY KEY); CREATE VIEW over_it AS SELECT id FROM base; DROP TABLE base;', {
    database: 'broken',
  });
  const prepared = await swap.prepare(dump);
  await prepared.run();
  expect(await swap.truth('broken')).toEqual(dump.truth);
  await prepared.undo();
  expect((await swap.truth('broken')).tables).toEqual(dump.truth.tables);
});

test.each(['run', 'undo'] as const)(
  'a line that is cut while the tables change places is taken up again, and all of it is done (%s)',
  async (way) => {
    const database = `cut_${way}`;
    await swap.database(database, CORNER);
    const dump = await swap.dump(database);
    await swap.lab.mariadb.script(CORNER_LATER, { database });
    const before = await swap.truth(database);
    const prepared = await swap.prepare(dump);
    const { aside, old } = prepared.schemas;
    if (way === 'undo') await prepared.run();
    const holder = await swap.lab.mariadb.connect();
    try {
      await holder.query(`LOCK TABLES ${quoteName(way === 'run' ? aside : old)}.parents READ`);
      const going = prepared[way]();
      await waitFor('the rename to wait', 20_000, async () => {
        const rows = await swap.lab.mariadb.sql(
          "SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE '%RENAME TABLE%' AND STATE LIKE '%metadata lock%'",
        );
        return rows.length > 0 ? true : undefined;
      });
      expect(swap.lab.sshd.killConnections()).toBeGreaterThan(0);
      await waitFor('the line to be seen lost', 20_000, async () =>
        prepared.said.some((line) => line.includes('again')) ? true : undefined,
      );
      await holder.query('UNLOCK TABLES');
      await going;
    } finally {
      await holder.end();
    }
    expect(await swap.truth(database)).toEqual(way === 'run' ? dump.truth : before);
    if (way === 'run') await prepared.undo();
    expect(await swap.truth(database)).toEqual(before);
  },
);

test('a cancel before the first change leaves everything as it was', async () => {
  await swap.database('cancelled', CORNER);
  const dump = await swap.dump('cancelled');
  await swap.lab.mariadb.script(CORNER_LATER, { database: 'cancelled' });
  const before = await swap.truth('cancelled');
  const prepared = await swap.prepare(dump);
  const controller = new AbortController();
  const cancelled = prepared.run({
    signal: controller.signal,
    onStep: (title) => title.startsWith('Looking') && controller.abort(new Error('cancelled')),
  });
  await expect(cancelled).rejects.toThrow('cancelled');
  await prepared.undo();
  expect(await swap.truth('cancelled')).toEqual(before);
});
