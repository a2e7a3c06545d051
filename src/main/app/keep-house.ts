import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { choresOf } from './chores.ts';
import { createClockWatch } from './clock-watch.ts';
import { startHousekeeping, type Housekeeping } from './housekeeping.ts';
import type { Modules } from './modules.ts';

/** Housekeeping of an app that stays open, with the chores of all capabilities. */
export function keepHouse(modules: Modules, clock: Clock, logger: Logger): Housekeeping {
  const watch = createClockWatch(clock, lastSeenIn(modules));
  return startHousekeeping({ chores: choresOf(modules, () => watch.isTrusted()), clock, logger });
}

/** The last moment this catalog knows of, milliseconds since the epoch; null in an empty one. */
export function lastSeenIn({ catalog }: Pick<Modules, 'catalog'>): number | null {
  const [newest] = catalog.jobs.list({ limit: 1 });
  return newest === undefined ? null : Date.parse(newest.createdAt);
}
