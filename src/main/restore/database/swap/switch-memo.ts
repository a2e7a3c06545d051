import * as z from 'zod';
import { RightsRefused, RoutineRight } from './routine-rights.ts';
import { SchemaContent } from './schema-content.ts';

/** What a switch of schemas writes down before it changes anything. */
const SwitchMemo = z.object({
  /** What was live, and what was imported. */
  old: SchemaContent,
  new: SchemaContent,
  /** Kept before the first statement that changes something live: from then on neither of the two is read anew. */
  begun: z.boolean(),
  /** Rights on single routines of the live schema before the switch. */
  rights: z.array(RoutineRight).default([]),
  /** What they were when an undo began; null until then. */
  rightsSince: z.array(RoutineRight).nullable().default(null),
  rightsRefused: RightsRefused,
});
export type SwitchMemo = z.infer<typeof SwitchMemo>;

/** Null: the step has written nothing yet. */
export function switchMemo(memo: unknown): SwitchMemo | null {
  const parsed = SwitchMemo.safeParse(memo);
  return parsed.success ? parsed.data : null;
}

const ImportMemo = z.object({ enabledEvents: z.array(z.string()) });

/** Events that run when they are live, as the import wrote them down; it makes them disabled. Null: it wrote nothing. */
export function enabledInImport(memo: unknown): readonly string[] | null {
  const parsed = ImportMemo.safeParse(memo);
  return parsed.success ? parsed.data.enabledEvents : null;
}
