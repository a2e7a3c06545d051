import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Restore, RestorePlan } from '../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../lab/inventory.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
import { truthOf, visitorsOf } from '../app/recovery/flows.ts';
import { holdfastIn, registerSite, type Holdfast } from './holdfast.ts';

let lab: Lab;
let holdfast: Holdfast;
let good: DatabaseTruth;
let damaged: DatabaseTruth;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  holdfast = await holdfastIn();
  await registerSite(holdfast, lab);
  await holdfast.json(0, 'backup', 'run', 'aurora');
  good = await truthOf({ lab });
  await lab.mariadb.sql('DELETE FROM orders WHERE id > 104000', { database: lab.site.database });
  damaged = await truthOf({ lab });
}, 120_000);
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

/** Ends the process without a word in the moment a step begins. What was seen of the live site meanwhile is all old or all new. */
async function killIn(stepId: string): Promise<RestorePlan> {
  const { plan } = await holdfast.json<{ plan: RestorePlan }>(0, 'restore', 'plan', 'aurora', '--branch', 'data-damaged');
  const number = plan.steps.findIndex(({ id }) => id === stepId) + 1;
  const visitors = visitorsOf(lab, 'SELECT COUNT(*) AS orders FROM orders');
  const { child, ended } = holdfast.start('restore', 'run', plan.id, '--confirm', 'aurora');
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const line = new RegExp(`^\\[${number}/\\d+\\] .*: \\.\\.\\.$`, 'mu');
  try {
    await waitFor(stepId, 90_000, () => Promise.resolve(line.test(said) ? true : undefined));
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
  const { failures, answers } = await visitors.stop();
  expect([failures, answers.size <= 2]).toEqual([[], true]);
  return plan;
}

async function settle(plan: RestorePlan, how: '--continue' | '--roll-back'): Promise<Restore['state']> {
  const { restore } = await holdfast.json<{ restore: Restore }>(0, 'restore', 'settle', plan.id, how);
  return restore.state;
}

async function schemas(): Promise<readonly string[]> {
  const rows = await lab.mariadb.sql('SELECT schema_name AS name FROM information_schema.schemata');
  return rows.map(({ name }) => String(name)).filter((name) => name.includes('__hf_'));
}

describe('a restore whose process is killed', () => {
  it.each(['safety-copy', 'switch:aurora_market', 'verify'])(
    'in %s is taken back to how the site was',
    async (stepId) => {
      const plan = await killIn(stepId);
      expect(await settle(plan, '--roll-back')).toBe('rolled-back');
      expect(await truthOf({ lab })).toEqual(damaged);
      // What may have been live meanwhile stays until it is let go; before a switch there is nothing of it.
      expect((await schemas()).length > 0).toBe(stepId !== 'safety-copy');
      if (stepId !== 'safety-copy') await holdfast.json(0, 'restore', 'let-go', plan.id, '--confirm', 'aurora');
      expect(await schemas()).toEqual([]);
    },
    150_000,
  );

  it('in last-rows goes on to its end, and is undone', async () => {
    const plan = await killIn('last-rows:aurora_market');
    expect(await truthOf({ lab })).toEqual(damaged);
    expect(await settle(plan, '--continue')).toBe('done');
    expect(await truthOf({ lab })).toEqual(good);
    await holdfast.json(0, 'restore', 'undo', plan.id, '--confirm', 'aurora');
    expect(await truthOf({ lab })).toEqual(damaged);
  }, 150_000);
});
