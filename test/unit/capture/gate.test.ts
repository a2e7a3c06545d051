import { describe, expect, it } from 'vitest';
import type { DumpIndex } from '../../../src/main/dump-index/dump-index.ts';
import { differences, suspiciouslyEmpty } from '../../../src/main/capture/database/gate.ts';
import type { DumpPlan } from '../../../src/main/capture/database/plan-dump.ts';

const plan: DumpPlan = {
  flags: [],
  warnings: [],
  withStructure: true,
  withData: true,
  expected: { tables: ['a', 'b'], views: ['v'], routines: ['procedure p'], triggers: ['t'], events: ['e'] },
};
const index: DumpIndex = {
  characterSets: ['utf8mb4'],
  serverVersion: null,
  dumpTool: null,
  sandboxLine: false,
  trailer: true,
  altersDatabase: false,
  uncompressedBytes: 100,
  inventory: {
    tables: [
      { name: 'a', rows: 2, definition: [0, 10], data: [10, 20] },
      { name: 'b', rows: 0, definition: [20, 30], data: null },
    ],
    views: ['v'],
    routines: ['procedure p'],
    triggers: ['t'],
    events: ['e'],
  },
};
const with_ = (change: Partial<DumpIndex['inventory']>): DumpIndex => ({ ...index, inventory: { ...index.inventory, ...change } });
const none = new Set<string>();
const table = (name: string, approximateRows: number) => ({
  name,
  approximateRows,
  engine: 'InnoDB',
  transactional: true,
  rowsElsewhere: false,
  versioned: false,
});

describe('the completeness gate', () => {
  it('opens when the dump holds what the server has', () => {
    expect(differences(plan, index, none)).toEqual([]);
  });

  it('names every object of every kind that is missing', () => {
    const empty = with_({ tables: index.inventory.tables.slice(0, 1), views: [], routines: [], triggers: [], events: [] });
    expect(differences(plan, empty, none)).toEqual([
      'table b: on the server, not in the dump',
      'view v: on the server, not in the dump',
      'procedure p: on the server, not in the dump',
      'trigger t: on the server, not in the dump',
      'event e: on the server, not in the dump',
    ]);
  });

  it('names what the dump has and the server had not', () => {
    expect(differences(plan, with_({ views: ['v', 'w'] }), none)).toEqual(['view w: in the dump, not on the server when the dump began']);
  });

  it('does not take rows without a definition for a table', () => {
    const tables = [{ name: 'a', rows: 2, definition: null, data: [10, 20] as [number, number] }, ...index.inventory.tables.slice(1)];
    expect(differences(plan, with_({ tables }), none)).toEqual(['table a: on the server, not in the dump']);
  });

  it('stays closed when a table has many rows on the server and none in the dump', () => {
    expect(suspiciouslyEmpty(plan, index, [table('b', 100)])).toEqual(['b']);
    expect(suspiciouslyEmpty(plan, index, [table('b', 99), table('a', 500)])).toEqual([]);
    expect(suspiciouslyEmpty(plan, index, [{ ...table('b', 500), rowsElsewhere: true }])).toEqual([]);
    expect(differences(plan, index, new Set(['b']))).toEqual(['table b: no rows in the dump, many on the server']);
  });

  it('does not ask for rows in a dump of the structure', () => {
    expect(suspiciouslyEmpty({ ...plan, withData: false }, index, [table('b', 500)])).toEqual([]);
  });
});
