import * as z from 'zod';
import { CronPlan, CronPreview, CronState, CronWork } from '../../model/cron.ts';
import { SiteId } from '../../model/ids.ts';
import { Job } from '../../model/job.ts';

/** What runs on a site's server by itself. */
export const cronCalls = {
  /** What was found last, of every site, by site name; asks no server. */
  'cron.list': { input: z.void(), output: z.array(CronState) },
  /** `ask`: look at the server now; one that does not answer is told in `problem`, beside what was found last. */
  'cron.state': { input: z.strictObject({ siteId: SiteId, ask: z.boolean() }), output: CronState },
  /** Asks the server, changes nothing. Null: the plan installed last, else the one a site starts with. */
  'cron.preview': { input: z.strictObject({ siteId: SiteId, plan: CronPlan.nullable() }), output: CronPreview },
  /**
   * Does what the preview with this digest showed, and nothing else: it is made again first, and refused when anything differs by now. The folder becomes a
   * source of backups the server makes, so that the next pull finds them.
   */
  'cron.install': { input: z.strictObject({ siteId: SiteId, plan: CronPlan, digest: z.string().min(1) }), output: CronState },
  'cron.preview-removal': { input: z.strictObject({ siteId: SiteId, files: z.boolean() }), output: CronPreview },
  /** Takes the lines out, and with `files` the program and its settings. The backups, the log and earlier cron tables stay. */
  'cron.remove': { input: z.strictObject({ siteId: SiteId, files: z.boolean(), digest: z.string().min(1) }), output: CronState },
  /** Queues a run of one work as cron would start it; its log arrives in the job's. */
  'cron.test': { input: z.strictObject({ siteId: SiteId, work: CronWork }), output: Job },
} as const;
