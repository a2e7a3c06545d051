import { expect, it } from 'vitest';
import { sourceOfDump } from '../../../../src/main/app/recovery/source-of-dump.ts';

type Target = Parameters<typeof sourceOfDump>[0];
type Named = Parameters<typeof sourceOfDump>[1];

const dump = (database: string, sourceId = 'zips') => ({ id: database, database, sourceId }) as Named;
const target = (...names: readonly string[]) =>
  ({
    site: { name: 'Aurora' },
    sources: names.map((database) => ({ id: `of ${database}`, kind: 'database', database })),
  }) as unknown as Target;
const nameOf = (to: Target, one: Named, dumps: readonly Named[] = [one], chosen = 1) => sourceOfDump(to, one, { dumps, chosen }).database;

it('brings a dump into the database it was captured of, else into the one of its name, else into the only one', () => {
  expect(nameOf(target('shop', 'crm'), dump('old name', 'of crm'))).toBe('crm');
  expect(nameOf(target('shop', 'crm'), dump('crm'))).toBe('crm');
  expect(nameOf(target('staging'), dump('shop'))).toBe('staging');
  expect(() => nameOf(target('staging', 'crm'), dump('shop'))).toThrow(expect.objectContaining({ code: 'restore.no-target-database' }));
});

it('never brings one of two dumps in a zip into the database that the other one is of', () => {
  const dumps = [dump('shop'), dump('crm')];
  expect(nameOf(target('shop'), dump('shop'), dumps)).toBe('shop');
  expect(() => nameOf(target('shop'), dump('crm'), dumps)).toThrow(expect.objectContaining({ code: 'restore.no-target-database' }));
});
