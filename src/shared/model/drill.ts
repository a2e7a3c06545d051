import * as z from 'zod';
import { BackupId, DrillId, PlaceId, ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { Problem } from './problem.ts';
import { DatabaseAddress } from './source.ts';

/**
 * Where a drill restores to. `this-computer`: a database server of its own, made for the drill and removed afterwards. `server`: a scratch schema on a
 * database server the operator marked for it; its password lies in the secret store under `drill:SITE`.
 */
export const DrillTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('this-computer') }),
  z.object({ kind: z.literal('server'), serverId: ServerId, address: DatabaseAddress, user: z.string().min(1).max(128) }),
]);
export type DrillTarget = z.infer<typeof DrillTarget>;

/**
 * The operator's own condition: one value out of a statement that only reads, compared. `age-below`: the value is a time in UTC, `expected` is hours, measured
 * back from the time of the backup. NOW() is that time as well.
 */
export const Assertion = z.strictObject({
  title: z.string().trim().min(1).max(200),
  /** Null: the first database of the backup. */
  database: z.string().max(64).nullable(),
  sql: z.string().trim().min(1).max(10_000),
  comparison: z.enum(['equals', 'not-equals', 'above', 'below', 'age-below']),
  expected: z.string().max(1000),
});
export type Assertion = z.infer<typeof Assertion>;

export const DrillSettings = z.strictObject({
  rhythm: z.enum(['off', 'monthly', 'quarterly']),
  target: DrillTarget,
  assertions: z.array(Assertion).max(100),
  /** Files of the media that are restored and hashed. */
  sampleFiles: z.int().min(0).max(10_000),
});
export type DrillSettings = z.infer<typeof DrillSettings>;

export const DEFAULT_DRILL_SETTINGS: DrillSettings = {
  rhythm: 'monthly',
  target: { kind: 'this-computer' },
  assertions: [],
  sampleFiles: 20,
};

export const DrillPhase = z.object({ name: z.string(), ms: z.int().nonnegative() });
export type DrillPhase = z.infer<typeof DrillPhase>;

export const AssertionResult = Assertion.extend({ found: z.string(), ok: z.boolean() });
export type AssertionResult = z.infer<typeof AssertionResult>;

/** A timed test restore, with its evidence. */
export const Drill = z.object({
  id: DrillId,
  siteId: SiteId,
  siteName: z.string(),
  backupId: BackupId,
  backupAt: Instant,
  placeId: PlaceId,
  placeName: z.string(),
  /** For people: "a database server of its own on this computer, MariaDB 10.11.14". */
  targetName: z.string(),
  startedAt: Instant,
  endedAt: Instant,
  /** `aborted`: it could not be carried through (no server program, line lost); it says nothing of the backup. */
  outcome: z.enum(['passed', 'failed', 'aborted']),
  phases: z.array(DrillPhase),
  /** From the first byte read to the last comparison, milliseconds: the measured RTO of the data. */
  restoreMs: z.int().nonnegative().nullable(),
  databases: z.array(
    z.object({ database: z.string(), tables: z.int().nonnegative(), rows: z.int().nonnegative(), differences: z.array(z.string()) }),
  ),
  assertions: z.array(AssertionResult),
  media: z.object({ sampled: z.int().nonnegative(), bytes: z.int().nonnegative(), differences: z.array(z.string()) }).nullable(),
  /** Of the sealed settings: `differs` is not what the manifest says, `no-key` only looks right from outside. Absent: there are none, or not reached. */
  settings: z.enum(['opened', 'no-key', 'differs']).optional(),
  problem: Problem.nullable(),
});
export type Drill = z.infer<typeof Drill>;

export const DrillStatus = z.object({
  settings: DrillSettings,
  /** Newest first, at most 100. */
  drills: z.array(Drill),
  lastPassedAt: Instant.nullable(),
  /** Null: no rhythm. */
  dueAt: Instant.nullable(),
  /** What was found on this computer: "MariaDB 10.11.14"; null: no program of a database server. */
  localServer: z.string().nullable(),
});
export type DrillStatus = z.infer<typeof DrillStatus>;
