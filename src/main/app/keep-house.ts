import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { alertChore, choresOf } from './chores.ts';
import { createClockWatch } from './clock-watch.ts';
import { startHousekeeping, type Housekeeping } from './housekeeping.ts';
import type { Modules } from './modules.ts';

/** Housekeeping of an app that stays open, with the chores of all capabilities. */
export function keepHouse(modules: Modules, clock: Clock, logger: Logger): Housekeeping {
  const watch = createClockWatch(clock, lastSeenIn(modules));
  const rounds = [choresOf(modules, () => watch.isTrusted()), [alertChore(modules)]].map((chores) =>
    startHousekeeping({ chores, clock, logger }),
  );
  return {
    async runOnce() {
      for (const each of rounds) await each.runOnce();
    },
    async close() {
      await Promise.all(rounds.map((each) => each.close()));
    },
  };
}

/** The last moment this catalog knows of, milliseconds since the epoch; null in an empty one. */
export function lastSeenIn({ catalog }: Pick<Modules, 'catalog'>): number | null {
  const [newest] = catalog.jobs.list({ limit: 1 });
  return newest === undefined ? null : Date.parse(newest.createdAt);
}
