import { afterAll, beforeAll, expect, test } from 'vitest';
import { crash } from '../swap/killed-world.ts';
import type { Prepared } from '../swap/swap-lab.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { waitFor } from '../../../lab/tools.ts';
import { besideSite, restoreOf, sidesOf, startInPlaceLab, type BesideRestore, type BesideSite } from './beside-lab.ts';

let site: BesideSite;
let restore: BesideRestore;
let merged: DatabaseTruth;
beforeAll(async () => {
  const lab = await startInPlaceLab();
  site = await besideSite(lab, 'shop');
  restore = restoreOf(site, { children: 'merge', toys: 'merge', parents: 'keep-aside' });
  await restore.import.run();
  await restore.switch.run();
  merged = (await sidesOf(site)).live;
  await restore.switch.undo();
  await restore.import.undo();
  restore.memos.clear();
});
afterAll(() => site.lab[Symbol.asyncDispose]());

async function finished(next: Prepared): Promise<void> {
  await next.run();
  expect((await sidesOf(site)).live).toEqual(merged);
}

const world = (step: 'import' | 'switch') => ({ swap: site.lab.swap, dump: site.backup, prepared: restore[step], before: site.before });

test.each(['run', 'undo'] as const)(
  'clients that an import beside leaves behind when the app vanishes are ended by the next %s, and nothing live changes',
  async (way) => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: isHalf, resolve: half } = Promise.withResolvers<void>();
    const cut = restoreOf(site, { ballast: 'merge', toys: 'merge' }, async () => {
      await waitFor('a table beside', 20_000, async () => ((await sidesOf(site)).beside.length > 0 ? true : undefined));
      half();
      await held;
    });
    const gone = new AbortController();
    const vanished = cut.import.run({ signal: gone.signal }).then(
      () => 'ended well',
      (error: unknown) => String(error),
    );
    await isHalf;
    expect((await sidesOf(site)).live).toEqual(site.before);
    await cut.import[way]();
    // It lives on in this test alone.
    gone.abort(new Error('vanished'));
    letGo();
    expect(await vanished).toContain('vanished');
    expect((await sidesOf(site)).live).toEqual(site.before);
    await cut.import.run();
    expect(await cut.compare.run()).toBeUndefined();
    await cut.import.undo();
    expect(await site.lab.swap.truth('shop')).toEqual(site.before);
  },
  60_000,
);

test('taking an import back, ended at any statement, is gone to its end by the next start', async () => {
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    restore.memos.clear();
    await restore.import.run();
    const end = await crash(world('import'), 'undo', at);
    ({ crashed } = end);
    expect((await sidesOf(site)).live).toEqual(site.before);
    await end.next.undo();
    expect(await site.lab.swap.truth('shop')).toEqual(site.before);
  }
  expect(at).toBe(4);
}, 120_000);

test('a merge that ends at any statement is gone to its end, or taken back, by the next start', async () => {
  restore.memos.clear();
  await restore.import.run();
  const imported = new Map(restore.memos);
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    restore.memos.clear();
    for (const [id, memo] of imported) restore.memos.set(id, memo);
    const end = await crash(world('switch'), 'run', at);
    ({ crashed } = end);
    if (at % 2 === 0) await finished(end.next);
    await end.next.undo();
    const { live, beside } = await sidesOf(site);
    expect(live).toEqual(site.before);
    expect(beside).toHaveLength(3);
  }
  expect(at).toBeGreaterThan(20);
}, 300_000);

test('an undo of it that ends at any statement is gone to its end by the next one', async () => {
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    await restore.switch.run();
    const end = await crash(world('switch'), 'undo', at);
    ({ crashed } = end);
    await end.next.undo();
    expect((await sidesOf(site)).live).toEqual(site.before);
    restore.memos.delete('switch:shop');
  }
  expect(at).toBeGreaterThan(12);
  await restore.import.undo();
  expect(await site.lab.swap.truth('shop')).toEqual(site.before);
}, 300_000);
