import { afterAll, beforeAll, expect, test } from 'vitest';
import { crash, type KilledWorld } from '../swap/killed-world.ts';
import type { Prepared } from '../swap/swap-lab.ts';
import { safetyOf, startInPlaceLab, type InPlaceLab } from './in-place-lab.ts';

const SHOP = String.raw`
CREATE TABLE parents (id int PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY, parent_id int NOT NULL, KEY (parent_id), CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id));
INSERT INTO parents VALUES (1, 'one'), (2, 'two'); INSERT INTO children VALUES (1, 1), (2, 2), (3, 2);
CREATE TRIGGER parents_name BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = upper(NEW.name);
CREATE VIEW family AS SELECT p.name, c.id FROM parents p JOIN children c ON c.parent_id = p.id;
CREATE PROCEDURE tidy() SELECT 1;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM children WHERE id < 0;
`;

let lab: InPlaceLab;
let world: KilledWorld;
beforeAll(async () => {
  lab = await startInPlaceLab();
  const { swap } = lab;
  const user = await lab.site('shop', SHOP);
  const dump = await swap.dump('shop');
  await swap.lab.mariadb.script('DELETE FROM children WHERE id = 3; DROP PROCEDURE tidy; CREATE TABLE later (id int PRIMARY KEY)', {
    database: 'shop',
    user,
  });
  const safety = await swap.dump('shop');
  const prepared = lab.prepare({ database: 'shop', user, backup: dump, safety: safetyOf(safety) });
  world = { swap, dump, prepared, before: safety.truth };
});
afterAll(() => lab[Symbol.asyncDispose]());

async function finished(next: Prepared): Promise<void> {
  await next.run();
  expect(await lab.swap.truth('shop')).toEqual(world.dump.truth);
}

test.each(['run', 'undo'] as const)(
  '%s that ends at any statement is gone to its end, or taken back, by the next start',
  async (way) => {
    let at = 0;
    for (let crashed = true; crashed;) {
      at += 1;
      world.prepared.memos.clear();
      if (way === 'undo') await world.prepared.run();
      const end = await crash(world, way, at);
      ({ crashed } = end);
      if (way === 'run' && at % 2 === 0) await finished(end.next);
      await end.next.undo();
      expect(await lab.swap.truth('shop')).toEqual(world.before);
    }
    expect(at).toBeGreaterThan(4);
  },
  120_000,
);
