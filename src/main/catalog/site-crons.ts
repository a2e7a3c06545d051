import * as z from 'zod';
import {
  CronWorkState,
  CronCondition,
  CronDisk,
  CronMode,
  CronPlan,
  CronProgram,
  CronRun,
  ProgramState,
  ServerZone,
} from '../../shared/model/cron.ts';
import { SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { Problem } from '../../shared/model/problem.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** What was installed on a site's server, and what was found there when it last answered. */
export const SiteCron = z.object({
  plan: CronPlan.nullable(),
  installedAt: Instant.nullable(),
  askedAt: Instant.nullable(),
  /** When it was tried last, with or without an answer. */
  triedAt: Instant.nullable(),
  problem: Problem.nullable(),
  mode: CronMode,
  modeReason: z.string(),
  folder: z.string().nullable(),
  program: CronProgram.nullable(),
  lines: z.array(z.string()),
  runs: z.array(CronRun),
  conditions: z.array(CronCondition),
  disk: CronDisk.nullable(),
  lastPullAt: Instant.nullable(),
  log: z.array(z.string()),
  zone: ServerZone,
  /** How each work of the plan stood when the server was asked. */
  works: z.array(CronWorkState),
  /** The program on the server against the one of the app that asked. */
  programState: ProgramState,
  /** How far the server's clock is ahead of this computer's, in milliseconds. */
  skewMs: z.int(),
});
export type SiteCron = z.infer<typeof SiteCron>;

export const NO_SITE_CRON: SiteCron = {
  plan: null,
  installedAt: null,
  askedAt: null,
  triedAt: null,
  problem: null,
  mode: 'unknown',
  modeReason: '',
  folder: null,
  program: null,
  lines: [],
  runs: [],
  conditions: [],
  disk: null,
  lastPullAt: null,
  log: [],
  zone: { name: '', offsetMinutes: 0 },
  works: [],
  programState: 'missing',
  skewMs: 0,
};

export interface SiteCronsRepository {
  /** Null until somebody looked or installed. */
  find(siteId: SiteId): SiteCron | null;
  list(): readonly { readonly siteId: SiteId; readonly cron: SiteCron }[];
  /** Goes with its site; throws an SQLite error when the site is not registered. */
  put(siteId: SiteId, cron: SiteCron): void;
}

const Row = z.object({ id: SiteId, document: json(SiteCron) });

export function createSiteCronsRepository(sql: Sql): SiteCronsRepository {
  return {
    find: (siteId) =>
      decodeMaybe(Row, 'site_cron', sql.get('SELECT site_id AS id, document FROM site_cron WHERE site_id = :siteId', { siteId }))
        ?.document ?? null,
    list: () =>
      decodeAll(Row, 'site_cron', sql.all('SELECT site_id AS id, document FROM site_cron ORDER BY site_id')).map(({ id, document }) => ({
        siteId: id,
        cron: document,
      })),
    put(siteId, cron) {
      sql.run(
        `INSERT INTO site_cron (site_id, document) VALUES (:siteId, :document)
         ON CONFLICT (site_id) DO UPDATE SET document = excluded.document`,
        { siteId, document: JSON.stringify(cron) },
      );
    },
  };
}
