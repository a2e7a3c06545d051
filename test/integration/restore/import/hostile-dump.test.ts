import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTruth } from '../../../lab/inventory.ts';
import { startLab, type Lab } from '../../../lab/lab.ts';
import { linkTo, problemOf, serverFor, type Linked } from '../../servers/lab-servers.ts';
import { dumpFrom, emptySchema, importOf, targetFor } from './import-lab.ts';

let lab: Lab;
let linked: Linked;
let count = 0;
const ALMIGHTY = { name: 'almighty', password: 'ein Passwort' } as const;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  linked = linkTo([serverFor(lab.sshd)]);
  // It may do anything: what holds a dump back is the import alone.
  await lab.mariadb.sql(`GRANT ALL ON *.* TO '${ALMIGHTY.name}'@'%' IDENTIFIED BY '${ALMIGHTY.password}' WITH GRANT OPTION`);
});

afterAll(async () => {
  await linked[Symbol.asyncDispose]();
  await lab.stop();
});

const HEAD =
  "-- MariaDB dump 10.19  Distrib 10.11.14-MariaDB\n/*!40101 SET NAMES utf8mb4 */;\nCREATE TABLE `t` (`id` int, `s` text);\nINSERT INTO `t` VALUES (1,'a');\n";
const TAIL = '-- Dump completed on 2026-11-26  2:00:00\n';

/** Everything the server has, imported into a new schema by the account that may do anything. */
async function bringIn(statement: string) {
  const dump = dumpFrom(`${HEAD}${statement}\n${TAIL}`, 'stranger');
  const schema = await emptySchema(lab.mariadb, `stranger__hf_${(count += 1)}`);
  return targetFor(lab.mariadb, ALMIGHTY, linked)((target) => importOf(dump, target, schema));
}

const accounts = () => lab.mariadb.sql("SELECT CONCAT(User, '@', Host) AS account FROM mysql.user ORDER BY account");

const live = () => lab.site.database;

test.each([
  ['names another database in front of a table it fills', () => `INSERT INTO \`${live()}\`.\`orders\` (id) VALUES (999999);`],
  ['names another database in front of a table it drops', () => `DROP TABLE \`${live()}\`.\`orders\`;`],
  ['goes to another database half way', () => `USE \`${live()}\`;\nDROP TABLE \`orders\`;`],
  ['drops another database', () => `DROP DATABASE \`${live()}\`;`],
  ['alters another database', () => `ALTER DATABASE \`${live()}\` CHARACTER SET latin1;`],
  ['hides it in a conditional comment', () => `/*!50000 DROP TABLE \`${live()}\`.\`orders\` */;`],
  [
    'puts a trigger on a table of another database',
    () => `CREATE TRIGGER \`x\` AFTER INSERT ON \`${live()}\`.\`orders\` FOR EACH ROW SET @a = 1;`,
  ],
  ['fills its own table from another database', () => `CREATE TABLE \`copied\` AS SELECT * FROM \`${live()}\`.\`orders\`;`],
])('a dump that %s is refused, and the live database stays as it is', async (_what, statement) => {
  const before = await readTruth(lab.mariadb, live());
  const problem = await problemOf(bringIn(statement()));
  expect(problem.code).toBe('import.other-database');
  expect(await readTruth(lab.mariadb, live())).toEqual(before);
});

test.each([
  ['makes an account', "CREATE USER 'intruder'@'%' IDENTIFIED BY 'x';"],
  ['gives rights away', "GRANT ALL ON *.* TO 'intruder'@'%' IDENTIFIED BY 'x';"],
  ['reads files of the server', "LOAD DATA INFILE '/etc/passwd' INTO TABLE `t`;"],
  ['runs what it has built itself', "PREPARE s FROM 'DROP DATABASE mysql'; EXECUTE s;"],
  ['calls code', 'CALL mysql.AddGeometryColumn(1,2,3,4,5);'],
  ['deletes rows', 'DELETE FROM `t`;'],
  ['installs a plugin', "INSTALL PLUGIN x SONAME 'x.so';"],
  ['renames a table away', 'RENAME TABLE `t` TO `u`;'],
  ['fills a table by a question', 'INSERT INTO `t` SELECT 2, LOAD_FILE(0x2f6574632f706173737764);'],
])('a dump that %s is refused', async (_what, statement) => {
  const before = await accounts();
  const problem = await problemOf(bringIn(statement));
  expect(problem.code).toBe('import.foreign-statement');
  expect(await accounts()).toEqual(before);
});

test('a dump in a character set whose bytes can hide a quote is refused', async () => {
  expect(await problemOf(bringIn('/*!40101 SET NAMES gbk */;'))).toEqual({ code: 'import.character-set', detail: 'gbk' });
});

test('commands of the client in a dump run nothing on the server', async () => {
  const trace = join(lab.sshd.home, 'was-here');
  for (const line of [`\\! touch ${trace}`, `system touch ${trace}`, `source ${trace}`, `tee ${trace}`]) {
    expect((await problemOf(bringIn(`${line}\n;`))).code).toBe('import.foreign-statement');
    expect(existsSync(trace)).toBe(false);
  }
});

test('settings of the whole server in a dump do not reach it', async () => {
  const before = await lab.mariadb.sql('SELECT @@GLOBAL.max_connections, @@GLOBAL.general_log');
  const result = await bringIn('SET GLOBAL max_connections = 11;\nSET @@GLOBAL.general_log = 1;');
  expect(result.rows).toBe(1);
  expect(await lab.mariadb.sql('SELECT @@GLOBAL.max_connections, @@GLOBAL.general_log')).toEqual(before);
});

test('a statement that is larger than the server takes is named with the table and the limit', async () => {
  const [was] = await lab.mariadb.sql('SELECT @@GLOBAL.max_allowed_packet AS bytes');
  await lab.mariadb.sql('SET GLOBAL max_allowed_packet = 1048576');
  try {
    const problem = await problemOf(bringIn(`INSERT INTO \`t\` VALUES (2,'${'x'.repeat(2_000_000)}');`));
    expect(problem).toMatchObject({ code: 'import.packet-too-small', detail: 'A statement of table t is longer than 1048576 bytes.' });
  } finally {
    await lab.mariadb.sql(`SET GLOBAL max_allowed_packet = ${String(was?.['bytes'])}`);
  }
});
