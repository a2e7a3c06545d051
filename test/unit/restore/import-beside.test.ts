import { expect, it } from 'vitest';
import { besideNames } from '../../../src/main/restore/database/beside/beside-names.ts';
import { splitWork } from '../../../src/main/restore/database/beside/split-work.ts';
import type { DatabaseWork } from '../../../src/main/restore/database/database-work.ts';
import { tablePlaces } from '../../../src/main/restore/database/tables/table-places.ts';
import { BesideTaker } from '../../../src/main/restore/import/beside-taker.ts';
import { Dispatcher } from '../../../src/main/restore/import/dispatcher.ts';
import { DumpHome, wantedOf } from '../../../src/main/restore/import/dump-plan.ts';
import { DumpTranslator } from '../../../src/main/restore/import/dump-translator.ts';
import { FixUps } from '../../../src/main/restore/import/fix-ups.ts';
import type { OpenSessions } from '../../../src/main/restore/import/open-sessions.ts';
import type { TargetFacts } from '../../../src/main/restore/import/target-facts.ts';
import type { TableChoice } from '../../../src/shared/model/restore.ts';

const FACTS = {
  serverVersion: '10.11.14-MariaDB',
  isMariaDb: true,
  version: 101114,
  maxPacket: 16 * 1024 * 1024,
  collations: new Set(['utf8mb4_general_ci']),
  characterSets: new Set(['utf8mb4']),
  maxConnections: 0,
  currentUser: 'shop@%',
  setsDefiners: false,
  accounts: new Set(),
  codeRefused: false,
  grants: [],
} as TargetFacts;
const NAMES = new Map([['orders', '__hf_0123456789ab_orders']]);

/** What reaches the server of a dump of which `orders` alone is put beside the live tables. */
async function sentOf(dump: string): Promise<readonly string[]> {
  const sent: string[] = [];
  const session = {
    load: 0,
    send: (sql: Buffer | string) => (sent.push(Buffer.from(sql.toString('latin1'), 'latin1').toString()), Promise.resolve()),
    mark: () => Promise.resolve(),
    finish: () => Promise.resolve(),
  };
  const sessions = { control: session, workers: [session], answersAtOnce: true, count: 1 } as unknown as OpenSessions;
  const dispatcher = new Dispatcher(sessions, { big: new Set(), wanted: wantedOf({ tables: ['orders'], content: 'all', names: NAMES }) });
  const rules = { facts: FACTS, home: new DumpHome('shop'), schema: 'shop', fixUps: new FixUps() };
  const translator = new DumpTranslator(rules, new BesideTaker(dispatcher, NAMES), NAMES);
  await translator.push(Buffer.from(dump));
  await translator.finish();
  await dispatcher.finish();
  return sent;
}

it('puts a table beside the live ones without foreign keys and triggers, and drops nothing', async () => {
  const sent = await sentOf(`USE \`shop\`;
DROP TABLE IF EXISTS \`orders\`;
CREATE TABLE \`orders\` (\`id\` int NOT NULL, \`customer\` int, PRIMARY KEY (\`id\`), KEY \`c\` (\`customer\`), CONSTRAINT \`o_c\` FOREIGN KEY (\`customer\`) REFERENCES \`customers\` (\`id\`), CONSTRAINT \`positive\` CHECK (\`id\` > 0));
INSERT INTO \`orders\` VALUES (1,'INSERT INTO \`orders\`'),(2,NULL);
INSERT INTO \`shop\`.\`orders\` (\`id\`) VALUES (3);
REPLACE INTO orders VALUES (4,'x');
CREATE TABLE \`customers\` (\`id\` int);
INSERT INTO \`customers\` VALUES (1);
/*!50003 CREATE TRIGGER \`t\` AFTER INSERT ON \`orders\` FOR EACH ROW DELETE FROM customers */;
CREATE VIEW \`v\` AS SELECT * FROM \`orders\`;
DROP PROCEDURE IF EXISTS \`tidy\`;
`);
  expect(sent).toEqual([
    'CREATE TABLE `__hf_0123456789ab_orders` (`id` int NOT NULL, `customer` int, PRIMARY KEY (`id`), KEY `c` (`customer`), CONSTRAINT `positive` CHECK (`id` > 0))',
    "INSERT INTO `__hf_0123456789ab_orders` VALUES (1,'INSERT INTO `orders`'),(2,NULL)",
    'INSERT INTO `__hf_0123456789ab_orders` (`id`) VALUES (3)',
    "REPLACE INTO `__hf_0123456789ab_orders` VALUES (4,'x')",
  ]);
});

it('takes keys that a dump adds afterwards, without those that refer to other tables', async () => {
  const sent = await sentOf(`CREATE TABLE \`orders\` (\`id\` int NOT NULL, \`customer\` int);
ALTER TABLE \`orders\` ADD PRIMARY KEY (\`id\`), ADD CONSTRAINT \`o_c\` FOREIGN KEY (\`customer\`) REFERENCES \`customers\` (\`id\`);
ALTER TABLE \`orders\` ADD FOREIGN KEY (\`customer\`) REFERENCES \`customers\` (\`id\`);
ALTER TABLE \`customers\` ADD PRIMARY KEY (\`id\`);
`);
  expect(sent.slice(1)).toEqual(['ALTER TABLE `__hf_0123456789ab_orders` ADD PRIMARY KEY (`id`)']);
});

it.each([
  ['a table made of a live one', 'CREATE TABLE `orders` LIKE `customers`;'],
  ['a table made of the rows of a live one', 'CREATE TABLE `orders` (`id` int) SELECT * FROM `customers`;'],
  ['a column that refers to a live table', 'CREATE TABLE `orders` (`id` int REFERENCES `customers` (`id`));'],
  ['a change that takes a live table in', 'ALTER TABLE `orders` CONVERT TABLE `customers` TO PARTITION `p` VALUES LESS THAN (9);'],
  ['a change that makes a table of another name', 'ALTER TABLE `orders` CONVERT PARTITION `p` TO TABLE `customers`;'],
  ['a change that copies the rows elsewhere', "ALTER TABLE `orders` ENGINE=CONNECT TABLE_TYPE=MYSQL TABNAME='customers';"],
  ['a table whose rows would lie in live ones', 'CREATE TABLE `orders` (`id` int) ENGINE=MERGE UNION=(`customers`) INSERT_METHOD=LAST;'],
])('refuses %s', async (_what, dump) => {
  await expect(sentOf(dump)).rejects.toMatchObject({ code: expect.stringMatching(/^import\.(?:foreign-statement|other-database)$/) });
});

const work = (tables: readonly TableChoice[] | null, change: Partial<DatabaseWork> = {}): DatabaseWork =>
  ({
    restoreId: 'restore',
    artifact: { id: 'artifact' },
    database: 'shop',
    method: 'in-place',
    choice: { artifactId: 'artifact', tables, content: 'all' },
    ...change,
  }) as unknown as DatabaseWork;
const named = (...names: readonly string[]) => names.map((name): TableChoice => ({ name, action: 'merge' }));

it('gives every table a name of its own within 64 plain letters, the same at every start', () => {
  const tables = named('orders', 'Orders', 'x'.repeat(64), `${'x'.repeat(63)}y`, 'größe', 'a`b; DROP TABLE c');
  const names = besideNames(work(tables));
  const all = [...names.tables.values()];
  expect(new Set(all).size).toBe(tables.length);
  for (const name of [...all, names.keysOf('x'.repeat(64))]) {
    expect(name).toMatch(/^__hf_(?:keys_)?[0-9a-f]{12}_[a-z0-9_]{1,46}$/);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(names.owns(name)).toBe(true);
  }
  expect(all[0]).toMatch(/_orders$/);
  expect([...besideNames(work(tables)).tables]).toEqual([...names.tables]);
});

it('owns no table that does not bear the mark of its own restore', () => {
  const names = besideNames(work(named('orders')));
  const other = besideNames(work(named('orders'), { restoreId: 'another' as DatabaseWork['restoreId'] }));
  for (const name of ['orders', '__hf_orders', '__hf_0123456789ab_orders', other.tables.get('orders') ?? '', other.keysOf('orders')])
    expect(names.owns(name)).toBe(false);
});

it('puts beside what is merged or kept, goes in place with what is replaced, and never renames within one schema', () => {
  const mixed: readonly TableChoice[] = [...named('orders'), { name: 'items', action: 'replace' }, { name: 'notes', action: 'keep-aside' }];
  const chosen = (of: DatabaseWork | null) => of?.choice.tables?.map(({ name }) => name) ?? null;
  const { over, beside } = splitWork(work(mixed));
  expect([chosen(over), chosen(beside)]).toEqual([['items'], ['orders', 'notes']]);
  expect(splitWork(work(named('orders'))).over).toBeNull();
  expect(splitWork(work(null))).toMatchObject({ over: { database: 'shop' }, beside: null });
  expect(splitWork(work(mixed, { choice: { ...work(mixed).choice, content: 'data' } })).beside).toBeNull();
  expect(splitWork(work(mixed, { method: 'swap' }))).toEqual({ over: null, beside: null });
  expect(() => tablePlaces(work(mixed))).toThrow(RangeError);
});

it('keeps beside what was looked at, whatever was chosen then, under the names it was imported by', () => {
  const waiting: readonly TableChoice[] = ['orders', 'items', 'notes'].map((name) => ({ name, action: 'decide' }));
  const after: readonly TableChoice[] = [
    { name: 'orders', action: 'replace', looked: true },
    { name: 'items', action: 'merge', looked: true },
    { name: 'notes', action: 'keep-aside', looked: true },
  ];
  const before = splitWork(work(waiting));
  const { over, beside } = splitWork(work(after));
  expect([before.over, before.beside?.choice.tables]).toEqual([null, waiting]);
  expect(over?.choice.tables).toEqual([{ name: 'orders', action: 'replace', looked: true }]);
  expect(beside?.choice.tables?.map(({ name, action }) => [name, action])).toEqual([
    ['orders', 'keep-aside'],
    ['items', 'merge'],
    ['notes', 'keep-aside'],
  ]);
  const namesOf = (of: DatabaseWork | null) => [...besideNames(of ?? work(null)).tables];
  expect(namesOf(beside)).toEqual(namesOf(before.beside));
});
