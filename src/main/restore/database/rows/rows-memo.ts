import * as z from 'zod';
import type { StepContext } from '../../step.ts';
import type { Fences } from './number-fences.ts';

const Numbers = z.record(z.string(), z.string().regex(/^\d+$/));
const RowsMemo = z.object({ fences: Numbers, firstLater: Numbers });

export function lastRowsId(database: string): string {
  return `last-rows:${database}`;
}

/** What the first of the two steps wrote down; no fences when it did not run. */
export function fencesOf({ memoOf }: Pick<StepContext, 'memoOf'>, database: string): Fences {
  const read = RowsMemo.safeParse(memoOf(lastRowsId(database)));
  return read.success ? read.data : { fences: {}, firstLater: {} };
}
