import * as z from 'zod';

/** How a site is taken through a restore: what to run and what to look at, beyond what its profile says. */
export const SiteRecovery = z.strictObject({
  /** Replaces the profile's command of that name; run in the site's root. Absent: the profile's own. Empty: nothing is run. */
  commands: z.partialRecord(
    z.enum(['maintenance-on', 'maintenance-off', 'stop-workers', 'clear-caches', 'migrate-pretend', 'migrate', 'restart-workers']),
    z.string().max(2000),
  ),
  /** Fetched after the switch; 200 to 399 passes. */
  smokeUrls: z.array(z.url().max(2000)).max(20),
  /** Statements that only read; at least one row with a value other than 0 and '' passes. */
  smokeSql: z.array(z.string().trim().min(1).max(10_000)).max(20),
  /** Allowed data loss and time to recover, in minutes; null: no goal. */
  rpoGoalMinutes: z.int().positive().nullable(),
  rtoGoalMinutes: z.int().positive().nullable(),
});
export type SiteRecovery = z.infer<typeof SiteRecovery>;

export const DEFAULT_SITE_RECOVERY: SiteRecovery = {
  commands: {},
  smokeUrls: [],
  smokeSql: [],
  rpoGoalMinutes: null,
  rtoGoalMinutes: null,
};
