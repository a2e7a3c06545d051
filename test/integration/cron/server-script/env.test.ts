import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverFile } from '../../../../src/main/cron/server-file.ts';
import { parseEnv } from '../../../../src/main/sites/env/parse-env.ts';
import { optionFile } from '../../../../src/main/sites/option-file.ts';
import { databaseSettings } from '../../../../src/main/sites/profiles/database-settings.ts';
import { startMariadb, type Mariadb } from '../../../lab/mariadb.ts';
import { findTool } from '../../../lab/tools.ts';
import { SHELLS } from './server-site.ts';
import { makeShop } from './shop.ts';

/** The program of awk in the file that reads settings files. */
const reader = /^ENV_READER='\n([\s\S]*?)'$/m.exec(serverFile.text)?.[1] ?? '';

const AWKS = [
  { name: 'mawk', args: [] },
  { name: 'gawk', args: [] },
  { name: 'busybox', args: ['awk'] },
] as const;
const awks = (await Promise.all(AWKS.map(async (awk) => ({ ...awk, path: await findTool(awk.name) })))).flatMap(({ path, ...awk }) =>
  path === undefined ? [] : [{ ...awk, path }],
);

type Profile = 'laravel' | 'django';

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-env-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the file makes of a settings file: the option file with user and password, and the lines about the address; null where it names a problem. */
async function readThere(awk: (typeof awks)[number], text: string, profile: Profile): Promise<{ options: string; facts: string } | null> {
  const options = join(folder, `options-${(runs += 1)}`);
  const facts = await new Promise<string>((resolve, reject) => {
    const env = { LC_ALL: 'C', HF_OPTIONS: options, HF_PROFILE: profile, HF_URL_NAME: '' };
    const child = execFile(awk.path, [...awk.args, reader], { env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr, { cause: error }));
    });
    child.stdin?.end(text);
  });
  if (facts.startsWith('problem ')) return null;
  return { options: await readFile(options, 'utf8'), facts };
}

/** The same as Holdfast itself reads it; null: nothing to sign in with. */
function readHere(text: string, profile: Profile): { options: string; facts: string } | null {
  const settings = databaseSettings(profile, parseEnv(text, profile).values, null);
  if (!settings.found) return null;
  const { database, address } = settings.credentials;
  const [, user, password] = optionFile(settings.credentials).split('\n');
  const socket = address.socket === null ? '' : `socket ${address.socket}\n`;
  return {
    options: `[client]\n${user}\n${password}\n`,
    facts: `database ${database}\nhost ${address.host}\nport ${address.port}\n${socket}`,
  };
}

const piece = fc.constantFrom(
  'a',
  'Z',
  '0',
  ' ',
  '  ',
  '#',
  '"',
  "'",
  '\\',
  '\\n',
  '\\"',
  '\\$',
  '$',
  '${DB_USERNAME}',
  '${NONE}',
  '${NONE:-x}',
  '%',
  '=',
  ';',
  '&',
  '@',
  'ä',
  '\t',
  '`',
  '{',
  '}',
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(piece, { maxLength: 8 }).map((parts) => `"${parts.join('').replaceAll('"', String.raw`\"`)}"`),
  fc.array(piece, { maxLength: 8 }).map((parts) => `'${parts.join('').replaceAll("'", '')}'`),
  fc.constant('"two\nlines"'),
);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('DB_PASSWORD=', 'export DB_PASSWORD = ', '"DB_PASSWORD"=', 'DB_USERNAME=', 'OTHER='), value)
    .map((parts) => parts.join('')),
  fc.constantFrom('# comment', '', 'DB_PASSWORD', '  ', 'not a line', 'DB_HOST=localhost', 'DB_PORT=3307', 'DB_SOCKET="/run/my sql.sock"'),
);

describe.each(awks)('settings files read by $name', (awk) => {
  it.each(['laravel', 'django'] as const)('are understood on the server as they are here (%s)', async (profile) => {
    const lines = fc.array(line, { maxLength: 6 });
    const breaks = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(lines, breaks, async (some, lineBreak) => {
        const text = ['DB_DATABASE=shop', 'DB_NAME=shop', 'DB_USERNAME=me', 'DB_USER=me', ...some].join('\n').replaceAll('\n', lineBreak);
        const here = readHere(text, profile);
        const there = await readThere(awk, text, profile);
        expect(there).toEqual(here);
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    'mysql://me:p%40ss%2Fword@db.example:3307/shop?charset=utf8mb4',
    'mysql://me@localhost/shop?unix_socket=/run/mysqld.sock',
    'mysql+pymysql://me:x%25@%2Frun%2Fmysqld.sock/shop',
    'postgres://me:x@localhost/shop',
    'mysql://me:x%zz@localhost/shop',
    'mysql://localhost/shop',
  ])('may name the database as %s', async (url) => {
    const text = `DATABASE_URL="${url}"\n`;
    const here = readHere(text, 'django');
    const there = await readThere(awk, text, 'django');
    expect(there).toEqual(here);
  });
});

describe('passwords of every kind', () => {
  let mariadb: Mariadb;
  beforeAll(async () => {
    mariadb = await startMariadb();
    await mariadb.createDatabase('shop');
    await mariadb.sql('CREATE TABLE shop.t (id INT)');
  });
  afterAll(() => mariadb.stop());

  it.each(SHELLS)('sign in (%s)', async (shell) => {
    const passwords = [String.raw`a"b\c$d#e f`, `it's; $(id) \`id\``, 'ключ=ü%', '[x]!*?'];
    for (const [index, password] of passwords.entries()) {
      const user = await mariadb.createUser({ access: 'full', database: 'shop', name: `odd_${shell}_${index}`, password });
      await using site = await makeShop(mariadb, { user });
      const quoted = password.replaceAll(/["\\$]/g, String.raw`\$&`);
      await writeFile(
        join(site.root, '.env'),
        `DB_DATABASE=shop\nDB_PORT=${mariadb.port}\nDB_USERNAME=${user.name}\nDB_PASSWORD="${quoted}"\n`,
      );
      const ended = await site.run('test', { shell });
      expect(ended.stdout).toContain('ok    database shop can be read');
    }
  });

  it('may lie in an option file instead, which nobody else may read', async () => {
    const user = await mariadb.createUser({ access: 'full', database: 'shop', name: 'by_file', password: 'in "quotes"' });
    await using site = await makeShop(mariadb, { user: { name: 'nobody', password: 'x' } });
    const file = join(site.folder, 'database.cnf');
    await writeFile(
      file,
      optionFile({
        database: 'shop',
        user: user.name,
        password: user.password,
        address: { host: '127.0.0.1', port: mariadb.port, socket: null },
      }),
      { mode: 0o600 },
    );
    expect(await site.run('database')).toMatchObject({ code: 0, stderr: '' });
  });
});
