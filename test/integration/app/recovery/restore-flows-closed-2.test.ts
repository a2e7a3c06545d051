import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAndSettle, type Damaged, damagedSite, SWAP_STEPS } from './closed-in-steps.ts';

describe('the app is closed around the switch', () => {
  let site: Damaged;
  beforeAll(async () => {
    site = await damagedSite();
  }, 120_000);
  afterAll(() => site.world[Symbol.asyncDispose]());

  it.each(SWAP_STEPS.slice(5, 9))(
    'in %s: visitors are served throughout, and the next start leaves all old or all new',
    async (stepId) => {
      const plan = await closeAndSettle(site, stepId);
      expect(plan.steps.map(({ id }) => id)).toEqual(SWAP_STEPS);
    },
    120_000,
  );
});
