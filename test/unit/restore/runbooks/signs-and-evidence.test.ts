import { expect, test } from 'vitest';
import { chooseEvidence } from '../../../../src/main/restore/runbooks/choose-evidence.ts';
import { arrivalOf, fileSigns } from '../../../../src/main/restore/runbooks/file-signs.ts';
import { parseChanges, type ChangedFile } from '../../../../src/main/restore/runbooks/find-changes.ts';
import { accountTables } from '../../../../src/main/restore/runbooks/new-admins.ts';
import { bypassFor, meaningOf } from '../../../../src/main/restore/runbooks/smoke-checks.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const DAY = 86_400_000;
const file = (path: string, change: Partial<ChangedFile> = {}): ChangedFile => ({
  path: Buffer.from(path),
  changedAt: NOW - DAY,
  modifiedAt: NOW - DAY,
  bytes: 100,
  mode: 0o644,
  ...change,
});
const uploads = ['storage/app', 'uploads'];

test('a file came when it says, unless it says something long ago: then when its inode changed', () => {
  const old = NOW - 900 * DAY;
  expect(arrivalOf({ changedAt: NOW - DAY, modifiedAt: NOW - 2 * DAY }, NOW)).toBe(NOW - 2 * DAY);
  expect(arrivalOf({ changedAt: NOW - DAY, modifiedAt: old }, NOW)).toBe(NOW - DAY);
  expect(arrivalOf({ changedAt: old, modifiedAt: old }, NOW)).toBeNull();
  // A clock that is a little ahead must not put a sign into the future.
  expect(arrivalOf({ changedAt: NOW + 1000, modifiedAt: NOW + 1000 }, NOW)).toBe(NOW);
  expect(arrivalOf({ changedAt: NOW - DAY, modifiedAt: NOW + 400 * DAY }, NOW)).toBe(NOW - DAY);
});

test('a handful of changed code is a sign, a deployment is none, and caches and uploads are none', () => {
  const deployed = Array.from({ length: 300 }, (_, n) => file(`vendor/a/${n}.php`, { modifiedAt: NOW - 5 * DAY + n * 1000 }));
  const signs = fileSigns(
    [],
    [
      ...deployed,
      file('app/Http/Kernel.php', { modifiedAt: NOW - 3 * DAY }),
      file('public/index.php', { modifiedAt: NOW - 3 * DAY + 60_000 }),
      file('storage/framework/views/abc.php'),
      file('bootstrap/cache/config.php'),
      file('storage/app/public/photo.php.jpg'),
      file('public/logo.png'),
    ],
    uploads,
    NOW,
  );
  expect(signs).toEqual([
    {
      at: new Date(NOW - 3 * DAY).toISOString(),
      code: 'code-changed',
      text: 'Code changed, too little for a deployment: app/Http/Kernel.php, public/index.php.',
    },
  ]);
});

test('a script among uploads that was dated back says so', () => {
  const [sign] = fileSigns([file('uploads/x.php', { modifiedAt: Date.parse('2019-03-04T00:00:00Z') })], [], uploads, NOW);
  expect(sign).toMatchObject({ code: 'new-executable', at: new Date(NOW - DAY).toISOString() });
  expect(sign?.text).toContain('2019-03-04');
});

test('evidence within its limit is what matters most first, and what is left out is told why', () => {
  const evidence = chooseEvidence(
    {
      executables: [file('uploads/shell.php', { bytes: 400 })],
      changed: [
        file('uploads/film.mp4', { bytes: 300 }),
        file('app/A.php', { bytes: 300 }),
        file('app/B.php', { bytes: 200 }),
        file('.env', { bytes: 10 }),
        file('.env.production', { bytes: 10 }),
        file('storage/framework/views/x.php', { bytes: 1 }),
        file('uploads/shell.php', { bytes: 400 }),
      ],
      logs: [file('/var/log/nginx/access.log', { bytes: 5 }), file('/var/log/nginx/huge.log', { bytes: 200_000_000 })],
      uploads,
    },
    950,
  );
  expect(evidence.map(({ file: { path }, reason, leftOutBecause }) => `${path.toString()} ${reason} ${leftOutBecause}`.trim())).toEqual([
    'uploads/shell.php can be run',
    '.env changed it holds secrets',
    '.env.production changed it holds secrets',
    'app/B.php changed',
    'app/A.php changed',
    'uploads/film.mp4 changed there was no more room within the limit',
    'storage/framework/views/x.php changed',
    '/var/log/nginx/access.log log',
    '/var/log/nginx/huge.log log it is bigger than 100 MB',
  ]);
});

test('an answer that was cut is read up to its last whole record, and says that there is more', () => {
  const record = (inode: number, path: string) => `1700000000.5 1690000000.25 12 755 64 ${inode} ${path}\0`;
  const whole = parseChanges(Buffer.from(`${record(1, './././a\nb')}${record(2, '././storage/./x y')}${record(2, './link/./x y')}end\0`));
  expect(whole.files.map(({ path }) => path.toString())).toEqual(['a\nb', 'storage/x y']);
  expect(whole.files[0]).toMatchObject({ changedAt: 1_700_000_000_500, modifiedAt: 1_690_000_000_250, bytes: 12, mode: 0o755 });
  expect(whole.isCut).toBe(false);
  const cut = parseChanges(Buffer.from(`${record(1, './a')}1700000000 17`));
  expect([cut.files.length, cut.isCut]).toEqual([1, true]);
});

test('only tables of accounts with a time and a mark of rights are asked', () => {
  const columns = (t: string, ...all: readonly (readonly [string, string])[]) => all.map(([c, d]) => ({ t, c, d }));
  expect(
    accountTables([
      ...columns('users', ['id', 'int'], ['Email', 'varchar'], ['is_admin', 'tinyint'], ['created_at', 'timestamp']),
      ...columns('customers', ['email', 'varchar'], ['created_at', 'datetime']),
      ...columns('orders', ['is_admin', 'tinyint'], ['created_at', 'datetime']),
      ...columns('shop_admins', ['name', 'varchar'], ['created_at', 'datetime']),
      ...columns('wp_users', ['user_registered', 'varchar'], ['role', 'varchar']),
      ...columns('auth_user', ['username', 'varchar'], ['is_superuser', 'tinyint'], ['is_staff', 'bit'], ['date_joined', 'datetime']),
    ]),
  ).toEqual([
    { table: 'users', created: 'created_at', flags: ['is_admin'], role: null, name: 'Email' },
    { table: 'shop_admins', created: 'created_at', flags: [], role: null, name: 'name' },
    { table: 'auth_user', created: 'date_joined', flags: ['is_superuser', 'is_staff'], role: null, name: 'username' },
  ]);
});

test('a row says something by any value that is not zero and not empty', () => {
  expect(meaningOf([])).toBeNull();
  expect(meaningOf([{ a: 0, b: null, c: '' }])).toBeNull();
  expect(meaningOf([{ a: '0.00' }, { a: '0' }])).toBeNull();
  expect(meaningOf([{ a: 0 }, { a: '0.01' }])).toBe('0.01');
  expect(meaningOf([{ a: 'no' }])).toBe('no');
});

test('the word of the link goes to the site itself and to nobody else', () => {
  const link = 'https://shop.example/abc';
  expect(bypassFor('https://shop.example/products?x=1', link)).toEqual([link]);
  expect(bypassFor('https://www.shop.example/', link)).toEqual(['https://www.shop.example/abc']);
  expect(bypassFor('http://shop.example/', 'https://www.shop.example/abc')).toEqual(['http://shop.example/abc']);
  expect(bypassFor('https://cdn.example/', link)).toEqual([]);
  expect(bypassFor('https://evil-shop.example/', link)).toEqual([]);
});
