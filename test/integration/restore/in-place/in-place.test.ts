import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import type { Imported } from '../swap/swap-lab.ts';
import { withTables } from '../tables/tables-lab.ts';
import { safetyOf, startInPlaceLab, type InPlaceLab } from './in-place-lab.ts';
import { LATER, SHOP } from './shop.ts';

let lab: InPlaceLab;
beforeAll(async () => {
  lab = await startInPlaceLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

interface Site {
  readonly database: string;
  readonly user: DatabaseUser;
  readonly backup: Imported;
  readonly before: DatabaseTruth;
  readonly safety: Imported;
}

async function siteOf(database: string): Promise<Site> {
  const user = await lab.site(database, SHOP);
  const backup = await lab.swap.dump(database);
  await lab.swap.lab.mariadb.script(LATER, { database, user });
  const safety = await lab.swap.dump(database);
  return { database, user, backup, safety, before: safety.truth };
}

test('an account with one schema brings its whole database to the state of the backup, and back, days later too', async () => {
  const { database, user, backup, safety, before } = await siteOf('whole');
  await expect(lab.swap.lab.mariadb.sql('CREATE DATABASE beside', { user })).rejects.toThrow(/denied/);
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety) });
  expect(await prepared.run()).toBeUndefined();
  expect(await lab.swap.truth(database)).toEqual(backup.truth);
  await lab.swap.lab.mariadb.script("INSERT INTO parents (name) VALUES ('since'); CREATE TABLE newcomer (id int)", { database, user });
  await prepared.undo();
  const { newcomer, ...tables } = (await lab.swap.truth(database)).tables;
  expect({ ...(await lab.swap.truth(database)), tables }).toEqual(before);
  // It is in neither of the two copies: dropping it would be for good.
  expect(newcomer).toMatchObject({ rows: 0, create: expect.stringContaining('CREATE TABLE `newcomer`') });
  expect(prepared.said).toContain('The table newcomer came since and was left where it is.');
  await prepared.undo();
  expect((await lab.swap.truth(database)).tables['parents']).toEqual(before.tables['parents']);
});

test('an undo leaves a table that came since as it is, with its triggers', async () => {
  const { database, user, backup, safety, before } = await siteOf('migrated');
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety) });
  await prepared.run();
  const migration = 'CREATE TABLE newcomer (id int); CREATE TRIGGER newcomer_first BEFORE INSERT ON newcomer FOR EACH ROW SET NEW.id = 1';
  await lab.swap.lab.mariadb.script(migration, { database, user });
  await prepared.undo();
  const after = await lab.swap.truth(database);
  const { newcomer, ...tables } = after.tables;
  const { newcomer_first: trigger, ...triggers } = after.triggers;
  expect({ ...after, tables, triggers }).toEqual(before);
  expect(newcomer).toMatchObject({ rows: 0, create: expect.stringContaining('CREATE TABLE `newcomer`') });
  expect(trigger).toContain('SET NEW.id = 1');
  expect(prepared.said).toContain('The trigger newcomer_first came since and was left where it is.');
});

test('an undo goes past a table that a migration renamed, and leaves it its foreign keys', async () => {
  const { database, user, backup, safety, before } = await siteOf('renamed');
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety) });
  await prepared.run();
  await lab.swap.lab.mariadb.script('RENAME TABLE children TO offspring', { database, user });
  await prepared.undo();
  const after = await lab.swap.truth(database);
  const { offspring, ...tables } = after.tables;
  expect({ ...after, tables }).toEqual(before);
  expect(offspring?.create).toContain(
    'CONSTRAINT `child_parent_since` FOREIGN KEY (`parent_id`) REFERENCES `parents` (`id`) ON DELETE CASCADE',
  );
  const said = prepared.said.join('\n');
  expect(said).toContain('The foreign key child_parent of offspring, a table that came since, is called child_parent_since now.');
  expect(said).toContain(
    'The trigger children_first of offspring, a table that came since, has the name of one that comes back, and is dropped.',
  );
});

test('one table comes back alone, another that was dropped too, and all others keep their rows', async () => {
  const { database, user, backup, safety, before } = await siteOf('single');
  const names = ['children', 'zebras'];
  const prepared = lab.prepare({
    database,
    user,
    backup,
    safety: safetyOf(safety),
    choice: { tables: names.map((name) => ({ name, action: 'replace' })) },
  });
  expect(await prepared.run()).toBeUndefined();
  expect(await lab.swap.truth(database)).toEqual(withTables(before, backup.truth, names));
  await prepared.undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('of a table that is a parent, the rows that lose it are said', async () => {
  const { database, user, backup, safety } = await siteOf('parental');
  const choice = { tables: [{ name: 'parents', action: 'replace' as const }] };
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety), choice });
  expect(await prepared.run()).toBe('2 rows of children refer to rows of parents that are not there (child_parent).');
});

test('the structure alone leaves all tables of the backup without a row', async () => {
  const { database, user, backup, safety, before } = await siteOf('structure');
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety), choice: { content: 'structure' } });
  await prepared.run();
  const now = await lab.swap.truth(database);
  expect(Object.keys(now.tables)).toEqual(Object.keys(backup.truth.tables));
  expect(Object.values(now.tables).map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0]);
  expect({ ...now, tables: {} }).toEqual({ ...backup.truth, tables: {} });
  await prepared.undo();
  expect(await lab.swap.truth(database)).toEqual(before);
});

test('rows alone go into the tables as they are now, no trigger runs for them, and all else stays', async () => {
  const { database, user, backup } = await siteOf('rows_only');
  const { mariadb } = lab.swap.lab;
  const refused = lab.prepare({ database, user, backup, safety: safetyOf(await lab.swap.dump(database)), choice: { content: 'data' } });
  await expect(refused.run()).rejects.toMatchObject({
    code: 'restore.in-place-not-possible',
    detail: expect.stringMatching(/table zebras is not in the live/),
  });
  await mariadb.script('CREATE TABLE zebras (id int PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, note varchar(20))', { database, user });
  const safety = await lab.swap.dump(database);
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety), choice: { content: 'data' } });
  // A column that came since: rows that name none of their columns do not fit, and all of it is taken back.
  await expect(prepared.run()).rejects.toMatchObject({ code: 'import.statement-refused', detail: expect.stringMatching(/zebras/) });
  await prepared.undo();
  expect(await lab.swap.truth(database)).toEqual(safety.truth);
  await mariadb.script('ALTER TABLE zebras DROP note', { database, user });
  const fitting = await lab.swap.dump(database);
  const second = lab.prepare({ database, user, backup, safety: safetyOf(fitting), choice: { content: 'data' } });
  await second.run();
  const now = await lab.swap.truth(database);
  const rowsOf = (truth: DatabaseTruth) => Object.keys(backup.truth.tables).map((name) => [name, truth.tables[name]?.checksum]);
  expect(rowsOf(now)).toEqual(rowsOf(backup.truth));
  expect(now.tables['only_later']).toEqual(fitting.truth.tables['only_later']);
  expect({ ...now, tables: {} }).toEqual({ ...fitting.truth, tables: {} });
  await second.undo();
  expect(await lab.swap.truth(database)).toEqual(fitting.truth);
});

test('nothing begins without a safety copy, nor with one that lacks something, nor where code could not be made again', async () => {
  const { database, user, backup, safety } = await siteOf('refused');
  const { mariadb } = lab.swap.lab;
  const refusals: { readonly code: string; readonly detail: RegExp; readonly prepared: ReturnType<InPlaceLab['prepare']> }[] = [];
  const request = { database, user, backup, safety: safetyOf(safety) };
  refusals.push({ code: 'restore.safety-copy-missing', detail: /refused/, prepared: lab.prepare({ ...request, safety: null }) });
  refusals.push({
    code: 'restore.in-place-not-possible',
    detail: /table only_later is in the live/,
    prepared: lab.prepare({ ...request, safety: safetyOf(backup) }),
  });
  const merged = { tables: [{ name: 'parents', action: 'merge' as const }] };
  refusals.push({
    code: 'restore.in-place-not-possible',
    detail: /parents: it is to be merged or kept aside, not replaced/,
    prepared: lab.prepare({ ...request, choice: merged }),
  });
  for (const { code, detail, prepared } of refusals) {
    await expect(prepared.run()).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) });
    await prepared.undo();
    expect(await lab.swap.truth(database)).toEqual(safety.truth);
  }
  await mariadb.sql('SET GLOBAL log_bin_trust_function_creators = 0');
  try {
    const prepared = lab.prepare(request);
    await expect(prepared.run()).rejects.toMatchObject({
      code: 'restore.in-place-not-possible',
      detail: expect.stringMatching(/binary log/),
    });
    expect(await lab.swap.truth(database)).toEqual(safety.truth);
  } finally {
    await mariadb.sql('SET GLOBAL log_bin_trust_function_creators = 1');
  }
});

test('rows that came after the safety copy are said before they go', async () => {
  const { database, user, backup, safety } = await siteOf('since');
  await lab.swap.lab.mariadb.script("INSERT INTO parents (name) VALUES ('late')", { database, user });
  const prepared = lab.prepare({ database, user, backup, safety: safetyOf(safety) });
  expect(await prepared.run()).toBe('parents had 5 rows when the import began, and 4 in the safety copy: what came in between is lost.');
});
