import * as z from 'zod';
import { SiteId } from './ids.ts';

export const LearningStepId = z.enum(['first-backup', 'commands', 'alone', 'restore', 'card', 'protected']);
export type LearningStepId = z.infer<typeof LearningStepId>;

/** One step of the way to "you are protected"; it looks at what is so, nobody ticks it. */
export const LearningStep = z.object({
  id: LearningStepId,
  title: z.string(),
  /** Why, and what to do. */
  about: z.string(),
  done: z.boolean(),
  /** What was found: "aurora-market: 3 backups, the newest intact on this computer". */
  found: z.string(),
  /** The same at the terminal. */
  commands: z.array(z.string()),
  /** The button that goes there; null when there is nothing to open. */
  action: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('open'),
        label: z.string(),
        screen: z.enum(['add-server', 'fleet', 'places', 'drills', 'documents', 'checklist']),
      }),
      z.object({ kind: z.literal('open-site'), label: z.string(), siteId: SiteId }),
    ])
    .nullable(),
});
export type LearningStep = z.infer<typeof LearningStep>;

export const LearningPath = z.object({
  steps: z.array(LearningStep),
  done: z.int().nonnegative(),
  /** The operator put the guide away; it stays in reach under its address. */
  putAway: z.boolean(),
});
export type LearningPath = z.infer<typeof LearningPath>;
