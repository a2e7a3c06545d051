import { randomUUID } from 'node:crypto';
import { endChildrenOfRun, RUN_VARIABLE, sweepOrphans } from './children.ts';

/** Vitest's global set-up: a test that timed out never disposes its servers, so the end of the run does. */
export function setup(): () => void {
  const run = randomUUID();
  process.env[RUN_VARIABLE] = run;
  sweepOrphans();
  return () => {
    const left = endChildrenOfRun(run);
    if (left.length > 0) console.warn(`The lab ended what tests had left behind: ${left.join(', ')}`);
  };
}
