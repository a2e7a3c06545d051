import * as z from 'zod';
import { IncidentId, RestoreId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { RestoreChoice } from './restore.ts';
import { Situation } from './situation.ts';

/** One line of the timeline. Secrets are redacted before it is written. */
export const IncidentEvent = z.object({
  at: Instant,
  kind: z.enum(['sign', 'decision', 'step', 'command', 'problem', 'task', 'note']),
  text: z.string(),
  /** Command with its output, hash, figures; empty when there is nothing to add. */
  detail: z.string(),
});
export type IncidentEvent = z.infer<typeof IncidentEvent>;

/** Something to be done after a restore. */
export const AfterCareTask = z.object({
  id: z.string(),
  title: z.string(),
  hint: z.string(),
  dueAt: Instant,
  /** Done by Holdfast itself. */
  automatic: z.boolean(),
  doneAt: Instant.nullable(),
  note: z.string(),
});
export type AfterCareTask = z.infer<typeof AfterCareTask>;

/** Something happened: every restore belongs to one. Saved as it goes, so that the wizard goes on where it was left. */
export const Incident = z.object({
  id: IncidentId,
  /** `2026-11-21-1`: the day it was opened, in the zone of this computer, and a number. */
  number: z.string(),
  siteId: SiteId,
  siteName: z.string(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  situation: Situation.nullable(),
  /** Last choice of the wizard, whether or not a plan was made of it. */
  choice: RestoreChoice.nullable(),
  /** Newest restore of it; null: none yet. */
  restoreId: RestoreId.nullable(),
  /** The maintenance page was put up before any restore; null: it was not. */
  maintenanceSince: Instant.nullable(),
  bypassUrl: z.string().nullable(),
  timeline: z.array(IncidentEvent),
  tasks: z.array(AfterCareTask),
  note: z.string(),
});
export type Incident = z.infer<typeof Incident>;

export const IncidentSummary = Incident.pick({
  id: true,
  number: true,
  siteId: true,
  siteName: true,
  openedAt: true,
  closedAt: true,
  restoreId: true,
}).extend({
  branch: Situation.shape.branch.nullable(),
  openTasks: z.int().nonnegative(),
});
export type IncidentSummary = z.infer<typeof IncidentSummary>;
