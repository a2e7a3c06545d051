import * as z from 'zod';
import { BackupKind } from './backup.ts';
import { BackupId, PlaceId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';

/**
 * Grandfather, father, son: `allDays` keeps everything, then one a day, a week (Monday to Sunday), a month, a year, each for so long after the one before.
 * Of a period the newest stays, as with spatie's cleanup. Days begin at midnight of the policy's zone.
 */
export const Generations = z.object({
  allDays: z.int().min(0).max(3650),
  dailyDays: z.int().min(0).max(3650),
  weeklyWeeks: z.int().min(0).max(520),
  monthlyMonths: z.int().min(0).max(240),
  yearlyYears: z.int().min(0).max(50),
});
export type Generations = z.infer<typeof Generations>;

/**
 * What to keep. A backup stays when any rule keeps it; the size cap then takes the oldest of those no rule protects for ever. Held backups, the newest
 * and the last proven one, and what their chains need, never go.
 */
export const RetentionPolicy = z.object({
  /** Off: nothing is ever deleted by itself. */
  enabled: z.boolean(),
  generations: Generations.nullable(),
  /** Keep for so many days, by kind; a kind without an entry follows the generations alone. */
  maxAgeDays: z.partialRecord(BackupKind, z.int().min(1).max(36500)),
  /** Never fewer than this many, whatever their age. */
  keepNewest: z.int().min(1).max(1000),
  /** Bytes all backups of a site may take in a place; null: no cap. */
  maxBytes: z.int().positive().nullable(),
  /** IANA zone whose days, weeks and months count; null: the zone of this computer. */
  zone: z.string().nullable(),
});
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

/** Spatie's figures (all 7 d, daily 16 d, weekly 8 w, monthly 4 m, yearly 2 y), what the seeds name; 30, 7 and 90 days for full, structure and data by kind. */
export const DEFAULT_RETENTION: RetentionPolicy = {
  enabled: false,
  generations: { allDays: 7, dailyDays: 16, weeklyWeeks: 8, monthlyMonths: 4, yearlyYears: 2 },
  maxAgeDays: {},
  keepNewest: 3,
  maxBytes: null,
  zone: null,
};

/** Whose policy it is: of a site in a place, of a site everywhere, of a place, or (both null) of everything else. The most exact one holds. */
export const RetentionScope = z.strictObject({ siteId: SiteId.nullable(), placeId: PlaceId.nullable() });
export type RetentionScope = z.infer<typeof RetentionScope>;

/** What holds for a scope, and where it was set. */
export const EffectiveRetention = z.object({ policy: RetentionPolicy, setFor: RetentionScope.nullable() });
export type EffectiveRetention = z.infer<typeof EffectiveRetention>;

/** Why a copy stays or goes; `text` is one sentence for people. */
export const RetentionReason = z.object({
  code: z.enum([
    'held',
    'newest',
    'last-proven',
    'chain',
    'all',
    'daily',
    'weekly',
    'monthly',
    'yearly',
    'age',
    'count',
    'retention-off',
    'expired',
    'size-cap',
    'unfinished',
    'future',
    'paused',
  ]),
  text: z.string(),
});
export type RetentionReason = z.infer<typeof RetentionReason>;

export const RetentionDecision = z.object({
  backupId: BackupId,
  siteId: SiteId,
  siteName: z.string(),
  startedAt: Instant,
  kind: BackupKind,
  label: z.string().nullable(),
  bytes: z.int().nonnegative(),
  keep: z.boolean(),
  reasons: z.array(RetentionReason).min(1),
  /** When the policy, as it is, would let it go if nothing newer were made, at the start of a day of the zone; null: not within eleven years. */
  goesAt: Instant.nullable(),
});
export type RetentionDecision = z.infer<typeof RetentionDecision>;

/** What goes from one place, and why everything else stays. Oldest first. */
export const RetentionPlan = z.object({
  placeId: PlaceId,
  plannedAt: Instant,
  decisions: z.array(RetentionDecision),
  /** Sites of which nothing goes, whatever their policy says, until an anomaly of theirs is acknowledged; `text` says what it is. */
  paused: z.array(z.object({ siteId: SiteId, siteName: z.string(), text: z.string() })),
  deletes: z.int().nonnegative(),
  freesBytes: z.int().nonnegative(),
  /** Of what goes: the ids in order, hashed. `retention.apply` takes it, so that what was looked at is what is done. */
  fingerprint: z.string(),
});
export type RetentionPlan = z.infer<typeof RetentionPlan>;

/** What the policy would have kept after so many days, with backups made as often as lately. */
export const RetentionSimulation = z.object({
  placeId: PlaceId,
  days: z.int().positive(),
  /** The rhythm assumed, one sentence. */
  assuming: z.string(),
  points: z.array(
    z.object({ day: z.iso.date(), kept: z.int().nonnegative(), bytes: z.int().nonnegative(), deleted: z.int().nonnegative() }),
  ),
  /** Starts of the recovery points left at the end, newest first. */
  left: z.array(z.object({ at: Instant, simulated: z.boolean() })),
});
export type RetentionSimulation = z.infer<typeof RetentionSimulation>;

/** A copy that retention deleted. */
export const Deletion = z.object({
  id: z.uuid(),
  backupId: BackupId,
  siteId: SiteId,
  siteName: z.string(),
  placeId: PlaceId,
  placeName: z.string(),
  startedAt: Instant,
  bytes: z.int().nonnegative(),
  deletedAt: Instant,
  reason: z.string(),
  /**
   * `bin`: can be taken back until `goneAt`. `restored`: was taken back. `place-removed`: the place was taken from the list before its bin was emptied;
   * what lies there is left to the operator.
   */
  state: z.enum(['bin', 'gone', 'restored', 'place-removed']),
  goneAt: Instant.nullable(),
});
export type Deletion = z.infer<typeof Deletion>;

/** How long the bin keeps what was deleted, in days. */
export const BIN_DAYS = 7;

/** What retention takes by the end of tomorrow, of all sites; places without any are left out. */
export const Leaving = z.object({
  at: Instant,
  copies: z.int().nonnegative(),
  places: z.array(z.object({ placeId: PlaceId, placeName: z.string(), copies: z.int().positive() })),
});
export type Leaving = z.infer<typeof Leaving>;
