import * as z from 'zod';
import { DiskRow } from '../../model/disk.ts';
import { FleetHealth, HealthTargets, HealthTrend, SiteHealthReport } from '../../model/health.ts';
import { SiteId } from '../../model/ids.ts';

export const healthCalls = {
  /** The health check of a site: score, checks and components with their evidence. Looks at folders and drives; no server is asked. */
  'health.site': { input: z.strictObject({ siteId: SiteId }), output: SiteHealthReport },
  /** All sites, worst first, and what to do next over all of them. */
  'health.fleet': { input: z.void(), output: FleetHealth },
  /** The score over the last `TREND_DAYS` days. Null: of the fleet. */
  'health.trend': { input: z.strictObject({ siteId: SiteId.nullable() }), output: HealthTrend },
  /** Allowed data loss and time to recover; the same goals a recovery is measured against. Null: the default, or none. */
  'health.set-targets': { input: z.strictObject({ siteId: SiteId, targets: HealthTargets }), output: HealthTargets },
  /** How full servers, accounts, this computer, drives and S3 are, with the forecast. Null: of everything; else what matters to the site. */
  'disk.list': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(DiskRow) },
  /** One page for the owner: are we safe, how do we know, what is next. */
  'report.status': { input: z.strictObject({ format: z.enum(['html', 'json']) }), output: z.string() },
  /** As `incident.save-report`. */
  'report.save-status': {
    input: z.strictObject({ format: z.enum(['html', 'json', 'pdf']), file: z.string().min(1).nullable() }),
    output: z.string().nullable(),
  },
} as const;
