import { expect, test } from 'vitest';
import type { TargetIdentity } from '../../../../src/shared/model/restore.ts';
import { compareIdentity, essenceOf, isMarkedForAnother } from '../../../../src/main/restore/target/compare-identity.ts';

const planned: TargetIdentity = {
  serverName: 'web-1',
  address: 'web-1.example.org:22',
  hostKey: `SHA256:${'a'.repeat(43)}`,
  root: '/srv/aurora',
  marker: 'site-1',
  appUrl: 'https://aurora.example.org',
  databases: [{ database: 'aurora_shop', user: 'aurora', serverVersion: '8.0.40', serverUuid: 'uuid-1' }],
};
const [shop] = planned.databases;

test('the same target has no differences', () => {
  expect(compareIdentity(planned, structuredClone(planned))).toEqual([]);
});

test.each<[string, Partial<TargetIdentity>, RegExp]>([
  ['another host key', { hostKey: `SHA256:${'b'.repeat(43)}` }, /host key/],
  ['another folder', { root: '/srv/staging' }, /folder of the site is \/srv\/staging/],
  ['the marker of another site', { marker: 'site-2' }, /marker/],
  ['no marker any more', { marker: null }, /marker in the site folder is not known/],
  ['another APP_URL', { appUrl: 'https://staging.example.org' }, /address the site gives itself is https:\/\/staging/],
  ['another database server', { databases: [{ ...shop!, serverUuid: 'uuid-2' }] }, /database server of aurora_shop is uuid-2/],
  ['another database user', { databases: [{ ...shop!, user: 'root' }] }, /user of the database/],
  ['a database that is gone', { databases: [] }, /aurora_shop is no longer/],
  ['one database more', { databases: [shop!, { ...shop!, database: 'other' }] }, /other was not part/],
])('%s is told in one sentence', (_, change, words) => {
  const differences = compareIdentity(planned, { ...planned, ...change });
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatch(words);
});

test('a plan that was made before the marker was written accepts it, unless it names another site', () => {
  expect(compareIdentity({ ...planned, marker: null }, planned)).toEqual([]);
  expect(isMarkedForAnother(planned, 'site-1')).toBe(false);
  expect(isMarkedForAnother(planned, 'site-2')).toBe(true);
});

const essence = essenceOf(['aurora_shop']);

test.each<[string, Partial<TargetIdentity>]>([
  ['an update of the database server', { databases: [{ ...shop!, serverVersion: '8.0.41' }] }],
  ['one database more', { databases: [shop!, { ...shop!, database: 'other' }] }],
  ['a new address of the site', { appUrl: 'https://shop.example.org' }],
])('%s keeps no restore from being undone', (_, change) => {
  expect(compareIdentity(essence(planned), essence({ ...planned, ...change }))).toEqual([]);
});

test.each<[string, Partial<TargetIdentity>]>([
  ['another host key', { hostKey: `SHA256:${'b'.repeat(43)}` }],
  ['another folder', { root: '/srv/staging' }],
  ['the marker of another site', { marker: 'site-2' }],
  ['another database server', { databases: [{ ...shop!, serverUuid: 'uuid-2' }] }],
  ['a database that is gone', { databases: [] }],
])('%s does, also months later', (_, change) => {
  expect(compareIdentity(essence(planned), essence({ ...planned, ...change }))).not.toEqual([]);
});
