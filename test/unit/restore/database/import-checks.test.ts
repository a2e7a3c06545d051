import { expect, it } from 'vitest';
import { foreignTriggers, isMadeAgain, neededFor } from '../../../../src/main/restore/database/choose-method.ts';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { importChecks, type ImportOutlook } from '../../../../src/main/restore/database/import-checks.ts';
import { workSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import type { TargetFacts } from '../../../../src/main/restore/import/target-facts.ts';
import type { DatabaseInventory } from '../../../../src/shared/model/artifact.ts';

const MB = 1_000_000;
const FACTS: TargetFacts = {
  serverVersion: '10.11.14-MariaDB',
  isMariaDb: true,
  version: 101114,
  maxPacket: 16 * 1024 * 1024,
  collations: new Set(['utf8mb4_unicode_ci', 'utf8mb4_unicode_520_ci', 'utf8mb4_general_ci']),
  characterSets: new Set(['utf8mb4']),
  maxConnections: 0,
  currentUser: 'shop@%',
  setsDefiners: false,
  accounts: new Set(),
  codeRefused: false,
  grants: [],
};
const NOTHING: DatabaseInventory = { tables: [], views: [], routines: [], triggers: [], events: [] };

function table(name: string, rows: number, bytes: number): DatabaseInventory['tables'][number] {
  return { name, rows, definition: [0, 10], data: [10, 10 + bytes] };
}

interface Given {
  readonly inventory?: Partial<DatabaseInventory>;
  readonly outlook?: Partial<ImportOutlook>;
  readonly work?: Partial<DatabaseWork>;
  readonly artifact?: Partial<DatabaseWork['artifact']>;
}

function checksOf({ inventory = {}, outlook = {}, work = {}, artifact = {} }: Given) {
  const all = importChecks(
    {
      database: 'shop',
      source: { id: 'source' },
      method: 'swap',
      choice: { artifactId: '', tables: null, content: 'all' },
      artifact: {
        sourceId: 'source',
        database: 'shop',
        serverVersion: '10.11.14-MariaDB',
        uncompressedBytes: 100 * MB,
        inventory: { ...NOTHING, ...inventory },
        ...artifact,
      },
      ...work,
    } as DatabaseWork,
    {
      facts: FACTS,
      client: { path: '/usr/bin/mariadb', flavour: 'mariadb', version: '15.1', compressions: new Set() },
      clientProblem: '',
      may: { may: true, lacking: [] },
      triggers: [],
      freeBytes: 1000 * MB,
      liveBytes: 10 * MB,
      rights: [],
      preview: { from: 'This computer', fixUps: [], refused: null, isWhole: true, faults: [] },
      ...outlook,
    },
  );
  return (id: string) => all.find((one) => one.id === id);
}

it('lets nothing stand in the way of a dump that fits', () => {
  const check = checksOf({ inventory: { tables: [table('orders', 1000, MB)] } });
  for (const id of ['client', 'privileges', 'version', 'disk', 'dump', 'packet', 'foreign-keys']) expect(check(id)?.verdict).toBe('ok');
});

it('says when a dump is of a database that has another name, and not where the same one was switched to', () => {
  const elsewhere = { sourceId: 'zips', database: 'crm' } as unknown as DatabaseWork['artifact'];
  expect(checksOf({ artifact: elsewhere })('other-database')).toMatchObject({ found: 'crm', verdict: 'attention' });
  expect(checksOf({ artifact: { ...elsewhere, database: 'shop' } })('other-database')).toBeUndefined();
  expect(checksOf({ work: { database: 'shop__hf_0123456789ab' } })('other-database')).toBeUndefined();
});

it('stops where the copy beside the live data does not fit, and says honestly where nobody tells', () => {
  expect(checksOf({ outlook: { freeBytes: 150 * MB } })('disk')?.verdict).toBe('stop');
  expect(checksOf({ outlook: { freeBytes: 500 * MB, liveBytes: 600 * MB } })('disk')?.verdict).toBe('stop');
  expect(checksOf({ outlook: { freeBytes: null } })('disk')).toMatchObject({ found: 'could not be checked', verdict: 'attention' });
  expect(checksOf({ outlook: { freeBytes: 0 }, work: { method: 'in-place' } })('disk')?.verdict).toBe('ok');
});

it('asks only for the room of the chosen tables', () => {
  const inventory = { tables: [table('orders', 1000, 60 * MB), table('notes', 10, MB)] };
  const choice = { artifactId: '', tables: [{ name: 'notes', action: 'replace' }], content: 'all' } as unknown as DatabaseWork['choice'];
  expect(checksOf({ inventory, work: { choice }, outlook: { freeBytes: 3 * MB } })('disk')?.verdict).toBe('ok');
  expect(checksOf({ inventory, outlook: { freeBytes: 3 * MB } })('disk')?.verdict).toBe('stop');
});

it('tells a table whose rows the server cannot take from one that may have a large row', () => {
  const facts = { ...FACTS, maxPacket: MB };
  const of = (tables: DatabaseInventory['tables']) => checksOf({ inventory: { tables }, outlook: { facts } })('packet');
  expect(of([table('files', 10, 30 * MB)])).toMatchObject({ verdict: 'stop', why: expect.stringContaining('files') });
  expect(of([table('orders', 100_000, 30 * MB)])?.verdict).toBe('attention');
  expect(of([table('notes', 10, MB / 4)])?.verdict).toBe('ok');
});

it('speaks of a server that is older than the dump, or of another family, but not of an older patch', () => {
  const version = (serverVersion: string | null) => checksOf({ artifact: { serverVersion } })('version');
  expect(version('11.4.2-MariaDB')?.why).toContain('older');
  expect(version('10.11.16-MariaDB')?.verdict).toBe('ok');
  expect(version('10.5.9-MariaDB')?.verdict).toBe('ok');
  expect(version('8.0.36')?.why).toContain('other family');
  expect(version(null)?.verdict).toBe('attention');
});

it('stops where the server would refuse functions and triggers, also those a switch makes again', () => {
  const facts = { ...FACTS, codeRefused: true };
  expect(checksOf({ outlook: { facts } })('binary-log')).toBeUndefined();
  expect(checksOf({ outlook: { facts }, inventory: { routines: ['procedure tidy'] } })('binary-log')).toBeUndefined();
  expect(checksOf({ outlook: { facts }, inventory: { routines: ['function tidy'] } })('binary-log')?.verdict).toBe('stop');
  expect(checksOf({ outlook: { facts, triggers: [{ name: 'shout', table: 'orders', definer: 'shop@%' }] } })('binary-log')?.verdict).toBe(
    'stop',
  );
});

it('stops where the dump cannot be read or would be refused, and names a copy that is out of reach', () => {
  const preview = { from: 'A drive', fixUps: [], refused: null, isWhole: true, faults: [] };
  expect(checksOf({ outlook: { preview: { from: null, faults: ['The bucket: gone.'] } } })('dump')?.verdict).toBe('stop');
  expect(checksOf({ outlook: { preview: { ...preview, refused: 'It begins: GRANT' } } })('dump')?.verdict).toBe('stop');
  expect(checksOf({ outlook: { preview: { ...preview, faults: ['The bucket: gone.'] } } })('dump')).toMatchObject({ verdict: 'attention' });
});

it('lists what will be put right by its kind, and what is to be expected of the rest of a big dump', () => {
  const fixUps = [
    { id: 'collation a', text: 'a becomes b.' },
    { id: 'collation c', text: 'c becomes b.' },
    { id: 'gtid', text: 'SET GTID_PURGED is left out.' },
  ];
  const preview = { from: 'A drive', fixUps, refused: null, isWhole: true, faults: [] };
  const inventory = { triggers: ['shout'], events: ['nightly'] };
  const check = checksOf({ inventory, outlook: { preview } });
  expect(check('table-collations')).toMatchObject({ verdict: 'fix-up', why: 'a becomes b. c becomes b.' });
  expect(check('gtid')?.verdict).toBe('fix-up');
  expect(check('events')?.verdict).toBe('fix-up');
  expect(check('definers')).toBeUndefined();
  expect(checksOf({ inventory, outlook: { preview: { ...preview, isWhole: false } } })('definers')?.verdict).toBe('fix-up');
});

it('sends an account in place that could not make the triggers of others again', () => {
  const triggers = [
    { name: 'own', table: 'orders', definer: 'shop@%' },
    { name: 'shout', table: 'orders', definer: 'owner@localhost' },
  ];
  expect(foreignTriggers(triggers, FACTS)).toEqual(['SET USER for the trigger shout, which belongs to owner@localhost']);
  expect(foreignTriggers(triggers, { ...FACTS, setsDefiners: true })).toEqual([]);
});

it('knows which triggers of the live database a restore drops on its way', () => {
  const orders = { name: 'shout', table: 'Orders', definer: 'owner@localhost' };
  const of = (tables: DatabaseWork['choice']['tables'], method: DatabaseWork['method'] = 'swap') =>
    isMadeAgain({ method, choice: { artifactId: '' as DatabaseWork['choice']['artifactId'], tables, content: 'all' } })(orders);
  expect(of(null)).toBe(true);
  expect(of(null, 'switch-env')).toBe(false);
  expect(of([{ name: 'orders', action: 'replace' }])).toBe(true);
  expect(of([{ name: 'orders', action: 'merge' }])).toBe(true);
  expect(of([{ name: 'orders', action: 'keep-aside' }])).toBe(false);
  expect(of([{ name: 'notes', action: 'replace' }])).toBe(false);
});

it('asks for LOCK TABLES only where tables with triggers change places', () => {
  const work = (change: Partial<DatabaseWork>) =>
    ({ method: 'swap', choice: { tables: null }, artifact: { inventory: NOTHING }, ...change }) as DatabaseWork;
  expect(neededFor(work({}), false)).not.toContain('LOCK TABLES');
  expect(neededFor(work({}), true)).toContain('LOCK TABLES');
  expect(neededFor(work({ method: 'switch-env' }), true)).not.toContain('LOCK TABLES');
  expect(neededFor(work({ choice: { tables: [] } as unknown as DatabaseWork['choice'] }), true)).not.toContain('LOCK TABLES');
});

it('names each right of another account on a routine with the statement that gives it, and says where they cannot be seen', () => {
  const right = { type: 'PROCEDURE', name: 'tidy', user: 'report', host: '10.%', privileges: ['EXECUTE'], grants: false };
  const own = { ...right, user: 'shop', host: '%' };
  expect(checksOf({ outlook: { rights: [right, own] } })('routine-rights')).toMatchObject({
    found: '1',
    verdict: 'attention',
    why: expect.stringMatching(/GRANT EXECUTE ON PROCEDURE `shop`\.`tidy` TO `report`@`10\.%`;$/),
  });
  expect(checksOf({ outlook: { rights: [own] } })('routine-rights')).toBeUndefined();
  expect(checksOf({ outlook: { rights: null } })('routine-rights')).toBeUndefined();
  const unseen = checksOf({ outlook: { rights: null }, inventory: { routines: ['procedure tidy'] } })('routine-rights');
  expect(unseen).toMatchObject({ found: 'cannot be seen by this account', verdict: 'attention' });
  expect(checksOf({ outlook: { rights: [right] }, work: { method: 'switch-env' } })('routine-rights')).toBeUndefined();
});

it('stops tables beside the live ones where the account lacks a right in the live schema itself', () => {
  const choice = {
    artifactId: '' as DatabaseWork['choice']['artifactId'],
    tables: [{ name: 'orders', action: 'merge' as const }],
    content: 'all' as const,
  };
  const work = { method: 'in-place' as const, choice, restoreId: '' as DatabaseWork['restoreId'] };
  const lacking = (...lacks: readonly string[]) => checksOf({ work, outlook: { may: { may: false, lacking: lacks } } })('privileges');
  const id = workSchemas({ ...work, artifact: { id: undefined } as unknown as DatabaseWork['artifact'], database: 'shop' });
  expect(lacking(`CREATE on ${id.aside}`, `DROP on ${id.old}`)).toMatchObject({ verdict: 'attention' });
  expect(lacking(`CREATE on ${id.aside}`, 'TRIGGER on shop')).toMatchObject({ verdict: 'stop', found: 'lacks TRIGGER on shop' });
  const foreign = 'SET USER for the trigger stamp, which belongs to other@%';
  expect(lacking(foreign)).toMatchObject({ verdict: 'stop', found: `lacks ${foreign}` });
});
