import { scratchRecordsIn } from '../drills/scratch-records.ts';
import { sweepSchemas } from '../drills/sweep-leftovers.ts';
import { AppError } from '../errors/app-error.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { startCatchUp } from './catch-up.ts';
import { keepCards } from './checklist/keep-cards.ts';
import { lookAtCron } from './cron/look-at-crons.ts';
import { forgetJobs } from './forget-jobs.ts';
import { recordDisks, recordHealth } from './health/record-health.ts';
import { type Chore, NOT_YET } from './housekeeping.ts';
import type { Modules } from './modules.ts';
import { purgeBins } from './purge-bins.ts';
import { settleRestores } from './recovery/settle-restores.ts';

/** What the app does by itself without a rhythm the operator chose; what has one is the scheduler's. One line each. */
export function choresOf(modules: Modules, isTimeTrusted: () => boolean): readonly Chore[] {
  return [
    { name: 'catch-up', every: 'round', run: () => startCatchUp(modules, { asked: false }) },
    { name: 'purge-bins', every: 'round', run: (signal) => purgeBins(modules, isTimeTrusted(), signal) },
    { name: 'settle', every: 'round', run: () => Promise.resolve(settleRestores(modules)) },
    { name: 'take-audit', every: 'round', run: () => Promise.resolve(modules.auditing.log.takeInbox()) },
    { name: 'look-at-cron', every: 'round', run: (signal) => lookAtCron(modules, signal) },
    { name: 'keep-cards', every: 'round', run: (signal) => keepCards(modules, null, signal) },
    { name: 'record-health', every: 'day', run: () => recordHealth(modules) },
    { name: 'forget-jobs', every: 'day', run: (signal) => forgetJobs(modules, isTimeTrusted(), signal) },
    { name: 'record-disks', every: 'day', run: (signal) => recordDisks(modules, signal) },
    { name: 'sweep-places', every: 'day', run: (signal) => sweepPlaces(modules, signal) },
    { name: 'sweep-schemas', every: 'day', run: (signal) => sweepSchemas({ ...modules, records: scratchRecordsIn(modules.home) }, signal) },
    { name: 'prune-audit', every: 'day', run: () => pruneAudit(modules, isTimeTrusted()) },
  ];
}

/** Apart from the others, which wait for servers: what is wrong is told while one of them hangs. What waits to be sent goes out whatever the look came to. */
export function alertChore({ alerting }: Pick<Modules, 'alerting'>, scheduler: Pick<Scheduler, 'notice'>): Chore {
  return {
    name: 'alerts',
    every: 'round',
    run() {
      // What came due while the computer slept is about to be caught up with: nobody need hear that it is overdue.
      scheduler.notice();
      return alerting.look().finally(() => alerting.send());
    },
  };
}

/** By a clock that jumped ahead all of the record would be old, and gone for good. */
export async function pruneAudit(
  { auditing, catalog }: Pick<Modules, 'auditing' | 'catalog'>,
  isTimeTrusted: boolean,
): Promise<number | typeof NOT_YET> {
  if (!isTimeTrusted) return NOT_YET;
  return auditing.log.prune(catalog.settings.get('audit').keepDays, (action, details) => auditing.ownEvent(action, details));
}

/** What attempts left that nobody took up for two weeks goes, in every place that can be reached. */
export async function sweepPlaces(
  { auditing, catalog, stores, logger }: Pick<Modules, 'auditing' | 'catalog' | 'stores' | 'logger'>,
  signal: AbortSignal,
): Promise<void> {
  for (const { id: placeId } of catalog.places.list()) {
    try {
      for (const removed of await (await stores.storeOf(placeId)).sweep(signal)) {
        logger.info('place.swept', { placeId, removed });
        auditing.own('place.sweep', { placeId, removed });
      }
    } catch (cause) {
      signal.throwIfAborted();
      // A drive that is not plugged in, a server that is down: its turn comes tomorrow.
      if (!(cause instanceof AppError)) throw cause;
      logger.info('place.not-swept', { placeId, problem: cause.code });
    }
  }
}
