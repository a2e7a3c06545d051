import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScratchSchema, newScratchId, scratchSchema } from '../../../src/main/drills/scratch-name.ts';
import { drillDueAt } from '../../../src/shared/model/drill-due.ts';
import { reachOf } from '../../../src/main/drills/scratch-grants.ts';

describe('a schema of a drill', () => {
  it('bears the mark and a random id whatever the database is called, and fits', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 64, unit: 'binary' }), (database) => {
        const schema = scratchSchema(database, newScratchId());
        expect(isScratchSchema(schema)).toBe(true);
        expect(Buffer.byteLength(schema)).toBeLessThanOrEqual(64);
        expect(schema).not.toBe(database);
      }),
    );
  });

  it('is never taken for a live one, nor a live one for it', () => {
    for (const name of [
      'shop',
      'shop__hf_drill_',
      'shop__hf_drill_XYZ',
      '__hf_drill_0123456789ab',
      'shop__hf_0123456789ab',
      'shop__hf_drill_0123456789ab2',
    ])
      expect(isScratchSchema(name)).toBe(false);
    expect(() => scratchSchema('shop', '; DROP')).toThrow();
  });
});

const MARK = '`%\\_\\_hf\\_drill\\_%`';

describe('an account of a drill', () => {
  it.each([
    ["GRANT USAGE ON *.* TO `d`@`%` IDENTIFIED BY PASSWORD '*AB'"],
    [`GRANT ALL PRIVILEGES ON ${MARK}.* TO \`d\`@\`%\``],
    ['GRANT ALL PRIVILEGES ON `%__hf_drill_%`.* TO `d`@`%`'],
  ])('changes nothing that is live with %s', (line) => expect(reachOf([line])).toEqual({ writes: [], reads: [] }));

  it.each([
    'GRANT ALL PRIVILEGES ON *.* TO `d`@`%`',
    'GRANT ALL PRIVILEGES ON `shop`.* TO `d`@`%`',
    'GRANT ALL PRIVILEGES ON `%`.* TO `d`@`%`',
    'GRANT ALL PRIVILEGES ON `shop%`.* TO `d`@`%`',
    'GRANT INSERT ON `shop`.`orders` TO `d`@`%`',
    'GRANT SELECT, UPDATE (`note`) ON `shop`.`orders` TO `d`@`%`',
    'GRANT EXECUTE ON PROCEDURE `shop`.`close_day` TO `d`@`%`',
    'GRANT SELECT ON `shop`.* TO `d`@`%` WITH GRANT OPTION',
    'GRANT USAGE ON *.* TO `d`@`%` WITH GRANT OPTION',
    'GRANT FILE ON *.* TO `d`@`%`',
    'GRANT SUPER ON *.* TO `d`@`%`',
    'GRANT SOMETHING NEW ON *.* TO `d`@`%`',
    'GRANT `writers` TO `d`@`%`',
    "GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION",
    'a line of a later server',
  ])('could change what is live, or might: %s', (line) =>
    expect(reachOf([`GRANT ALL PRIVILEGES ON ${MARK}.* TO d`, line]).writes).toHaveLength(1),
  );

  it('may read, which is said, and its password is not', () => {
    expect(reachOf(['GRANT SELECT, SHOW VIEW ON `shop`.* TO `d`@`%`'])).toEqual({
      writes: [],
      reads: ['GRANT SELECT, SHOW VIEW ON `shop`.*'],
    });
    const { writes } = reachOf(["GRANT ALL PRIVILEGES ON *.* TO `d`@`%` IDENTIFIED BY PASSWORD '*SECRET'"]);
    expect(writes).toEqual(['GRANT ALL PRIVILEGES ON *.*']);
  });
});

describe('the next drill is due', () => {
  const since = '2026-01-01T00:00:00.000Z';
  it.each([
    ['monthly', '2026-01-31T10:00:00.000Z', '2026-02-28T10:00:00.000Z'],
    ['monthly', '2026-12-15T10:00:00.000Z', '2027-01-15T10:00:00.000Z'],
    ['quarterly', '2026-11-30T10:00:00.000Z', '2027-02-28T10:00:00.000Z'],
    ['monthly', null, '2026-01-08T00:00:00.000Z'],
    ['off', '2026-01-31T10:00:00.000Z', null],
    ['off', null, null],
  ] as const)('%s after %s: %s', (rhythm, last, due) => expect(drillDueAt(rhythm, last, since)).toBe(due));
});
