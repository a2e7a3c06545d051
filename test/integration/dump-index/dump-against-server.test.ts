import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDumpReader } from '../../../src/main/dump-index/dump-reader.ts';
import type { DumpIndex } from '../../../src/main/dump-index/dump-index.ts';
import { startMariadb, type Mariadb } from '../../lab/mariadb.ts';
import { NASTY_SCHEMA } from './nasty-schema.ts';

const EVERYTHING = ['--routines', '--events', '--triggers'];

let database: Mariadb;
let optionFile: string;

beforeAll(async () => {
  database = await startMariadb();
  await database.createDatabase('nasty');
  await database.script(NASTY_SCHEMA, { database: 'nasty' });
  await database.createDatabase('other');
  await database.sql('CREATE TABLE other.plain (id INT); INSERT INTO other.plain VALUES (1), (2)');
  optionFile = join(database.folder, 'dump.cnf');
  const { name, password } = database.admin;
  await writeFile(optionFile, `[client]\nsocket=${database.socket}\nuser=${name}\npassword=${password}\n`, { mode: 0o600 });
});

afterAll(async () => {
  await database.stop();
});

async function dump(flags: readonly string[]): Promise<Buffer> {
  const args = [`--defaults-extra-file=${optionFile}`, '--default-character-set=utf8mb4', ...flags];
  const { stdout } = await promisify(execFile)('mariadb-dump', args, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  return stdout;
}

/** In chunks whose ends fall elsewhere each time. */
function index(bytes: Buffer): DumpIndex {
  const reader = createDumpReader();
  for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 7 + 3) % 70_001)
    reader.push(bytes.subarray(from, from + size));
  return reader.finish();
}

/** What the server itself says it has. */
async function inventoryOf(schema: string) {
  const column = async (statement: string) => (await database.sql(statement)).map((row) => String(Object.values(row)[0])).toSorted();
  const tables = await column(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}' AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const [counted] = await database.sql(`SELECT COUNT(*) AS n FROM \`${schema}\`.\`${table.replaceAll('`', '``')}\``);
    rows[table] = Number(counted?.['n']);
  }
  const sequences = await column(
    `SELECT CONCAT('sequence ', table_name) FROM information_schema.tables WHERE table_schema = '${schema}' AND table_type = 'SEQUENCE'`,
  );
  const routines = await column(
    `SELECT CONCAT(LOWER(routine_type), ' ', routine_name) FROM information_schema.routines WHERE routine_schema = '${schema}'`,
  );
  return {
    rows,
    sequences,
    routines,
    views: await column(`SELECT table_name FROM information_schema.views WHERE table_schema = '${schema}'`),
    triggers: await column(`SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '${schema}'`),
    events: await column(`SELECT event_name FROM information_schema.events WHERE event_schema = '${schema}'`),
  };
}

function rowsOf(found: DumpIndex): Record<string, number | null> {
  return Object.fromEntries(found.inventory.tables.map((table) => [table.name, table.rows]));
}

describe('a dump of a schema that hurts', () => {
  it.each([
    ['as it comes', []],
    ['--hex-blob', ['--hex-blob']],
    ['one row per statement', ['--skip-extended-insert']],
    ['one row per statement, columns named', ['--skip-extended-insert', '--complete-insert', '--hex-blob']],
    ['columns named', ['--complete-insert']],
    ['INSERT IGNORE', ['--insert-ignore']],
    ['REPLACE', ['--replace']],
    ['without comments', ['--skip-comments']],
    ['without locks and keys', ['--skip-add-locks', '--skip-disable-keys']],
    ['with hardly any option', ['--skip-opt', '--quick']],
    ['without quotes around ordinary names', ['--skip-quote-names']],
    ['small packets', ['--net-buffer-length=4096']],
    ['without the date', ['--skip-dump-date']],
    ['in one transaction', ['--single-transaction', '--quick', '--hex-blob', '--no-autocommit']],
    ['with DROP DATABASE', ['--add-drop-database', '--databases']],
  ])('%s has what the server has', async (_name, flags) => {
    const found = index(await dump([...EVERYTHING, ...flags, 'nasty']));
    const truth = await inventoryOf('nasty');
    expect(rowsOf(found)).toEqual(truth.rows);
    expect(found.inventory).toMatchObject({
      views: truth.views,
      routines: [...truth.routines, ...truth.sequences].toSorted(),
      triggers: truth.triggers,
      events: truth.events,
    });
    expect(found.inventory.tables.every((table) => table.definition !== null)).toBe(true);
    expect(found.trailer).toBe(!flags.includes('--skip-comments'));
    expect(found.characterSets).toEqual(['latin1', 'utf8mb4']);
  });

  it('names tool and server as the dump does', async () => {
    const found = index(await dump(['nasty']));
    const [version] = await database.sql('SELECT VERSION() AS v');
    expect(found.serverVersion).toBe(version?.['v']);
    expect(found.dumpTool).toMatch(/^MariaDB dump \d/);
    expect(found.sandboxLine).toBe(true);
  });

  it('--compact, where nothing but statements is left', async () => {
    const found = index(await dump([...EVERYTHING, '--compact', 'nasty']));
    const truth = await inventoryOf('nasty');
    expect(rowsOf(found)).toEqual(truth.rows);
    expect(found.inventory).toMatchObject({ views: truth.views, triggers: truth.triggers, events: truth.events });
    expect(found.trailer).toBe(false);
  });

  it('--no-data has the tables without rows', async () => {
    const found = index(await dump([...EVERYTHING, '--no-data', 'nasty']));
    const truth = await inventoryOf('nasty');
    expect(rowsOf(found)).toEqual(Object.fromEntries(Object.keys(truth.rows).map((name) => [name, null])));
    expect(found.inventory).toMatchObject({ views: truth.views, triggers: truth.triggers, events: truth.events });
    expect(found.trailer).toBe(true);
  });

  it('--no-create-info has every table with its rows, empty ones too', async () => {
    const found = index(await dump(['--no-create-info', '--skip-triggers', 'nasty']));
    expect(rowsOf(found)).toEqual((await inventoryOf('nasty')).rows);
    expect(found.inventory.tables.every((table) => table.definition === null)).toBe(true);
    expect(found.inventory).toMatchObject({ views: [], routines: [], triggers: [], events: [] });
    expect(found.trailer).toBe(true);
  });

  it('of two databases keeps tables of one name apart', async () => {
    const found = rowsOf(index(await dump(['--databases', 'nasty', 'other'])));
    expect(found['other.plain']).toBe(2);
    expect(found['nasty.plain']).toBe(20_012);
  });

  it('has ranges from which a table can be restored alone', async () => {
    const bytes = await dump(['--hex-blob', 'nasty']);
    const found = index(bytes).inventory.tables;
    await database.createDatabase('alone');
    for (const { definition, data } of found) {
      const parts = [definition, data].map((range) => (range === null ? Buffer.alloc(0) : bytes.subarray(...range)));
      // The header of the dump sets this mode: generated columns are listed among the values.
      await database.script(
        Buffer.concat([Buffer.from("SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\n"), parts[0]!, Buffer.from('\n'), parts[1]!]),
        { database: 'alone' },
      );
    }
    expect((await inventoryOf('alone')).rows).toEqual((await inventoryOf('nasty')).rows);
  });

  it('cut at any of many places never looks complete', async () => {
    const bytes = await dump([...EVERYTHING, 'nasty']);
    const last = [1, 2, 3, 20, 21, 22, 40].map((behind) => bytes.length - behind);
    const spread = Array.from({ length: 60 }, (_, n) => Math.floor((bytes.length * n) / 60));
    for (const cut of [...spread, ...last]) expect(index(bytes.subarray(0, cut)).trailer).toBe(false);
    expect(index(Buffer.concat([bytes, Buffer.from('x')])).trailer).toBe(false);
    expect(index(bytes).trailer).toBe(true);
  });
});
