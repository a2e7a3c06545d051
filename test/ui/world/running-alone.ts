import { someAlerts } from './alert-answers.ts';
import { makeCron } from './cron-answers.ts';
import { siteId } from './ids.ts';
import { UNREACHABLE } from './models.ts';
import { ago } from './times.ts';
import type { World } from './world.ts';
import { fleetWorld } from './world.ts';

/** One server makes its backups, one has fallen silent and does not answer, one has only its panel; the others were never looked at. */
export function runsAloneWorld(): World {
  const world = fleetWorld();
  const clinic = world.fleet.sites.find(({ site }) => site.id === siteId(1));
  const quiet = clinic === undefined ? [] : makeCron(clinic).works;
  return {
    ...world,
    alerts: someAlerts(),
    crons: new Map([
      [siteId(4), {}],
      [
        siteId(1),
        {
          problem: UNREACHABLE,
          askedAt: ago(30),
          works: quiet.map((work) =>
            work.work === 'database'
              ? { ...work, state: 'silent' as const, lastSeenAt: ago(79), expectedAt: ago(31), silentFrom: ago(25) }
              : work,
          ),
          conditions: [{ code: 'disk', since: ago(30), text: 'The disk is at 94 %: nothing new is written above 80 %.' }],
        },
      ],
      [siteId(2), { mode: 'panel' as const, modeReason: 'The account has no crontab command.', lines: [], log: [] }],
    ]),
  };
}
