import { describe, expect, it } from 'vitest';
import type { DumpTool } from '../../../src/main/capture/database/dump-tool.ts';
import type { LiveInventory } from '../../../src/main/capture/database/live-inventory.ts';
import { planDump } from '../../../src/main/capture/database/plan-dump.ts';

const live: LiveInventory = {
  serverVersion: '10.11.14-MariaDB',
  isMariaDb: true,
  privileges: new Set(['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT', 'EXECUTE']),
  tables: [
    { name: 'b', engine: 'InnoDB', transactional: true, approximateRows: 3 },
    { name: 'a', engine: 'InnoDB', transactional: true, approximateRows: 0 },
  ],
  views: [{ name: 'v', broken: null }],
  routines: [{ name: 'procedure p', readable: true }],
  sequences: ['sequence s'],
  triggers: ['t'],
  events: ['e'],
  schemaDefaults: { characterSet: 'utf8mb4', collation: 'utf8mb4_unicode_ci' },
  approximateBytes: 0,
};
const mariadb: DumpTool = {
  path: '/usr/bin/mariadb-dump',
  flavour: 'mariadb',
  version: '',
  options: new Set(['no-tablespaces']),
  compressions: new Set(['none']),
};
const mysql8: DumpTool = { ...mariadb, flavour: 'mysql', options: new Set(['no-tablespaces', 'set-gtid-purged', 'column-statistics']) };

describe('planning a dump', () => {
  it('expects everything and warns of nothing when all privileges are there', () => {
    const plan = planDump(live, mariadb, 'shop', 'full');
    expect(plan.expected).toEqual({
      tables: ['a', 'b'],
      views: ['v'],
      routines: ['procedure p', 'sequence s'],
      triggers: ['t'],
      events: ['e'],
    });
    expect(plan.warnings).toEqual([]);
    expect(plan.flags).toEqual(
      expect.arrayContaining(['--single-transaction', '--quick', '--hex-blob', '--routines', '--triggers', '--events']),
    );
    expect(plan.flags).toEqual(expect.arrayContaining(['--default-character-set=utf8mb4', '--no-tablespaces']));
  });

  it("gives MySQL's own flags only to the tool that knows them", () => {
    const own = ['--set-gtid-purged=OFF', '--column-statistics=0'];
    expect(planDump(live, mysql8, 'shop', 'full').flags).toEqual(expect.arrayContaining(own));
    expect(planDump(live, mariadb, 'shop', 'full').flags.filter((flag) => own.includes(flag))).toEqual([]);
  });

  it.each([
    ['TRIGGER', '--skip-triggers'],
    ['EVENT', '--skip-events'],
    ['EXECUTE', '--routines'],
  ] as const)('leaves out and names what %s would show', (privilege, flag) => {
    const privileges = new Set(live.privileges);
    privileges.delete(privilege);
    const plan = planDump({ ...live, privileges }, mariadb, 'shop', 'full');
    expect(plan.flags).toContain(flag);
    expect(plan.warnings).toHaveLength(1);
    expect(plan.warnings[0]?.text).toContain(`lacks ${privilege}`);
  });

  it('leaves out and names views without SHOW VIEW, and views the server itself cannot use', () => {
    const privileges = new Set(live.privileges);
    privileges.delete('SHOW VIEW');
    const without = planDump({ ...live, privileges }, mariadb, 'shop', 'full');
    expect(without.flags).toContain('--ignore-table=shop.v');
    expect(without.expected.views).toEqual([]);
    expect(without.warnings.map(({ code }) => code)).toEqual(['privilege-missing-show-view']);

    const broken = planDump({ ...live, views: [...live.views, { name: 'w', broken: 'definer is gone' }] }, mariadb, 'shop', 'full');
    expect(broken.flags).toContain('--ignore-table=shop.w');
    expect(broken.expected.views).toEqual(['v']);
    expect(broken.warnings[0]?.text).toContain('definer is gone');
  });

  it('leaves out all routines when one cannot be read, and names them', () => {
    const plan = planDump({ ...live, routines: [...live.routines, { name: 'function f', readable: false }] }, mariadb, 'shop', 'full');
    expect(plan.flags).toContain('--skip-routines');
    expect(plan.expected.routines).toEqual(['sequence s']);
    expect(plan.warnings[0]?.text).toContain('function f');
    expect(plan.warnings[0]?.text).toContain('procedure p');
  });

  it('takes only definitions for structure and only rows for data, without warnings about what the kind leaves out', () => {
    const privileges = new Set(['SELECT'] as const);
    const structure = planDump(live, mariadb, 'shop', 'structure');
    expect(structure.flags).toEqual(expect.arrayContaining(['--no-data', '--routines', '--triggers', '--events']));
    const data = planDump({ ...live, privileges }, mariadb, 'shop', 'data');
    expect(data.flags).toEqual(expect.arrayContaining(['--no-create-info', '--skip-routines', '--skip-triggers', '--skip-events']));
    expect(data.expected).toEqual({ tables: ['a', 'b'], views: [], routines: [], triggers: [], events: [] });
    expect(data.warnings).toEqual([]);
  });
});
