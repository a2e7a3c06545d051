import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDump, rowsOf } from './read-dump.ts';

/** Strings that have broken readers of dumps before, among arbitrary ones. */
const nasty = fc.constantFrom(
  '\n-- Dump completed\n',
  '\n-- Dump completed on 2026-11-21  9:18:44\n',
  '\nINSERT INTO `t` VALUES (1);\n',
  '\nDELIMITER ;;\n',
  '*/',
  '/*!50003 ',
  '/*',
  '-- ',
  ');',
  "'),('",
  "\\'",
  '\\',
  '"',
  '`',
  '#',
  '🐘',
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  nasty,
  fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 400 }),
);
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

/** As mysql_real_escape_string writes it. */
function escaped(value: Buffer): Buffer {
  const escapes = new Map([
    [0x00, '0'],
    [0x0a, 'n'],
    [0x0d, 'r'],
    [0x1a, 'Z'],
    [0x22, '"'],
    [0x27, "'"],
    [0x5c, '\\'],
  ]);
  const out: number[] = [];
  for (const byte of value) {
    const letter = escapes.get(byte);
    if (letter === undefined) out.push(byte);
    else out.push(0x5c, letter.charCodeAt(0));
  }
  return Buffer.from(out);
}

function quoted(value: Buffer): Buffer {
  return Buffer.concat([Buffer.from("'"), escaped(value), Buffer.from("'")]);
}

/** Only the quote doubled, everything else raw: legal too, and what other tools write. */
function doubled(value: Buffer): Buffer {
  return Buffer.from(`'${value.toString('latin1').replaceAll('\\', '\\\\').replaceAll("'", "''")}'`, 'latin1');
}

const value = fc.oneof(
  text.map((one) => quoted(Buffer.from(one))),
  text.map((one) => doubled(Buffer.from(one))),
  bytes.map(quoted),
  bytes.map((one) => Buffer.concat([Buffer.from('_binary '), quoted(one)])),
  bytes.map((one) => Buffer.from(one.length === 0 ? "''" : `0x${one.toString('hex').toUpperCase()}`)),
  fc.json().map((one) => quoted(Buffer.from(one))),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => Buffer.from(String(one))),
  fc.integer().map((one) => Buffer.from(String(one))),
  fc.constantFrom('NULL', "b'0101'", "CONCAT('(', ')')").map((one) => Buffer.from(one)),
);

const row = fc
  .array(value, { minLength: 1, maxLength: 6 })
  .map((values) => Buffer.concat([Buffer.from('('), ...between(values, ','), Buffer.from(')')]));
const table = fc.record({
  name: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), nasty).filter((name) => !name.includes('\0')),
  statements: fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { maxLength: 4 }),
  columns: fc.boolean(),
  verb: fc.constantFrom('INSERT INTO', 'INSERT  IGNORE INTO', 'REPLACE INTO'),
  lines: fc.boolean(),
});
type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

function between(parts: readonly Buffer[], separator: string): Buffer[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(separator), part]));
}

function nameOf(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function renderTable({ name, statements, columns, verb, lines }: Table): Buffer {
  const quotedName = nameOf(name);
  const comment = escaped(Buffer.from(`${name} CHARSET=big5`));
  const create = Buffer.concat([
    Buffer.from(
      `DROP TABLE IF EXISTS ${quotedName};\n/*!50503 SET character_set_client = utf8mb4 */;\nCREATE TABLE ${quotedName} (\n  ${quotedName} text COMMENT '`,
    ),
    comment,
    Buffer.from(`'\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\nLOCK TABLES ${quotedName} WRITE;\n`),
  ]);
  const inserts = statements.map((rows) =>
    Buffer.concat([
      Buffer.from(`${verb} ${quotedName} ${columns ? `(${quotedName},\`values\`) ` : ''}VALUES${lines ? '\n' : ' '}`),
      ...between(rows, lines ? ',\n' : ','),
      Buffer.from(';\n'),
    ]),
  );
  return Buffer.concat([create, ...inserts, Buffer.from('UNLOCK TABLES;\n')]);
}

const dump = fc.uniqueArray(table, { selector: (one) => one.name, maxLength: 4 }).map((tables) => ({
  tables,
  bytes: Buffer.concat([Buffer.from('/*!50503 SET NAMES utf8mb4 */;\n'), ...tables.map(renderTable), Buffer.from('-- Dump completed\n')]),
}));

function cutsOf(seeds: readonly number[], length: number): number[] {
  return seeds.map((seed) => seed % (length + 1)).toSorted((one, other) => one - other);
}

describe('any dump', () => {
  it('has the rows that were written into it, wherever its chunks end', () => {
    fc.assert(
      fc.property(dump, fc.array(fc.nat(), { maxLength: 40 }), ({ tables, bytes: whole }, seeds) => {
        const index = readDump(whole, cutsOf(seeds, whole.length));
        expect(rowsOf(index)).toEqual(Object.fromEntries(tables.map(({ name, statements }) => [name, statements.flat().length])));
        expect(index.trailer).toBe(true);
        expect(index.characterSets).toEqual(['utf8mb4']);
        expect(index.uncompressedBytes).toBe(whole.length);
        expect(index).toEqual(readDump(whole));
      }),
      { numRuns: 600 },
    );
  });

  it('has ranges that hold the definition and the data of each table', () => {
    fc.assert(
      fc.property(dump, ({ tables, bytes: whole }) => {
        for (const { name, data, definition } of readDump(whole).inventory.tables) {
          const { verb } = tables.find((one) => one.name === name)!;
          expect(whole.subarray(...definition!).toString()).toMatch(/^CREATE TABLE `[^]*DEFAULT CHARSET=utf8mb4;$/);
          if (data === null) continue;
          const text = whole.subarray(...data).toString('latin1');
          expect(text.startsWith(`${verb} \``)).toBe(true);
          expect(text.endsWith(');')).toBe(true);
          expect(whole.subarray(data[1], data[1] + 2).toString()).toMatch(/^\n[RIU]/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that is cut short shows no end mark', () => {
    fc.assert(
      fc.property(dump, fc.nat(), ({ bytes: whole }, seed) => {
        expect(readDump(whole.subarray(0, seed % whole.length)).trailer).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('any bytes', () => {
  it('are read to the end in the same way, wherever the chunks end', () => {
    const piece = fc.oneof(
      nasty.map((one) => Buffer.from(one)),
      fc
        .constantFrom(
          'CREATE ',
          'TABLE ',
          'VIEW ',
          'INSERT INTO ',
          'VALUES ',
          '(',
          ')',
          ',',
          ';',
          ';;',
          "'",
          '`',
          '`t`',
          'DELIMITER ',
          'DELIMITER $$\n',
          '$',
          'SET NAMES ',
          'SET SQL_MODE=',
          "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
          'DEFINER',
          '=',
          '@',
          'CHARSET ',
          '\n',
          ' ',
          '/*M!100000 ',
          '/*!999999\\- ',
        )
        .map((one) => Buffer.from(one)),
      bytes,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 40 }), (pieces, seeds) => {
        const whole = Buffer.concat(pieces);
        expect(readDump(whole, cutsOf(seeds, whole.length))).toEqual(readDump(whole));
      }),
      { numRuns: 2_000 },
    );
  });
});
