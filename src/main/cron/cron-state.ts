import type { CronState } from '../../shared/model/cron.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { SiteCron } from '../catalog/site-crons.ts';
import { cronTime } from './cron-lines.ts';
import { compareProgram, ownProgram } from './program-state.ts';

/** What is known of a site's cron, for people. `now`: milliseconds since the epoch, this computer's clock. Pure. */
export function cronStateOf(site: Pick<Site, 'id' | 'name'>, server: Pick<Server, 'id' | 'name'>, cron: SiteCron, now: number): CronState {
  const { plan, folder, zone, skewMs } = cron;
  const lines = plan?.lines ?? [];
  return {
    siteId: site.id,
    siteName: site.name,
    serverId: server.id,
    serverName: server.name,
    askedAt: cron.askedAt,
    problem: cron.problem,
    mode: cron.mode,
    modeReason: cron.modeReason,
    folder,
    installedAt: cron.installedAt,
    program: cron.program,
    ownProgram,
    programState: compareProgram(cron.program),
    lines: cron.lines,
    plan,
    times: folder === null ? [] : lines.map((line) => cronTime(line, folder, zone, now + skewMs)),
    works: cron.works,
    conditions: cron.conditions,
    disk: cron.disk,
    lastPullAt: cron.lastPullAt,
    log: cron.log,
    zone,
    skewMs,
  };
}
