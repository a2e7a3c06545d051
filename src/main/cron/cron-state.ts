import type { CronProgram, CronState } from '../../shared/model/cron.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { SiteCron } from '../catalog/site-crons.ts';
import { cronTime } from './cron-lines.ts';
import { livenessOf } from './liveness.ts';

/** What is known of a site's cron, for people. `now`: milliseconds since the epoch, this computer's clock. Pure. */
export function cronStateOf(
  site: Pick<Site, 'id' | 'name'>,
  server: Pick<Server, 'id' | 'name'>,
  cron: SiteCron,
  ownProgram: CronProgram,
  now: number,
): CronState {
  const { plan, folder, zone, installedAt, askedAt, skewMs } = cron;
  const lines = plan?.lines ?? [];
  return {
    siteId: site.id,
    siteName: site.name,
    serverId: server.id,
    serverName: server.name,
    askedAt,
    problem: cron.problem,
    mode: cron.mode,
    modeReason: cron.modeReason,
    folder,
    installedAt,
    program: cron.program,
    ownProgram,
    lines: cron.lines,
    plan,
    times: folder === null ? [] : lines.map((line) => cronTime(line, folder, zone, now + skewMs)),
    works:
      installedAt === null || askedAt === null
        ? []
        : [...livenessOf({ lines, runs: cron.runs, installedAt, zone, at: Date.parse(askedAt) + skewMs })],
    conditions: cron.conditions,
    disk: cron.disk,
    lastPullAt: cron.lastPullAt,
    log: cron.log,
    zone,
    skewMs,
  };
}
