import * as z from 'zod';
import type { Unit } from './layout.ts';

/** What the steps for media write down before they change anything: where each folder lies, for the live one may be on its way when it is asked for again. */
const MediaMemo = z.object({
  units: z.array(
    z.object({
      folder: z.string(),
      live: z.string(),
      stage: z.string(),
      old: z.string(),
      ops: z.string(),
      how: z.enum(['swap', 'merge']),
      exact: z.boolean(),
      had: z.boolean(),
    }),
  ),
});

/** Null: the step has written nothing yet. */
export function unitsInMemo(memo: unknown): readonly Unit[] | null {
  const parsed = MediaMemo.safeParse(memo);
  return parsed.success ? parsed.data.units : null;
}

export function memoOf(units: readonly Unit[]): z.infer<typeof MediaMemo> {
  return { units: units.map((unit) => ({ ...unit })) };
}
