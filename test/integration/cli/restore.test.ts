import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../../src/shared/model/incident.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import type { Proposal } from '../../../src/shared/model/proposal.ts';
import type { LossPreview, Restore, RestorePlan, RestoreSummary } from '../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../lab/inventory.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
import { truthOf } from '../app/recovery/flows.ts';
import { holdfastIn, registerSite, type Holdfast } from './holdfast.ts';

interface Planned {
  readonly proposal: Proposal;
  readonly plan: RestorePlan;
}
interface Ran {
  readonly restore: Restore;
}

let lab: Lab;
let holdfast: Holdfast;
let good: DatabaseTruth;
let damaged: DatabaseTruth;
const truth = () => truthOf({ lab });
const damage = (sql: string) => lab.mariadb.sql(sql, { database: lab.site.database });

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  holdfast = await holdfastIn();
  await registerSite(holdfast, lab);
}, 120_000);
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

describe('restores on the command line', () => {
  it('print the tree of what may have happened when nobody says it, and say what is possible without a backup', async () => {
    expect((await holdfast.run('restore', 'list')).stdout).toBe('No restore yet.\n');
    const asked = await holdfast.run('restore', 'plan', 'aurora');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringMatching(/--branch is needed[\s\S]*The site was hacked/u)]);
    const none = await holdfast.json<{ proposal: Proposal; plan: null }>(
      1,
      'restore',
      'plan',
      'aurora',
      '--branch',
      'hacked',
      '--first-sign',
      '26h',
    );
    expect([none.plan, none.proposal.stillPossible.length > 0]).toEqual([null, true]);
    await holdfast.json(0, 'backup', 'run', 'aurora');
    good = await truth();
    await damage('DELETE FROM orders WHERE id > 104000');
    damaged = await truth();
  }, 30_000);

  it('plan without touching anything, and show reasons, losses, checks and every command', async () => {
    const shown = await holdfast.run('restore', 'plan', 'aurora', '--branch', 'data-damaged');
    expect(shown.code).toBe(0);
    expect(shown.stderr).toMatch(/Proposed: .*sound[\s\S]*\+ Unpacked and read to its end/u);
    expect(shown.stdout).toMatch(/orders +5000 +9000|orders +\d+ +\d+ +\+\d+/u);
    expect(shown.stdout).toMatch(
      /Steps; the live site is not touched before step \d+:[\s\S]*\$ [\s\S]*To run it: restore run [0-9a-f]{8} --confirm "aurora"/u,
    );
    expect(shown.stdout).not.toContain(lab.site.user.password);
    expect(await truth()).toEqual(damaged);
  }, 30_000);

  it('do not run without the name of the site, nor with another one, nor as a dry run', async () => {
    const planned = await holdfast.json<Planned>(3, 'restore', 'run', 'aurora', '--branch', 'data-damaged');
    const id = planned.plan.id.slice(0, 8);
    const wrong = await holdfast.json<{ problem: Problem }>(1, 'restore', 'run', id, '--confirm', 'Aurora');
    expect(wrong.problem.code).toBe('restore.confirm-differs');
    await holdfast.json(0, 'restore', 'run', id, '--confirm', 'aurora', '--dry-run');
    const unknown = await holdfast.json<{ problem: Problem }>(1, 'restore', 'run', 'ffffffff', '--confirm', 'aurora');
    expect(unknown.problem.code).toBe('restore.not-found');
    expect(await truth()).toEqual(damaged);
  }, 30_000);

  it('run to their end, say each step, and are undone after what it would cost was said', async () => {
    const ran = await holdfast.run('restore', 'run', 'aurora', '--branch', 'data-damaged', '--confirm', 'aurora');
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(/\[\d+\/\d+\] .*done, [\d.]+/u)]);
    expect(await truth()).toEqual(good);
    const [restore] = await holdfast.json<RestoreSummary[]>(0, 'restore', 'list', 'aurora');
    if (restore === undefined) throw new Error('no restore');
    expect(restore).toMatchObject({ state: 'done', undo: 'armed', targetName: 'aurora' });
    expect((await holdfast.run('restore', 'show', restore.id.slice(0, 8))).stdout).toMatch(/restore undo [0-9a-f]{8} --confirm aurora/u);

    await damage("INSERT INTO orders (customer_id, state, total, placed_at) VALUES (1, 'open', 1, '2026-11-26 13:00:00')");
    const costs = await holdfast.json<{ loss: LossPreview }>(3, 'restore', 'undo', restore.id);
    const orders = costs.loss.databases[0]?.tables.find(({ table }) => table === 'orders');
    const rows = good.tables['orders']?.rows ?? 0;
    expect(orders).toMatchObject({ rowsNow: rows + 1, rowsBackup: rows });
    const said = await holdfast.run('restore', 'undo', restore.id);
    expect([said.code, said.stderr, said.stdout]).toEqual([3, '', expect.stringContaining('aurora_market.orders: 1 rows that came since')]);
    const undone = await holdfast.json<Ran>(0, 'restore', 'undo', restore.id, '--confirm', 'aurora');
    expect(undone.restore.state).toBe('undone');
    expect(await truth()).toEqual(damaged);
    await holdfast.json(3, 'restore', 'let-go', restore.id);
    const gone = await holdfast.json<Ran>(0, 'restore', 'let-go', restore.id, '--confirm', 'aurora');
    expect(gone.restore.undo.state).toBe('let-go');
    const [incident] = await holdfast.json<Pick<Incident, 'number'>[]>(0, 'incident', 'list', 'aurora');
    expect((await holdfast.run('incident', 'show', incident?.number ?? '')).stdout).toContain('Undo confirmed.');
  }, 120_000);

  it('of single tables wait side by side for their choice, and go on by it', async () => {
    const tables = ['--branch', 'table-dropped', '--tables', 'orders,customers', '--action', 'decide'];
    const waiting = await holdfast.run('restore', 'run', 'aurora', ...tables, '--confirm', 'aurora');
    expect([waiting.code, waiting.stdout]).toEqual([
      3,
      expect.stringMatching(/orders +\d+ +\d+ +0 +\d+ +0\n[\s\S]*orders, only then: id \d+; id/u),
    ]);
    expect(await truth()).toEqual(damaged);
    const [restore] = await holdfast.json<RestoreSummary[]>(0, 'restore', 'list', 'aurora');
    const id = restore?.id ?? '';
    expect(waiting.stdout).toMatch(/Side by side, counted at \d{4}-\d\d-\d\dT[\d:.]+Z, rows told by their primary key:/u);
    const onward = await holdfast.json<{ problem: Problem }>(1, 'restore', 'settle', id, '--continue');
    expect([onward.problem.code, onward.problem.detail]).toEqual(['restore.not-decided', 'orders, customers']);
    expect(waiting.stdout).toContain(`restore decide ${id.slice(0, 8)} --with replace|merge|keep-aside --confirm "aurora"`);
    const unknown = await holdfast.run('restore', 'decide', id, '--tables', 'users=merge');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('users does not wait for a decision')]);
    const half = await holdfast.json<{ problem: Problem }>(1, 'restore', 'decide', id, '--tables', 'orders=merge', '--confirm', 'aurora');
    expect([half.problem.code, half.problem.detail]).toEqual(['restore.not-decided', 'customers']);
    const shown = await holdfast.run('restore', 'decide', id, '--with', 'keep-aside', '--tables', 'orders=merge');
    expect([shown.code, shown.stdout]).toEqual([3, expect.stringMatching(/\[live\][\s\S]*To run it: --confirm "aurora"/u)]);
    expect(await truth()).toEqual(damaged);
    const words = ['restore', 'decide', id, '--with', 'keep-aside', '--tables', 'orders=merge', '--confirm', 'aurora'];
    const ran = await holdfast.json<Ran>(0, ...words);
    expect([ran.restore.state, (await truth()).tables['orders']]).toEqual(['done', good.tables['orders']]);
    expect((await holdfast.run('restore', 'decide', id)).stdout).toContain('waits for no decision: it is done');
    await holdfast.json(0, 'restore', 'undo', id, '--confirm', 'aurora');
    expect(await truth()).toEqual(damaged);
    await holdfast.json(0, 'restore', 'let-go', id, '--confirm', 'aurora');
  }, 120_000);

  it('that are killed half way leave the site as it was, and are taken back', async () => {
    const { child, ended } = holdfast.start('restore', 'run', 'aurora', '--branch', 'data-damaged', '--confirm', 'aurora');
    let said = '';
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    await waitFor('the import', 30_000, async () => (/\[\d+\/\d+\] .*[Ii]mport.*: \.\.\./u.test(said) ? true : undefined));
    child.kill('SIGKILL');
    await ended;
    expect(await truth()).toEqual(damaged);
    const [before] = await holdfast.json<RestoreSummary[]>(0, 'restore', 'list', 'aurora');
    const settled = await holdfast.json<Ran>(0, 'restore', 'settle', before?.id ?? '', '--roll-back');
    expect([settled.restore.state, settled.restore.liveTouched]).toEqual(['failed', false]);
    expect(await truth()).toEqual(damaged);
    const schemas = await lab.mariadb.sql('SELECT schema_name AS name FROM information_schema.schemata');
    expect(schemas.map(({ name }) => String(name)).filter((name) => name.includes('__hf_'))).toEqual([]);
  }, 120_000);
});
