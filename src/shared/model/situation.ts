import * as z from 'zod';
import { Instant } from './instant.ts';
import { SitePath } from './source.ts';

/** What happened, as the operator answers it: the first fork of the decision tree (`decision-tree.ts`). */
export const Branch = z.enum(['data-damaged', 'hacked', 'table-dropped', 'update-failed', 'media-broken', 'server-gone', 'practice']);
export type Branch = z.infer<typeof Branch>;

/** The answers so far. What was not asked on this branch keeps its empty value. */
export const Situation = z.strictObject({
  branch: Branch,
  noticedAt: Instant,
  /** First sign of it; null: not known, or not asked. */
  firstSignAt: Instant.nullable(),
  /** Hours before the first sign that are not trusted either; asked when the site was hacked. */
  marginHours: z.int().min(0).max(720),
  /** Tables it is about; empty: all, or not asked. */
  tables: z.array(z.string().min(1).max(64)).max(1000),
  /** Files and folders below the site's root it is about; empty: all, or not asked. */
  paths: z.array(SitePath).max(1000),
  /** Whether visitors still change data; null: not known. */
  stillWriting: z.boolean().nullable(),
});
export type Situation = z.infer<typeof Situation>;
