import * as z from 'zod';

/** The numbered steps for one outcome of the decision tree. */
export const RunbookId = z.enum(['data', 'hacked', 'tables', 'undo-update', 'media', 'new-server', 'practice']);
export type RunbookId = z.infer<typeof RunbookId>;

/** What Holdfast can do in a restore, and what a person must do (`guide`). The journal of a restore knows its steps by these names. */
export const StepKind = z.enum([
  'check-target',
  'keep-evidence',
  'safety-copy',
  'import',
  'unpack-media',
  'compare',
  'decide',
  'maintenance-on',
  'last-rows',
  'switch',
  'in-place',
  'clear-caches',
  'migrate',
  'smoke',
  'maintenance-off',
  'backup-after',
  'guide',
]);
export type StepKind = z.infer<typeof StepKind>;

/** One step of a plan, as it is shown before it runs. */
export const PlanStep = z.object({
  /** Unique in its plan: `import:aurora_shop`. */
  id: z.string(),
  kind: StepKind,
  title: z.string(),
  /** Exactly what will run, for people to read; empty when nothing runs on the server. */
  commands: z.array(z.string()),
  /** One sentence: what is different afterwards. */
  changes: z.string(),
  /** One sentence: how it is undone. */
  undo: z.string(),
  /** From the first step with `true` on, the live site changes. */
  touchesLive: z.boolean(),
  /** Milliseconds, from drills and measured rates; null: not known. */
  estimatedMs: z.int().nonnegative().nullable(),
});
export type PlanStep = z.infer<typeof PlanStep>;
