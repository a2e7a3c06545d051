import * as z from 'zod';
import { ProofLevel } from './backup.ts';
import { DiskRow } from './disk.ts';
import { BackupId, DrillId, JobId, PlaceId, ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { NextAction } from './next-action.ts';

/** From best to worst. On screen `warning` reads "At risk". */
export const HealthLevel = z.enum(['excellent', 'good', 'warning', 'critical']);
export type HealthLevel = z.infer<typeof HealthLevel>;

/** The least score of each level. */
export const LEVEL_FROM: Readonly<Record<HealthLevel, number>> = { excellent: 95, good: 80, warning: 60, critical: 0 };

export function levelOf(score: number): HealthLevel {
  if (score >= LEVEL_FROM.excellent) return 'excellent';
  if (score >= LEVEL_FROM.good) return 'good';
  return score >= LEVEL_FROM.warning ? 'warning' : 'critical';
}

export const HEALTH_WORDS: Readonly<Record<HealthLevel, string>> = {
  excellent: 'Excellent',
  good: 'Good',
  warning: 'At risk',
  critical: 'Critical',
};

/** Where the evidence of a statement lies: what a screen opens when the statement is followed. */
export const Evidence = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site'), siteId: SiteId }),
  z.object({ kind: z.literal('backup'), backupId: BackupId }),
  z.object({ kind: z.literal('place'), placeId: PlaceId }),
  z.object({ kind: z.literal('job'), jobId: JobId }),
  z.object({ kind: z.literal('drill'), drillId: DrillId }),
  z.object({ kind: z.literal('drills'), siteId: SiteId }),
  z.object({ kind: z.literal('server'), serverId: ServerId }),
  z.object({ kind: z.literal('schedule'), siteId: SiteId }),
  z.object({ kind: z.literal('retention'), siteId: SiteId }),
  z.object({ kind: z.literal('recovery'), siteId: SiteId }),
]);
export type Evidence = z.infer<typeof Evidence>;

/** The parts of the score and their points, which make 100. */
export const FACTOR_POINTS = { age: 30, verification: 25, diversity: 10, retention: 10, compression: 5, errors: 20 } as const;
export const HealthFactorId = z.enum(['age', 'verification', 'diversity', 'retention', 'compression', 'errors']);
export type HealthFactorId = z.infer<typeof HealthFactorId>;

const Ground = {
  /** Why, one sentence with its figures. */
  text: z.string(),
  evidence: Evidence,
  /** What would mend it. */
  action: NextAction,
};

/** `points` of at most `of`. */
export const HealthFactor = z.object({ id: HealthFactorId, points: z.int().nonnegative(), of: z.int().positive(), ...Ground });
export type HealthFactor = z.infer<typeof HealthFactor>;

/** However many points there are, the score is at most `at`. */
export const HealthCapId = z.enum(['no-offsite-copy', 'no-drill']);
export type HealthCapId = z.infer<typeof HealthCapId>;
export const CAP_AT: Readonly<Record<HealthCapId, number>> = { 'no-offsite-copy': 79, 'no-drill': 94 };
export const HealthCap = z.object({ id: HealthCapId, at: z.int(), ...Ground });
export type HealthCap = z.infer<typeof HealthCap>;

/** Something that keeps points away. `gain`: by how much the score rises when this alone is mended; 0 where a cap holds it down all the same. */
export const HealthReason = z.object({ id: z.union([HealthFactorId, HealthCapId]), gain: z.int().nonnegative(), ...Ground });
export type HealthReason = z.infer<typeof HealthReason>;

/** One action with what it brings: `from` -> `to`. */
export const HealthStep = z.object({ ...Ground, from: z.int(), to: z.int() });
export type HealthStep = z.infer<typeof HealthStep>;

/** The health of a site from facts alone: what the factors make, held down by the caps. */
export const SiteHealth = z.object({
  score: z.int().min(0).max(100),
  level: HealthLevel,
  /** Before the caps. */
  formula: z.int().min(0).max(100),
  factors: z.array(HealthFactor),
  /** Those that hold, the lowest first. */
  caps: z.array(HealthCap),
  /** What brings most first. */
  reasons: z.array(HealthReason),
  /** The most urgent first; empty: nothing is to be done. */
  steps: z.array(HealthStep),
});
export type SiteHealth = z.infer<typeof SiteHealth>;

/** Allowed data loss and time to recover. `rpoMinutes` null: the default holds. */
export const HealthTargets = z.strictObject({
  rpoMinutes: z.int().positive().max(525_600).nullable(),
  rtoMinutes: z.int().positive().max(525_600).nullable(),
});
export type HealthTargets = z.infer<typeof HealthTargets>;

/** A site is backed up once a day unless its operator says otherwise. */
export const DEFAULT_RPO_MINUTES = 24 * 60;

/** The clock of a site: the age of its newest good copy against what is allowed, in milliseconds. */
export const RpoStatus = z.object({
  newestGoodAt: Instant.nullable(),
  /** Null: there is no good copy. */
  ageMs: z.int().nonnegative().nullable(),
  targetMs: z.int().positive(),
  /** `near`: less than a twelfth of what is allowed is left. */
  level: z.enum(['within', 'near', 'over', 'none']),
});
export type RpoStatus = z.infer<typeof RpoStatus>;

/** Time to recover the data as the last drill that passed measured it. */
export const RtoStatus = z.object({
  measuredMs: z.int().nonnegative().nullable(),
  measuredAt: Instant.nullable(),
  drillId: DrillId.nullable(),
  targetMs: z.int().positive().nullable(),
  level: z.enum(['within', 'over', 'not-measured', 'no-target']),
});
export type RtoStatus = z.infer<typeof RtoStatus>;

/** One day of this computer's zone, `2026-11-26`. */
export const Day = z.iso.date();

/**
 * What became of a site on one day. `made`: a backup, with the best proof of its copies (null: no copy of it is left or each failed). `failed`: an attempt
 * that made none. `none`: neither.
 */
export const NightMark = z.object({
  day: Day,
  state: z.enum(['made', 'failed', 'running', 'none']),
  level: ProofLevel.nullable(),
  /** Off the site's own trend. */
  isOffRange: z.boolean(),
  backups: z.int().nonnegative(),
  /** Newest of the day. */
  backupId: BackupId.nullable(),
  bytes: z.int().nonnegative(),
});
export type NightMark = z.infer<typeof NightMark>;

/** How many days the strip of a site shows, today the last. */
export const NIGHTS = 30;

export const CheckVerdict = z.enum(['ok', 'attention', 'failed', 'not-known']);
export type CheckVerdict = z.infer<typeof CheckVerdict>;

/** One check with a limit of its own. */
export const HealthCheckId = z.enum(['age', 'integrity', 'count', 'disk', 'retention']);
export type HealthCheckId = z.infer<typeof HealthCheckId>;
export const HealthCheck = z.object({
  id: HealthCheckId,
  label: z.string(),
  /** What is wanted: "at most 48 h". */
  wanted: z.string(),
  found: z.string(),
  verdict: CheckVerdict,
  evidence: Evidence,
  action: NextAction,
});
export type HealthCheck = z.infer<typeof HealthCheck>;

/** A component of the whole, told from its checks. `not-set-up`: nothing is asked of it. */
export const HealthComponentId = z.enum(['backups', 'optimisation', 'integrity']);
export type HealthComponentId = z.infer<typeof HealthComponentId>;
export const HealthComponent = z.object({
  id: HealthComponentId,
  label: z.string(),
  state: z.enum(['healthy', 'attention', 'unhealthy', 'not-set-up', 'not-known']),
  text: z.string(),
});
export type HealthComponent = z.infer<typeof HealthComponent>;

/** The health check of one site, with all its evidence. */
export const SiteHealthReport = z.object({
  siteId: SiteId,
  siteName: z.string(),
  checkedAt: Instant,
  health: SiteHealth,
  rpo: RpoStatus,
  rto: RtoStatus,
  targets: HealthTargets,
  checks: z.array(HealthCheck),
  components: z.array(HealthComponent),
  disks: z.array(DiskRow),
});
export type SiteHealthReport = z.infer<typeof SiteHealthReport>;

export const FleetStep = HealthStep.extend({ siteId: SiteId, siteName: z.string() });
export type FleetStep = z.infer<typeof FleetStep>;

/** The fleet is as well as its worst site. */
export const FleetHealth = z.object({
  checkedAt: Instant,
  /** Null: there is no site. */
  score: z.int().min(0).max(100).nullable(),
  level: HealthLevel.nullable(),
  worst: z.object({ siteId: SiteId, siteName: z.string() }).nullable(),
  /** Worst first. */
  sites: z.array(z.object({ siteId: SiteId, siteName: z.string(), health: SiteHealth, rpo: RpoStatus, rto: RtoStatus })),
  /** The most urgent first, over all sites. */
  steps: z.array(FleetStep),
});
export type FleetHealth = z.infer<typeof FleetHealth>;

/** How far back the trend goes, today the last day. */
export const TREND_DAYS = 90;

/** A day without a record has no score: it is not known. */
export const HealthDay = z.object({ day: Day, score: z.int().min(0).max(100).nullable(), lowest: z.int().min(0).max(100).nullable() });
export type HealthDay = z.infer<typeof HealthDay>;

/** Of one site, or (`siteId` null) of the fleet: of each day the worst of the sites that were recorded. */
export const HealthTrend = z.object({
  siteId: SiteId.nullable(),
  days: z.array(HealthDay),
  /** Days with a record. */
  known: z.int().nonnegative(),
});
export type HealthTrend = z.infer<typeof HealthTrend>;
