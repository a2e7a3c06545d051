import { describe, expect, it } from 'vitest';
import { MARIADB_11, MYSQL_8, OLD_STAND_IN } from './dialects.ts';
import { readDump, readInPieces, rowsOf } from './read-dump.ts';

describe('dialects', () => {
  it('reads a dump of mysqldump 8.0', () => {
    const index = readDump(MYSQL_8);
    const definition = MYSQL_8.indexOf('CREATE TABLE `orders`');
    const insert = MYSQL_8.indexOf('INSERT INTO `orders` (');
    expect(index).toEqual({
      inventory: {
        tables: [
          {
            name: 'orders',
            rows: 2,
            definition: [definition, MYSQL_8.indexOf('PARTITIONS 2 */;') + 'PARTITIONS 2 */;'.length],
            data: [insert, MYSQL_8.indexOf('0x27);') + '0x27);'.length],
          },
        ],
        views: ['totals'],
        routines: ['function vat', 'procedure tidy up'],
        triggers: ['orders_bi'],
        events: ['nightly'],
      },
      characterSets: ['latin1', 'utf8mb4'],
      altersDatabase: false,
      serverVersion: '8.0.36-0ubuntu0.22.04.1',
      dumpTool: 'MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)',
      sandboxLine: false,
      trailer: true,
      uncompressedBytes: MYSQL_8.length,
    });
  });

  it('reads a dump of mysqldump 5.6, where tables stand in for views', () => {
    const index = readDump(OLD_STAND_IN);
    expect(rowsOf(index)).toEqual({ t: 1 });
    expect(index.inventory.views).toEqual(['v']);
    expect(index.serverVersion).toBe('5.6.51-log');
    expect(index.trailer).toBe(true);
  });

  it('reads a dump of mariadb-dump 11.4 with its sandbox line, sequences and packages', () => {
    const index = readDump(MARIADB_11.replace('DELIMITER ;;', "SET sql_mode = 'ORACLE,ANSI_QUOTES';\nDELIMITER ;;"));
    expect(index).toMatchObject({
      sandboxLine: true,
      trailer: true,
      serverVersion: '11.4.2-MariaDB-log',
      dumpTool: 'MariaDB dump 10.19-11.4.2-MariaDB, for debian-linux-gnu (x86_64)',
    });
    expect(rowsOf(index)).toEqual({ t: 4, empty: 0 });
    expect(index.inventory.routines).toEqual(['package body pkg', 'package pkg', 'sequence numbers']);
  });

  it('knows the sandbox line of earlier MariaDB too, and only as the first line', () => {
    expect(readDump('/*!999999\\- enable the sandbox mode */ \nSELECT 1;\n').sandboxLine).toBe(true);
    expect(readDump('\n/*!999999\\- enable the sandbox mode */ \nSELECT 1;\n').sandboxLine).toBe(false);
  });

  it.each([
    ['mysqldump 8.0', MYSQL_8],
    ['mysqldump 5.6', OLD_STAND_IN],
    ['mariadb-dump 11.4', MARIADB_11],
  ])('finds the same in a dump of %s, however small the chunks', (_tool, dump) => {
    const whole = readDump(dump);
    for (const size of [1, 2, 3, 5, 7, 11, 24, 64]) expect(readInPieces(dump, size)).toEqual(whole);
  });
});

describe('rows', () => {
  it.each([
    ["INSERT INTO `t` VALUES (1,'a'),(2,'b');", 2],
    ["INSERT INTO `t` VALUES (1,'a')\n,\n (2,'b') ;", 2],
    ["INSERT  IGNORE INTO `t` (`a`,`values`) VALUES (1,'),(');", 1],
    ['INSERT INTO t (a, value) VALUES (1, 2);', 1],
    ["REPLACE INTO `t` VALUES (1,'it''s'),(2,'\\'),(3');", 2],
    ["INSERT INTO `t` VALUES (1,'\\\\'),(2,'\\\\\\\\'),(3,'');", 3],
    ['INSERT INTO `t` VALUES (1,"a\'b),("),(2,"\\"");', 2],
    ["INSERT INTO `t` VALUES (0x2729,_binary 'x\\'(',b'101',-1.5e-3,NULL,'{\"a\": [1, {\"b\": \")\"}]}');", 1],
    ["INSERT INTO `t` VALUES (ST_GeomFromText('POINT(1 1)', (1)),CONCAT('(', 'b'));", 1],
    ['INSERT INTO `t` VALUES (1) /* (2) */, -- (3)\n(4), # (5)\n(6);', 3],
    ['INSERT INTO `t` VALUES (1--2),(3- -4),(5/2),(6*2);', 4],
    ['INSERT INTO `t` VALUES (1),(2) ON DUPLICATE KEY UPDATE a = VALUES(a), b = (1);', 2],
    ['INSERT INTO `t` VALUES (1),(2) AS new(a) ON DUPLICATE KEY UPDATE a = (new.a);', 2],
    ['INSERT INTO `t` VALUES ROW(1,2), ROW(3,4);', 2],
    ['INSERT INTO `t` PARTITION (p0) VALUES (1);', 1],
    ['INSERT INTO `db`.`t` VALUES (1);', 1],
    ['INSERT INTO `t` SET a = 1, b = (2);', 1],
    ['INSERT INTO `t` SELECT (1), (2);', 0],
    ['/*!40000 INSERT INTO `t` VALUES (1),(2) */;', 2],
    ['insert into `t` values (1),(2);', 2],
    ['INSERT INTO `t` VALUES (),();', 2],
  ])('of %s', (statement, rows) => {
    expect(rowsOf(readDump(statement))).toEqual({ t: rows });
    expect(rowsOf(readInPieces(statement, 1))).toEqual({ t: rows });
  });

  it('of many statements with one row each, from first to last byte', () => {
    const lines = Array.from({ length: 100 }, (_, id) => `INSERT INTO \`t\` (\`id\`) VALUES (${id});\n`).join('');
    const dump = `${lines}INSERT INTO \`t2\` (\`id\`) VALUES (1);\n${lines}`;
    expect(readDump(dump).inventory.tables).toEqual([
      { name: 't', rows: 200, definition: null, data: [0, dump.length - 1] },
      { name: 't2', rows: 1, definition: null, data: [lines.length, lines.length + 'INSERT INTO `t2` (`id`) VALUES (1);'.length] },
    ]);
  });

  it('are counted for the table that USE means, though the statements look alike', () => {
    const insert = 'INSERT INTO `t` VALUES (1);\n';
    const dump = `USE \`a\`;\n${insert}${insert}USE \`b\`;\n${insert}`;
    expect(rowsOf(readDump(dump))).toEqual({ 'a.t': 2, 'b.t': 1 });
  });

  it('take the backslash as it is under NO_BACKSLASH_ESCAPES, until the mode is put back', () => {
    const dump =
      "SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES';\n" +
      "INSERT INTO `t` VALUES ('\\'),('a');\n" +
      '/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\n' +
      "INSERT INTO `t` VALUES ('\\'),(');\n";
    // Read as before, the last string would end at its backslash and the statement never.
    expect(rowsOf(readDump(dump))).toEqual({ t: 3 });
  });

  it('are not taken from bodies of routines', () => {
    const dump = 'DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\nINSERT INTO t VALUES (1);\nEND$$\nDELIMITER ;\nINSERT INTO u VALUES (1);\n';
    const index = readDump(dump);
    expect(rowsOf(index)).toEqual({ u: 1 });
    expect(index.inventory.routines).toEqual(['procedure p']);
    expect(readInPieces(dump, 1)).toEqual(index);
  });
});

describe('tables', () => {
  it('are listed without definition when the dump holds data only, empty ones too', () => {
    const dump =
      'LOCK TABLES `a` WRITE;\nUNLOCK TABLES;\n/*!40000 ALTER TABLE `b` DISABLE KEYS */;\n--\n-- Dumping data for table `c``d`\n--\n';
    expect(readDump(dump).inventory.tables).toEqual([
      { name: 'a', rows: 0, definition: null, data: null },
      { name: 'b', rows: 0, definition: null, data: null },
      { name: 'c`d', rows: 0, definition: null, data: null },
    ]);
  });

  it('have no rows, not zero, when the dump holds structure only', () => {
    expect(rowsOf(readDump('CREATE TABLE `a` (`b` int);\nCREATE TABLE `c` (`d` int);\n'))).toEqual({ a: null, c: null });
  });

  it('left out of the data of a full dump have no rows, not zero', () => {
    const dump = 'CREATE TABLE `a` (b int);\nLOCK TABLES `a` WRITE;\nUNLOCK TABLES;\nCREATE TABLE `cache` (b int);\n';
    expect(rowsOf(readDump(dump))).toEqual({ a: 0, cache: null });
  });

  it('without rows count zero in a compact dump, which marks no sections', () => {
    expect(rowsOf(readDump('CREATE TABLE `a` (b int);\nINSERT INTO `a` VALUES (1);\nCREATE TABLE `c` (b int);\n'))).toEqual({ a: 1, c: 0 });
  });

  it('keep awkward names', () => {
    const names = ['a`b', 'select', 'with space', 'emoji 🐘', "quote'", '--', '/*', ';', 'a.b'];
    const dump = names.map((name) => `CREATE TABLE \`${name.replaceAll('`', '``')}\` (\`x\` int);\n`).join('');
    const expected = names.toSorted();
    expect(readDump(dump).inventory.tables.map((table) => table.name)).toEqual(expected);
    expect(readInPieces(dump, 1).inventory.tables.map((table) => table.name)).toEqual(expected);
  });

  it('that are temporary or dropped again do not count', () => {
    expect(
      readDump('CREATE TEMPORARY TABLE `a` (b int);\nCREATE TABLE `c` (d int);\nDROP TABLE IF EXISTS `c`, `e`;\n').inventory.tables,
    ).toEqual([]);
  });

  it('names written in latin1 are decoded as such', () => {
    const dump = Buffer.from('SET NAMES latin1;\nCREATE TABLE `größe` (a int);\n', 'latin1');
    expect(readDump(dump).inventory.tables.map((table) => table.name)).toEqual(['größe']);
  });
});

describe('views', () => {
  it('do not count while only their stand-in is there', () => {
    const standIn = '/*!50001 CREATE VIEW `v` AS SELECT \n 1 AS `id`*/;\n';
    expect(readDump(standIn).inventory).toMatchObject({ views: [], tables: [] });
  });

  it('count once, however they are written', () => {
    const dump =
      'CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW `v` AS select 1 AS `x`;\n' +
      'CREATE VIEW `w` AS select `v`.`x` from `v`;\nCREATE DEFINER=`role` VIEW `db`.`x` AS select 2;\n';
    expect(readDump(`USE db;\n${dump}`).inventory.views).toEqual(['v', 'w', 'x']);
  });
});

describe('the end mark', () => {
  const insert = "INSERT INTO `t` VALUES ('x');\n";
  it.each([
    ['with a date', '-- Dump completed on 2026-11-21  9:18:44\n', true],
    ['with a two-digit hour', '-- Dump completed on 2026-11-21 19:18:44\n', true],
    ['without a date', '-- Dump completed\n', true],
    ['followed by blank lines', '-- Dump completed\n\n \t\n', true],
    ['with Windows line ends', '-- Dump completed\r\n', true],
    ['without its line feed', '-- Dump completed', false],
    ['cut in its date', '-- Dump completed on 2026-11-21  9\n', false],
    ['with words behind it', '-- Dump completed on time\n', false],
    ['followed by a comment', '-- Dump completed\n-- more\n', false],
    ['followed by a statement', `-- Dump completed\n${insert}`, false],
    ['followed by garbage', '-- Dump completed\n\u0000\u0001', false],
    ['followed by NULs', '-- Dump completed\n\u0000\u0000', false],
    ['followed by a conditional comment', '-- Dump completed\n/*!40101 SET NAMES utf8 */;\n', false],
    ['in a block comment', '/* Dump completed */\n', false],
    ['in a hash comment', '# Dump completed\n', false],
    ['inside a string', "INSERT INTO `t` VALUES ('\n-- Dump completed\n", false],
    ['inside a name', 'INSERT INTO `t\n-- Dump completed\n', false],
    ['inside a body', 'DELIMITER ;;\nCREATE PROCEDURE p() BEGIN\n-- Dump completed\n', false],
    ['inside a tuple', 'INSERT INTO `t` VALUES (1,\n-- Dump completed\n', false],
    ['inside a block comment', '/*\n-- Dump completed\n', false],
    ['missing', '', false],
  ])('%s', (_case, ending, expected) => {
    expect(readDump(insert + ending).trailer).toBe(expected);
    expect(readInPieces(insert + ending, 1).trailer).toBe(expected);
  });

  it('counts at the end of two dumps in a row, where the later tables replace the earlier', () => {
    const one = 'DROP TABLE IF EXISTS `t`;\nCREATE TABLE `t` (a int);\nINSERT INTO `t` VALUES (1),(2);\n-- Dump completed\n';
    const index = readDump(one + one);
    expect(index.trailer).toBe(true);
    expect(index.inventory.tables).toMatchObject([{ name: 't', rows: 2, definition: [expect.any(Number), expect.any(Number)] }]);
    expect(index.inventory.tables[0]?.data?.[0]).toBeGreaterThan(one.length);
  });

  it('is not seen in a dump that is cut anywhere', () => {
    for (const dump of [MYSQL_8, OLD_STAND_IN, MARIADB_11]) {
      const bytes = Buffer.from(dump);
      for (let cut = 0; cut < bytes.length; cut++) expect(readDump(bytes.subarray(0, cut)).trailer).toBe(false);
    }
  });
});

describe('ALTER DATABASE', () => {
  it('is seen where a dump names its database, and not in strings, comments or routines', () => {
    const statement = 'ALTER DATABASE `shop` CHARACTER SET latin1 COLLATE latin1_swedish_ci ;\n';
    expect(readDump(statement).altersDatabase).toBe(true);
    expect(readDump(`-- ${statement}INSERT INTO t VALUES ('${statement.trim()}');\n`).altersDatabase).toBe(false);
    expect(readDump('ALTER TABLE `t` ADD COLUMN `DATABASE` int;\n').altersDatabase).toBe(false);
  });
});

describe('foreign matter', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an HTML page', Buffer.from('<!DOCTYPE html><html><body>502 Bad Gateway</body></html>')],
    ['an error message', Buffer.from("mysqldump: Got error: 1045: Access denied for user 'x'@'localhost'")],
    ['binary data', Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 256))],
  ])('%s gives an empty index without an end mark', (_what, bytes) => {
    expect(readDump(bytes)).toEqual({
      inventory: { tables: [], views: [], routines: [], triggers: [], events: [] },
      characterSets: [],
      altersDatabase: false,
      serverVersion: null,
      dumpTool: null,
      sandboxLine: false,
      trailer: false,
      uncompressedBytes: bytes.length,
    });
  });
});

it('reads a dump of very many tables', () => {
  const dump = Array.from(
    { length: 100_000 },
    (_, n) => `DROP TABLE IF EXISTS \`t${n}\`;\nCREATE TABLE \`t${n}\` (\`id\` int);\nLOCK TABLES \`t${n}\` WRITE;\n`,
  ).join('');
  expect(readDump(dump).inventory.tables).toHaveLength(100_000);
}, 30_000);
