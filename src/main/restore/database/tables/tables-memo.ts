import * as z from 'zod';
import type { StepContext } from '../../step.ts';
import { CodeObject, SchemaContent } from '../swap/schema-content.ts';
import { ForeignKey } from './foreign-keys.ts';

/** Rows that are merged into one table. */
export const MergeMemo = z.object({
  table: z.string(),
  /** In the old schema: the keys of the rows that are added, and what each of them holds. */
  keys: z.string(),
  /** The columns a row is told by, and those that are filled. */
  key: z.array(z.string()),
  columns: z.array(z.string()),
});
export type MergeMemo = z.infer<typeof MergeMemo>;

/** What a switch of single tables writes down before it changes anything live. */
export const TablesMemo = z.object({
  /** The replaced tables, their triggers and defaults: as they were live, and as they were imported. A table that was not live is in the second alone. */
  old: SchemaContent,
  new: SchemaContent,
  /** Foreign keys of the replaced tables as they were live and as they were imported, and those of other live tables that lead to them. */
  keys: z.object({ old: z.array(ForeignKey), new: z.array(ForeignKey), inbound: z.array(ForeignKey) }),
  /** Foreign keys of other tables to the restored ones that came or changed after the switch; known only once an undo has begun. */
  since: z.array(ForeignKey),
  merges: z.array(MergeMemo),
  /** Of the tables that rows are merged into: none may run for a row that is only put back. */
  mergeTriggers: z.array(CodeObject),
  /** All rows are in and the triggers are back: from then on the triggers of these tables are what whoever changes them makes of them. */
  merged: z.boolean().default(false),
  /** What those were when an undo began; null until then. */
  undoTriggers: z.array(CodeObject).nullable().default(null),
  /** Tables that wait in live under another name for their triggers to be dropped; kept before they get it. */
  parked: z.array(z.object({ name: z.string(), table: z.string(), to: z.enum(['old', 'aside']) })),
  /** Kept before the first statement that changes something live: from then on nothing of it is read anew. */
  begun: z.boolean(),
});
export type TablesMemo = z.infer<typeof TablesMemo>;

/** Null: the step has written nothing yet. */
export function tablesMemo(memo: unknown): TablesMemo | null {
  const parsed = TablesMemo.safeParse(memo);
  return parsed.success ? parsed.data : null;
}

/** Changes what the step wrote down; durable when it returns. */
export function keeperOf(context: Pick<StepContext, 'memo' | 'keepMemo'>): (change: Partial<TablesMemo>) => void {
  return (change) => context.keepMemo({ ...tablesMemo(context.memo()), ...change });
}
