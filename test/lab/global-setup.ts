import { randomUUID } from 'node:crypto';
import { endChildrenOfRun, RUN_VARIABLE, sweepOrphans } from './children.ts';
import { serveShared } from './shared.ts';

/** Vitest's global set-up: a test that timed out never disposes its servers, so the end of the run does. */
export async function setup(): Promise<() => Promise<void>> {
  const run = randomUUID();
  process.env[RUN_VARIABLE] = run;
  sweepOrphans();
  const shared = await serveShared();
  return async () => {
    await shared[Symbol.asyncDispose]();
    const left = endChildrenOfRun(run);
    if (left.length > 0) console.warn(`The lab ended what tests had left behind: ${left.join(', ')}`);
  };
}
