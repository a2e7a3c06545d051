import { RestoreParams, restoreRequest } from './restore-requests.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { goingOf, keepGoing, type Settlement, settlementOf } from '../../restore/engine/going.ts';
import type { Modules } from '../modules.ts';
import { keepWhole, openJournal } from './restore-journal.ts';
import { waitsAgain } from './waits-again.ts';

/** Restores that were running when the app ended are interrupted. Before any job is started. */
export function markInterruptedRestores(modules: Pick<Modules, 'catalog' | 'logger' | 'clock' | 'emit'>): void {
  const { catalog, logger } = modules;
  for (const restore of catalog.restores.unsettled()) {
    if (restore.state !== 'running') continue;
    leaveWithoutJob(modules, restore);
    logger.warn('restore.interrupted', { restoreId: restore.id });
  }
}

/** What was changing a live site when the app ended, or when its server went away, is finished or taken back without anybody being asked. */
export function settleRestores(modules: Modules): void {
  const { catalog, logger } = modules;
  for (const restore of catalog.restores.unsettled()) {
    if (restore.state !== 'interrupted') continue;
    const settlement = settlementOf(restore, goingOf(openJournal(modules, restore.id)));
    if (settlement === null || isJustTried(modules, restore)) continue;
    try {
      startSettling(modules, restore, settlement);
    } catch (cause) {
      logger.error('restore.not-settled', { restoreId: restore.id, cause });
    }
  }
}

/** Between two attempts on a server that does not answer. */
const TRY_AGAIN_AFTER_MS = 5 * 60_000;

function isJustTried({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>, { jobId }: Restore): boolean {
  const job = jobId === null ? null : catalog.jobs.find(jobId);
  // What ended with the app is taken up at once.
  if (job === null || job.state === 'interrupted' || job.endedAt === null) return false;
  return clock.now() - Date.parse(job.endedAt) < TRY_AGAIN_AFTER_MS;
}

/** Throws as `JobRunner.start`. */
export function startSettling(modules: Modules, restore: Restore, settlement: Settlement): Restore {
  const { plan, id: restoreId } = restore;
  const isUndo = settlement === 'undo';
  const how = settlement === 'roll-back' ? 'roll-back' : 'run';
  const title = { continue: 'Finish the restore', 'roll-back': 'Take back the restore', undo: 'Undo the restore' }[settlement];
  const request = restoreRequest(
    modules,
    restore,
    isUndo ? 'restore-undo' : 'restore',
    `${title} of ${plan.siteName}`,
    isUndo ? { restoreId } : { restoreId, how },
  );
  return startRestoreJob(modules, restore, request);
}

/** The restore is running from the moment its job waits. Throws as `JobRunner.start`: nothing has changed then. */
export function startRestoreJob(modules: Modules, restore: Restore, request: ReturnType<typeof restoreRequest>): Restore {
  const job = modules.runner().start(request);
  const journal = openJournal(modules, restore.id);
  journal.change({ state: 'running', jobId: job.id, endedAt: null });
  return journal.restore();
}

/** A job that ended before it began, cancelled while it waited, leaves its restore as it was. */
export function afterRestoreJob(modules: Pick<Modules, 'catalog' | 'clock' | 'emit'>, job: Job): void {
  if (job.kind !== 'restore' && job.kind !== 'restore-undo') return;
  const params = RestoreParams.partial({ how: true }).safeParse(modules.catalog.jobs.paramsOf(job.id));
  if (!params.success) return;
  const restore = modules.catalog.restores.find(params.data.restoreId);
  if (restore === null || restore.state !== 'running' || restore.jobId !== job.id) return;
  // Who wanted none of it and took that back wants to choose again.
  if (job.state === 'cancelled' && waitsAgain(restore) !== null) keepGoing(openJournal(modules, restore.id), { way: 'forward' });
  leaveWithoutJob(modules, restore);
}

/** Writes down what a restore is whose job ended without having begun, or that nobody works on any more. */
export function leaveWithoutJob(modules: Pick<Modules, 'catalog' | 'clock' | 'emit'>, restore: Restore, problem = restore.problem): void {
  const journal = openJournal(modules, restore.id);
  const waiting = goingOf(journal).way === 'forward' ? waitsAgain(restore) : null;
  if (waiting === null) {
    journal.change({ ...stateWithoutJob(modules, restore), problem });
    return;
  }
  keepWhole(modules, { ...waiting, problem });
  journal.tell('step', 'Nothing more was done. The tables lie beside the live ones and wait for a decision as before.');
}

function stateWithoutJob(modules: Pick<Modules, 'catalog' | 'clock' | 'emit'>, { id, steps, undo }: Restore): Pick<Restore, 'state'> {
  if (steps.every(({ state }) => state === 'waiting')) return { state: 'planned' };
  // An undo that had not begun when its job went.
  const isWhole = undo.state === 'armed' && steps.every(({ state }) => state !== 'waiting' && state !== 'running' && state !== 'undone');
  return { state: isWhole && goingOf(openJournal(modules, id)).way === 'forward' ? 'done' : 'interrupted' };
}
