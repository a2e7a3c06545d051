import * as z from 'zod';
import { SiteId } from './ids.ts';
import { Instant } from './instant.ts';

/** Through what the action came. `scheduler`: nobody asked; Holdfast did it by itself, in the host that was open. */
export const AuditHost = z.enum(['window', 'browser', 'terminal', 'agent', 'scheduler']);
export type AuditHost = z.infer<typeof AuditHost>;

export const AuditActor = z.object({
  /** Name of the account at the operating system. */
  user: z.string(),
  machine: z.string(),
  appVersion: z.string(),
  host: AuditHost,
});
export type AuditActor = z.infer<typeof AuditActor>;

/** `refused`: the call came back with a problem. The others are how a job ended; `done` is both. */
export const AuditOutcome = z.enum(['done', 'warning', 'refused', 'failed', 'cancelled', 'paused', 'interrupted']);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

/** What an entry says; its place in the chain is added when it is written. */
export const AuditEvent = z.object({
  at: Instant,
  actor: AuditActor,
  /** Stable: the name of the call (`site.edit`), or `job.` and the kind of the job that ended (`job.prune`), or what Holdfast did by itself (`bin.purge`). */
  action: z.string(),
  /** What it did to customers' data or to what guards them. */
  effect: z.enum(['change', 'read']),
  siteId: SiteId.nullable(),
  /** Ids, and the parameters that matter; never a secret. */
  details: z.record(z.string(), z.json()),
  outcome: AuditOutcome,
  /** Code of the problem; null when there was none. */
  problem: z.string().nullable(),
  /** The name it was left under in the inbox, by a command beside a Holdfast that had the data folder; no two entries have the same. Absent: written at once. */
  leftAs: z.string().max(100).optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** One link of the chain. */
export const AuditEntry = AuditEvent.extend({
  /** From 1, without gaps. */
  seq: z.int().positive(),
  /** SHA-256, hex, of the hash before it and of everything above as canonical JSON. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilter = z.strictObject({
  /** Searched in the action, the account, the machine, the problem and the details. Empty: everything. */
  text: z.string().max(200),
  /** Exact. */
  action: z.string().max(100).nullable(),
  siteId: SiteId.nullable(),
  /** `trouble`: whatever did not end as `done`. */
  outcome: z.union([AuditOutcome, z.literal('trouble')]).nullable(),
  /** At or after, UTC. */
  from: Instant.nullable(),
  /** Before, UTC. */
  until: Instant.nullable(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const NO_AUDIT_FILTER: AuditFilter = { text: '', action: null, siteId: null, outcome: null, from: null, until: null };

export const AuditPage = z.object({
  /** Newest first. */
  rows: z.array(AuditEntry),
  total: z.int().nonnegative(),
  /** Every action there is an entry of, by name: to choose from. */
  actions: z.array(z.string()),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** Where the chain breaks first. */
export const AuditBreak = z.object({
  /** Of the first entry that is not as it was written, or is missing. */
  seq: z.int().positive(),
  kind: z.enum(['changed', 'missing', 'out-of-order', 'anchor', 'copy-differs', 'unreadable']),
  /** One sentence. */
  text: z.string(),
});
export type AuditBreak = z.infer<typeof AuditBreak>;

/** Whether the record is whole, from the oldest entry that is kept to the newest. */
export const AuditVerdict = z.object({
  checkedAt: Instant,
  entries: z.int().nonnegative(),
  firstSeq: z.int().positive().nullable(),
  lastSeq: z.int().positive().nullable(),
  /** Hash of the newest entry: written down elsewhere, it shows later that nothing up to it was changed. Null: no entry. */
  head: z.string().nullable(),
  /** Entries up to this one were let go by the record's own retention. */
  prunedTo: z.int().nonnegative(),
  /** The file beside the catalog that holds the same entries. */
  copy: z.enum(['same', 'behind', 'none', 'differs']),
  broken: AuditBreak.nullable(),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;

export const AuditSettings = z.strictObject({
  /** Days an entry is kept. */
  keepDays: z.int().min(90).max(36_500),
});
export type AuditSettings = z.infer<typeof AuditSettings>;

/** Three years: longer than most claims about a customer's data take to be made. */
export const DEFAULT_AUDIT_SETTINGS: AuditSettings = { keepDays: 1096 };
