import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseLoss, type DatabaseLoss } from '../../../../src/main/restore/database/rows/database-loss.ts';
import { undoLoss } from '../../../../src/main/restore/database/rows/undo-loss.ts';
import { letGoDatabase } from '../../../../src/main/restore/database/swap/let-go-database.ts';
import { keptOf } from '../../../../src/main/restore/database/swap/kept-of.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { waitFor } from '../../../lab/tools.ts';
import { onStatement } from '../swap/on-statement.ts';
import { ordered, withTables } from '../tables/tables-lab.ts';
import { safetyOf, type InPlaceLab } from '../in-place/in-place-lab.ts';
import { besideSite, LATER, restoreOf, SHOP, sidesOf, startInPlaceLab } from './beside-lab.ts';

const never = new AbortController().signal;
let lab: InPlaceLab;
beforeAll(async () => {
  lab = await startInPlaceLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test('an account with one schema gets missing rows back, live tables are untouched until then, and the undo takes them out again', async () => {
  const site = await besideSite(lab, 'merging');
  const { user, before } = site;
  await expect(lab.swap.lab.mariadb.sql('CREATE DATABASE merging__hf_0123456789ab', { user })).rejects.toThrow(/denied/);
  const restore = restoreOf(site, { children: 'merge', toys: 'merge' });
  await restore.import.run();
  expect(await restore.compare.run()).toBeUndefined();
  const imported = await sidesOf(site);
  expect(imported.live).toEqual(before);
  expect(imported.beside).toEqual([...restore.names.tables.values()].toSorted());
  const [made] = await lab.swap.lab.mariadb.sql(`SHOW CREATE TABLE ${restore.names.tables.get('children') ?? ''}`, { database: 'merging' });
  expect(String(made?.['Create Table'])).not.toMatch(/CONSTRAINT/);
  expect(await restore.switch.run()).toBeUndefined();
  const { live } = await sidesOf(site);
  const sql = (text: string) => lab.swap.lab.mariadb.sql(text, { database: 'merging' });
  expect(await sql('SELECT id FROM children ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 9 }]);
  expect(await sql('SELECT id FROM toys ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }, { id: 9 }]);
  // No trigger ran for them, and all are there again.
  for (const name of ['parents', 'audit', 'ballast']) expect(live.tables[name]).toEqual(before.tables[name]);
  expect(live.triggers).toEqual(before.triggers);
  expect(restore.switch.said.join('\n').split('\n')).toContain(
    'toys: 1 row now, 2 rows in the backup; 1 only now, 2 only in the backup, 0 in both that differ. The rows only the backup has are added.',
  );
  await restore.switch.undo();
  expect((await sidesOf(site)).live).toEqual(before);
  await restore.import.undo();
  expect(await lab.swap.truth('merging')).toEqual(before);
});

test('what is kept aside lies beside the live tables, is named with its bytes, and goes when it is let go', async () => {
  const site = await besideSite(lab, 'keeping');
  const restore = restoreOf(site, { toys: 'keep-aside', ballast: 'keep-aside' });
  await restore.import.run();
  expect(await restore.compare.run()).toBeUndefined();
  expect(restore.switch.step.plan.touchesLive).toBe(false);
  expect(await restore.switch.run()).toBeUndefined();
  const { live, beside } = await sidesOf(site);
  expect(live).toEqual(site.before);
  const context = restore.switch.context();
  const kept = await withSession(restore.work, context, (session) => keptOf(restore.work, session));
  expect(kept.keeps).toEqual(beside.toSorted().map((name) => `keeping.${name}`));
  expect(kept.bytes).toBeGreaterThan(0);
  // A table somebody made after that pattern stays.
  await lab.swap.lab.mariadb.sql('CREATE TABLE __hf_0123456789ab_toys (id int)', { database: 'keeping', user: site.user });
  await letGoDatabase(restore.work, context);
  expect((await sidesOf(site)).beside).toEqual(['__hf_0123456789ab_toys']);
  expect((await sidesOf(site)).live).toEqual(site.before);
});

test('after merged rows were let go, nothing but they is left of the restore', async () => {
  const site = await besideSite(lab, 'letting');
  const restore = restoreOf(site, { children: 'merge' });
  await restore.import.run();
  await restore.switch.run();
  expect((await sidesOf(site)).beside).toHaveLength(2);
  await letGoDatabase(restore.work, restore.switch.context());
  const { live, beside } = await sidesOf(site);
  expect(beside).toEqual([]);
  expect(live.tables['children']?.rows).toBe(4);
});

test('one table is replaced, rows are merged into another and a third is kept, in one restore, and taken back', async () => {
  const site = await besideSite(lab, 'mixing');
  const { backup, before } = site;
  const restore = restoreOf(site, { parents: 'replace', children: 'merge', ballast: 'keep-aside' });
  await restore.import.run();
  await restore.compare.run();
  expect((await sidesOf(site)).live).toEqual(before);
  await restore.over?.run();
  await restore.switch.run();
  const { live, beside } = await sidesOf(site);
  expect(ordered({ ...live, tables: { ...live.tables, children: before.tables['children']! } })).toEqual(
    ordered(withTables(before, backup.truth, ['parents'])),
  );
  expect(live.tables['children']?.rows).toBe(4);
  expect(beside).toHaveLength(3);
  await restore.switch.undo();
  await restore.over?.undo();
  expect(ordered((await sidesOf(site)).live)).toEqual(ordered(before));
  await restore.import.undo();
  expect((await sidesOf(site)).beside).toEqual([]);
});

test('names of any kind and length lie beside, and rows come back into them', async () => {
  const long = `n${'x'.repeat(63)}`;
  const odd = ['Größe', 'Toys', 'toys', 'with `tick', '1st'];
  const create = [long, ...odd].map((name) => {
    const quoted = `\`${name.replaceAll('`', '``')}\``;
    return `CREATE TABLE ${quoted} (id int PRIMARY KEY, note varchar(20)); INSERT INTO ${quoted} VALUES (1, 'one'), (2, 'zwei ü');`;
  });
  const remove = [long, ...odd].map((name) => `DELETE FROM \`${name.replaceAll('`', '``')}\` WHERE id = 2;`);
  const site = await besideSite(lab, 'naming', create.join('\n'), remove.join('\n'));
  const restore = restoreOf(site, Object.fromEntries([long, ...odd].map((name) => [name, 'merge' as const])));
  await restore.import.run();
  await restore.compare.run();
  expect((await sidesOf(site)).beside.every((name) => /^__hf_[0-9a-f]{12}_[a-z0-9_]+$/.test(name) && name.length <= 64)).toBe(true);
  await restore.switch.run();
  expect((await sidesOf(site)).live).toEqual(site.backup.truth);
  await restore.switch.undo();
  await restore.import.undo();
  expect(await lab.swap.truth('naming')).toEqual(site.before);
});

test('a table of somebody else under such a name is neither filled nor dropped', async () => {
  const site = await besideSite(lab, 'taken');
  const restore = restoreOf(site, { toys: 'merge' });
  const name = restore.names.tables.get('toys') ?? '';
  const keys = restore.names.keysOf('toys');
  const sql = (text: string) => lab.swap.lab.mariadb.sql(text, { database: 'taken', user: site.user });
  await sql(`CREATE TABLE ${name} (id int)`);
  await expect(restore.import.run()).rejects.toMatchObject({
    code: 'restore.tables-not-possible',
    detail: `${name}: a table of that name is there already, which this restore did not make.`,
  });
  await restore.import.undo();
  expect((await sidesOf(site)).beside).toEqual([name]);
  await sql(`RENAME TABLE ${name} TO ${keys}`);
  await restore.import.run();
  await expect(restore.switch.run()).rejects.toMatchObject({ code: 'restore.tables-not-possible', detail: expect.stringContaining(keys) });
  await restore.switch.undo();
  await restore.import.undo();
  expect((await sidesOf(site)).beside).toEqual([keys]);
  expect((await sidesOf(site)).live).toEqual(site.before);
});

test('a restore of the whole schema in place leaves tables that lie beside where they are, and does not miss them in the safety copy', async () => {
  const site = await besideSite(lab, 'wholly');
  const restore = restoreOf(site, { toys: 'keep-aside' });
  await restore.import.run();
  const whole = lab.prepare({ ...site, safety: safetyOf(site.safety) });
  const named = ({ tables }: DatabaseLoss) => tables.map(({ table }) => table).filter((name) => name.startsWith('__hf_'));
  expect(named(await databaseLoss({ ...whole.work, copies: [] }, whole.context(), never))).toEqual([]);
  await whole.run();
  expect((await sidesOf(site)).live).toEqual(site.backup.truth);
  expect(named(await undoLoss(whole.work, whole.context()))).toEqual([]);
  await whole.undo();
  expect((await sidesOf(site)).live).toEqual(site.before);
  expect((await sidesOf(site)).beside).toEqual([restore.names.tables.get('toys')]);
});

test('a dump the server made while tables lay beside brings none of them back, and drops none', async () => {
  const site = await besideSite(lab, 'dumped');
  const restore = restoreOf(site, { toys: 'keep-aside' });
  await restore.import.run();
  const name = restore.names.tables.get('toys') ?? '';
  const backup = await lab.swap.dump('dumped');
  expect(backup.artifact.inventory.tables.map((table) => table.name)).toContain(name);
  await lab.swap.lab.mariadb.sql(`DELETE FROM ${name}`, { database: 'dumped' });
  const whole = lab.prepare({ ...site, backup, safety: safetyOf(site.safety) });
  await whole.run();
  expect((await lab.swap.truth('dumped')).tables[name]?.rows).toBe(0);
  await restore.import.undo();
  const again = lab.prepare({ ...site, backup, safety: safetyOf(site.safety) });
  await again.run();
  expect(await sidesOf(site)).toEqual({ live: site.before, beside: [] });
});

test('cancelled, or its line lost, in the middle of the import, live tables are as they were, and it goes on or nothing is left', async () => {
  const site = await besideSite(lab, 'cutting', SHOP, LATER);
  const cancel = new AbortController();
  const first = restoreOf(site, { ballast: 'merge', toys: 'merge' }, async () => cancel.abort(new Error('cancelled')));
  await expect(first.import.run({ signal: cancel.signal })).rejects.toThrow('cancelled');
  expect((await sidesOf(site)).live).toEqual(site.before);
  await first.import.undo();
  expect(await lab.swap.truth('cutting')).toEqual(site.before);
  const second = restoreOf(site, { ballast: 'merge', toys: 'merge' }, async () => {
    await waitFor('a table beside', 20_000, async () => ((await sidesOf(site)).beside.length > 0 ? true : undefined));
    expect(lab.swap.lab.sshd.killConnections()).toBeGreaterThan(0);
  });
  await second.import.run();
  expect(second.import.said.join('\n')).toContain('Line lost');
  await second.compare.run();
  let killed = 0;
  const end = onStatement((count) => {
    if (count % 7 === 0 && killed < 3) killed += Math.sign(lab.swap.lab.sshd.killConnections());
  });
  await second.switch.run();
  end();
  expect(killed).toBe(3);
  expect((await sidesOf(site)).live.tables['toys']?.rows).toBe(2);
});
