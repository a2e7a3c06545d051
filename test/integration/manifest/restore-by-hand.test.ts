import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTruth } from '../../lab/inventory.ts';
import { type Mariadb, startMariadb } from '../../lab/mariadb.ts';
import { loadPracticeDatabase } from '../../lab/practice-site/load-database.ts';
import { run } from '../../lab/tools.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper } from '../places/place-folder.ts';
import { dumpIntoPlace } from './dump-into-place.ts';
import { restoreCommands } from './restore-commands-of.ts';

let mariadb: Mariadb;

beforeAll(async () => {
  mariadb = await startMariadb();
  await loadPracticeDatabase(mariadb, 'aurora_market');
});
afterAll(() => mariadb.stop());

/** Does what RESTORE.txt says, as a person would: values filled in, then line by line; the first failing line ends it. */
async function follow(location: string, database: string, shell = 'sh', edit = (line: string) => line): Promise<string> {
  const commands = restoreCommands(readFileSync(join(location, 'RESTORE.txt'), 'utf8')).map((line) =>
    edit(line)
      .replace(/^DB=.*/, `DB=${database}`)
      .replace(/^ASK=.*/, 'ASK='),
  );
  // The socket of this lab is not in its usual place, and nobody is here to type a password.
  const home = scratchFolder();
  writeFileSync(join(home, '.my.cnf'), `[client]\nsocket=${mariadb.socket}\npassword=${mariadb.admin.password}\n`, { mode: 0o600 });
  const env = { PATH: process.env['PATH'], HOME: home };
  const [program = 'sh', ...applet] = shell.split(' ');
  return run(program, [...applet, '-e', '-c', commands.join('\n')], { cwd: location, env });
}

function expectedLines(location: string, from: RegExp): readonly string[] {
  const lines = readFileSync(join(location, 'RESTORE.txt'), 'utf8').split('\n');
  const start = lines.findIndex((line) => from.test(line)) + 2;
  return lines
    .slice(
      start,
      lines.findIndex((line, index) => index >= start && line === ''),
    )
    .map((line) => line.slice(2));
}

describe('the commands of RESTORE.txt, run as they stand', () => {
  test.each([
    ['gzip', 'dash'],
    ['zstd', 'bash'],
    ['bzip2', 'busybox sh'],
    ['none', 'dash'],
  ] as const)('bring back an identical database from %s (%s)', async (compression, shell) => {
    const keeper = await makeKeeper(scratchFolder());
    const location = await dumpIntoPlace(mariadb, 'aurora_market', keeper, { compression });
    const restored = `by_hand_${compression}`;
    const output = await follow(location, restored, shell);
    expect(await readTruth(mariadb, restored)).toEqual(await readTruth(mariadb, 'aurora_market'));
    for (const line of [...expectedLines(location, /^It must print/), ...expectedLines(location, /^ROWS PER TABLE/)]) {
      expect(output.split('\n')).toContain(line);
    }
  });

  test('bring back rows alone into a structure that was restored by its own', async () => {
    const keeper = await makeKeeper(scratchFolder());
    await mariadb.createDatabase('rows_only');
    await mariadb.script(
      'CREATE TABLE `a b` (id INT PRIMARY KEY, t VARCHAR(20)); INSERT INTO `a b` VALUES (1,"ä"),(2,"😀"); CREATE TABLE e (i INT);',
      {
        database: 'rows_only',
      },
    );
    const structure = await dumpIntoPlace(mariadb, 'rows_only', keeper, { kind: 'structure' });
    const data = await dumpIntoPlace(mariadb, 'rows_only', keeper, { kind: 'data' });
    await follow(structure, 'rows_again');
    const output = await follow(data, 'rows_again');
    expect(output).toContain('a b\t2');
    expect(await readTruth(mariadb, 'rows_again')).toEqual(await readTruth(mariadb, 'rows_only'));
  });

  test('change only the new database, although a routine is older than the collation of the original', async () => {
    await mariadb.sql(
      `CREATE DATABASE converted CHARACTER SET latin1 COLLATE latin1_swedish_ci; USE converted; CREATE TABLE t (a INT);
       CREATE PROCEDURE old_one() SELECT 1; ALTER DATABASE converted CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    );
    const location = await dumpIntoPlace(mariadb, 'converted', await makeKeeper(scratchFolder()));
    const original = await readTruth(mariadb, 'converted');
    // As on a new server: the name the dump knows is not there.
    await mariadb.sql('DROP DATABASE converted');
    await follow(location, 'converted_restored');
    expect(await readTruth(mariadb, 'converted_restored')).toEqual(original);
  });

  test('leave line ends inside routines as they are, and run no program that a dump names', async () => {
    await mariadb.createDatabase('line_ends');
    const marker = join(scratchFolder(), 'pwned');
    const body = `BEGIN\r\n  -- windows\r\n  SELECT 'a\r\nb';\r\nEND`;
    await mariadb.sql(`CREATE PROCEDURE tidy() ${body}; CREATE TABLE t (id INT COMMENT 'x')`, { database: 'line_ends' });
    const location = await dumpIntoPlace(mariadb, 'line_ends', await makeKeeper(scratchFolder()), {
      // What a server that was broken into could put between two statements.
      append: `\n\\! touch ${marker}\n`,
    });
    await expect(follow(location, 'line_ends_restored')).rejects.toThrow(/ERROR/);
    expect(existsSync(marker)).toBe(false);
    expect((await readTruth(mariadb, 'line_ends_restored')).routines).toEqual((await readTruth(mariadb, 'line_ends')).routines);
  });

  test('work for a database whose name no shell and no file system likes', async () => {
    const name = `od'd "n$ame\` x`;
    await mariadb.createDatabase(name);
    await mariadb.script('CREATE TABLE t (id INT) ; INSERT INTO t VALUES (1);', { database: name });
    const location = await dumpIntoPlace(mariadb, name, await makeKeeper(scratchFolder()));
    await follow(location, 'od_restored');
    expect((await readTruth(mariadb, 'od_restored')).tables['t']?.rows).toBe(1);
  });

  test('work without the first line that only clients of MariaDB know', async () => {
    const location = await dumpIntoPlace(mariadb, 'aurora_market', await makeKeeper(scratchFolder()));
    const text = readFileSync(join(location, 'RESTORE.txt'), 'utf8');
    const special = /^ {4}(gunzip .*enable the sandbox mode.*)$/m.exec(text)?.[1] ?? '';
    expect(special).not.toBe('');
    await follow(location, 'without_sandbox_line', 'sh', (line) => (line.startsWith('gunzip') ? special : line));
    expect(await readTruth(mariadb, 'without_sandbox_line')).toEqual(await readTruth(mariadb, 'aurora_market'));
  });

  test('stop before anything is imported when a file was changed', async () => {
    const location = await dumpIntoPlace(mariadb, 'aurora_market', await makeKeeper(scratchFolder()));
    appendFileSync(join(location, 'aurora_market.sql.gz'), 'x');
    await expect(follow(location, 'never_made')).rejects.toThrow(/did NOT match/);
    expect(await mariadb.sql(`SHOW DATABASES LIKE 'never\\_made'`)).toEqual([]);
  });

  test('refuse a database that exists', async () => {
    const location = await dumpIntoPlace(mariadb, 'aurora_market', await makeKeeper(scratchFolder()));
    const before = await readTruth(mariadb, 'aurora_market');
    await expect(follow(location, 'aurora_market')).rejects.toThrow(/database exists/);
    expect(await readTruth(mariadb, 'aurora_market')).toEqual(before);
  });
});
