import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { heldCopy, placeIsAway } from './held-copy.ts';
import { whole } from './import-step-lab.ts';
import { expectImported, startImportWorld, type ImportWorld } from './import-world.ts';

let lab: ImportWorld;
beforeAll(async () => {
  lab = await startImportWorld();
}, 60_000);
afterEach(() => lab.sweep());
afterAll(() => lab[Symbol.asyncDispose]());

describe('a copy', () => {
  it('whose line is cut in the middle is read on from where it stopped', async () => {
    const prepared = await lab.held((time) => {
      if (time < 3) placeIsAway();
    });
    expect(await prepared.import.run()).toBeUndefined();
    const half = prepared.work.artifact.bytes >> 1;
    expect(prepared.copy.readFrom).toEqual([0, half, half]);
    await expectImported(lab, prepared);
  });

  it('that stays out of reach is left for the next one, and the step says so', async () => {
    const prepared = await lab.prepareImport({ sql: lab.sql, places: [(bytes) => heldCopy(bytes, placeIsAway), whole] });
    expect(await prepared.import.run()).toMatch(/^Not every copy could be read. The bucket: /);
    await expectImported(lab, prepared);
  });

  it('that is the only one and stays out of reach is called so, not damaged', async () => {
    const prepared = await lab.held(placeIsAway);
    await expect(prepared.import.run()).rejects.toMatchObject({ code: 'place.unreachable' });
    await prepared.import.undo();
    expect(await lab.schemasLeft()).toEqual([]);
  });

  it('with a byte that bends a statement is told from a backup the database refuses', async () => {
    const bentEarly = (bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      copy[copy.indexOf('INSERT INTO `orders`') + 2] = 0x2a;
      return copy;
    };
    const alone = await lab.prepareImport({ sql: lab.sql, places: [bentEarly], compression: 'none' });
    await expect(alone.import.run()).rejects.toMatchObject({ code: 'import.copy-damaged' });
    await alone.import.undo();
    const prepared = await lab.prepareImport({ sql: lab.sql, places: [bentEarly, whole], compression: 'none' });
    expect(await prepared.import.run()).toContain('The copy that was read is damaged');
    await expectImported(lab, prepared);
  });

  it('that is whole, of a dump without its end mark, is not imported', async () => {
    const text = lab.sql.toString();
    const prepared = await lab.prepareImport({ sql: text.slice(0, text.lastIndexOf('-- Dump completed')), places: [whole] });
    await expect(prepared.import.run()).rejects.toMatchObject({ code: 'import.dump-cut' });
    await prepared.import.undo();
    expect(await lab.schemasLeft()).toEqual([]);
  });
});
