import * as z from 'zod';
import type { StepContext } from '../../step.ts';
import { RightsRefused, RoutineRight } from '../swap/routine-rights.ts';
import { CodeObject } from '../swap/schema-content.ts';
import { ForeignKey } from '../tables/foreign-keys.ts';

/** What an import in place writes down before it changes anything. */
const InPlaceMemo = z.object({
  /** Kept before the first statement that changes something live. */
  begun: z.boolean(),
  /** Null: all of the schema. Else the tables it is about, as the server spells them. */
  tables: z.array(z.string()).nullable(),
  /** Of rows alone: the triggers of the tables that stay, taken off while rows are put in. */
  triggers: z.array(CodeObject),
  /** Foreign keys of tables that came since, taken off while a safety copy brings their names back. */
  keys: z.array(ForeignKey).default([]),
  /** Rights on single routines as they were live. */
  rights: z.array(RoutineRight).default([]),
  rightsRefused: RightsRefused,
});
export type InPlaceMemo = z.infer<typeof InPlaceMemo>;

/** Null: nothing live was changed, or it was all taken back. */
export function begunMemo(context: Pick<StepContext, 'memo'>): InPlaceMemo | null {
  const parsed = InPlaceMemo.safeParse(context.memo());
  return parsed.success && parsed.data.begun ? parsed.data : null;
}
