import { describe, expect, it } from 'vitest';
import type { DumpTool } from '../../../src/main/capture/database/dump-tool.ts';
import type { LiveInventory } from '../../../src/main/sites/live-inventory.ts';
import { planDump } from '../../../src/main/capture/database/plan-dump.ts';

const live: LiveInventory = {
  serverVersion: '10.11.14-MariaDB',
  isMariaDb: true,
  privileges: new Set(['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT', 'EXECUTE']),
  tables: [
    { name: 'b', engine: 'InnoDB', transactional: true, rowsElsewhere: false, versioned: false, approximateRows: 3 },
    { name: 'a', engine: 'InnoDB', transactional: true, rowsElsewhere: false, versioned: false, approximateRows: 0 },
  ],
  beside: [],
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
  it('leaves out tables that a restore put beside the live ones', () => {
    const plan = planDump({ ...live, beside: ['__hf_0123456789ab_a'] }, mariadb, 'shop', 'full');
    expect(plan.flags).toContain('--ignore-table=shop.__hf_0123456789ab_a');
    expect(plan.expected.tables).toEqual(['a', 'b']);
    expect(plan.warnings).toEqual([]);
  });

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

  it('warns, for every kind, when the user may see only tables it was given by name', () => {
    const privileges = new Set([...live.privileges].filter((privilege) => privilege !== 'SELECT'));
    for (const kind of ['full', 'structure', 'data'] as const) {
      expect(planDump({ ...live, privileges }, mariadb, 'shop', kind).warnings.map(({ code }) => code)).toContain(
        'privilege-missing-select',
      );
    }
  });

  it('takes the history of versioned tables where the tool can, and says so where it cannot', () => {
    const tables = live.tables.map((table) => ({ ...table, versioned: table.name === 'a' }));
    const able = { ...mariadb, options: new Set(['dump-history']) };
    expect(planDump({ ...live, tables }, able, 'shop', 'full').flags).toContain('--dump-history');
    const unable = planDump({ ...live, tables }, mariadb, 'shop', 'full');
    expect(unable.flags).not.toContain('--dump-history');
    expect(unable.warnings.map(({ code }) => code)).toEqual(['history-left-out']);
  });

  it('names tables whose rows lie elsewhere, but not those that only join other tables', () => {
    const [first, second] = live.tables;
    const tables = [
      { ...first, name: 'far', engine: 'FEDERATED', rowsElsewhere: true },
      { ...second, name: 'joined', engine: 'MRG_MyISAM', rowsElsewhere: true },
    ] as typeof live.tables;
    const { warnings } = planDump({ ...live, tables }, mariadb, 'shop', 'full');
    expect(warnings).toEqual([{ code: 'rows-elsewhere', text: expect.stringContaining('far (FEDERATED)') }]);
  });
});
