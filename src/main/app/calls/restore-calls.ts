import type { RestoreId } from '../../../shared/model/ids.ts';
import type { Restore, RestorePlan, RestoreSummary } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import { goingOf, keepGoing, settlementOf } from '../../restore/engine/going.ts';
import { instantOf } from '../../support/clock.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { decided, planDecision, startDecided } from '../recovery/decide-restore.ts';
import { liveTablesOf } from '../recovery/live-tables-of.ts';
import { planRestore } from '../recovery/plan-restore.ts';
import { needLetGo } from '../recovery/let-go-job.ts';
import { laterRestore } from '../recovery/later-restore.ts';
import { needRestore, openJournal } from '../recovery/restore-journal.ts';
import { restoreRequest } from '../recovery/restore-requests.ts';
import { startRestoreJob, startSettling } from '../recovery/settle-restores.ts';
import { undoPreview } from '../recovery/undo-preview.ts';

/** As many as the contract says. */
const LISTED = 200;

/** From the plan to the undo. */
export function restoreCalls(modules: Modules): Handlers<CallsOf<'restore'>> {
  const { catalog, clock, closing } = modules;
  return {
    'restore.live-tables': ({ siteId }) => liveTablesOf(modules, siteId, closing),
    'restore.plan': (choice) => planRestore(modules, choice, closing),
    'restore.run': ({ restoreId, confirm }) => {
      const restore = needRestore(modules, restoreId);
      needState(restore, ['planned']);
      needConfirmed(restore, confirm);
      needNoStop(restore.plan);
      needNoOther(modules, restore);
      const request = restoreRequest(modules, restore, 'restore', `Restore ${restore.plan.siteName}`, { restoreId, how: 'run' });
      startRestoreJob(modules, restore, request);
      const journal = openJournal(modules, restoreId);
      journal.change({ confirmedAt: instantOf(clock) });
      journal.tell(
        'decision',
        `Restore confirmed: ${restore.plan.backup.siteName}, backup of ${restore.plan.backup.startedAt} from ${restore.plan.placeName}.`,
      );
      return journal.restore();
    },
    'restore.plan-decision': ({ restoreId, tables }) => planDecision(modules, needWaiting(modules, restoreId), tables, closing),
    'restore.decide': async ({ restoreId, tables, confirm }) => {
      needConfirmed(needWaiting(modules, restoreId), confirm);
      const plan = await planDecision(modules, needWaiting(modules, restoreId), tables, closing);
      needNoStop(plan);
      // Asked again: the look took its time.
      return startDecided(modules, needWaiting(modules, restoreId), plan);
    },
    'restore.settle': ({ restoreId, how }) => {
      const restore = needRestore(modules, restoreId);
      // It cannot go on but by a choice: this names what it waits for.
      if (restore.state === 'deciding' && how === 'continue') decided(restore.plan.choice, []);
      needState(restore, how === 'roll-back' ? ['interrupted', 'stuck', 'deciding'] : ['interrupted', 'stuck']);
      const journal = openJournal(modules, restoreId);
      if (restore.state === 'deciding') {
        const started = startSettling(modules, restore, 'roll-back');
        keepGoing(journal, { way: 'back', because: 'cancelled' });
        journal.tell('decision', 'Nothing of what lay beside the live data is wanted.');
        return started;
      }
      const going = goingOf(journal);
      // What is on its way back, or is an undo, cannot turn round.
      const settlement = going.way === 'forward' ? how : (settlementOf(restore, going) ?? how);
      return startSettling(modules, restore, settlement);
    },
    'restore.undo-preview': ({ restoreId }) => undoPreview(modules, needUndo(needRestore(modules, restoreId)), closing),
    'restore.undo': ({ restoreId, confirm }) => {
      const restore = needUndo(needRestore(modules, restoreId));
      needConfirmed(restore, confirm);
      needNoOther(modules, restore);
      const later = laterRestore(catalog.restores.armed(), restore);
      if (later !== null)
        throw new AppError('restore.not-now', {
          detail: `The restore confirmed at ${later.confirmedAt} came after it. Undo that one first.`,
        });
      const started = startRestoreJob(
        modules,
        restore,
        restoreRequest(modules, restore, 'restore-undo', `Undo the restore of ${restore.plan.siteName}`, { restoreId }),
      );
      openJournal(modules, restoreId).tell('decision', 'Undo confirmed.');
      return started;
    },
    'restore.let-go': ({ restoreId, confirm }) => {
      const restore = needRestore(modules, restoreId);
      needLetGo(restore);
      needConfirmed(restore, confirm);
      const request = restoreRequest(modules, restore, 'restore-let-go', `Let go of the old data of ${restore.plan.siteName}`, {
        restoreId,
      });
      modules.runner().start(request);
      return needRestore(modules, restoreId);
    },
    'restore.put-back': ({ restoreId, tables }) => {
      const restore = needRestore(modules, restoreId);
      needState(restore, ['done']);
      const request = restoreRequest(modules, restore, 'restore-put-back', `Put rows back into ${restore.plan.siteName}`, {
        restoreId,
        tables,
      });
      modules.runner().start(request);
      return needRestore(modules, restoreId);
    },
    'restore.get': ({ restoreId }) => needRestore(modules, restoreId),
    'restore.list': ({ siteId }) => catalog.restores.list({ siteId, incidentId: null, limit: LISTED }).map(summaryOf),
  };
}

function needState({ state, plan }: Restore, allowed: readonly Restore['state'][]): void {
  if (!allowed.includes(state)) throw new AppError('restore.not-now', { detail: `${plan.siteName}: ${state}` });
}

/** One that waits for what becomes of its tables. */
function needWaiting(modules: Modules, restoreId: RestoreId): Restore {
  const restore = needRestore(modules, restoreId);
  needState(restore, ['deciding']);
  return restore;
}

function needNoStop({ checks }: RestorePlan): void {
  const stops = checks.filter(({ verdict }) => verdict === 'stop');
  if (stops.length > 0)
    throw new AppError('restore.plan-stops', { detail: stops.map(({ label, found, why }) => `${label}: ${found}. ${why}`).join('\n') });
}

function needUndo(restore: Restore): Restore {
  needState(restore, ['done']);
  if (restore.undo.state !== 'armed')
    throw new AppError('restore.not-now', { detail: `${restore.plan.siteName}: nothing is kept for an undo` });
  return restore;
}

function needConfirmed({ plan }: Restore, typed: string): void {
  if (typed.trim() !== plan.confirmWith) throw new AppError('restore.confirm-differs', { detail: `Typed: ${typed.slice(0, 100)}` });
}

/** Two restores of one site would take each other's data for the live one. */
function needNoOther({ catalog }: Modules, { id, targetSiteId }: Restore): void {
  const other = catalog.restores.unsettled().find((each) => each.id !== id && each.targetSiteId === targetSiteId);
  if (other !== undefined) throw new AppError('restore.another-open', { detail: `${other.plan.siteName}: ${other.state}` });
}

function summaryOf({ id, incidentId, siteId, plan, state, createdAt, endedAt, undo }: Restore): RestoreSummary {
  return {
    id,
    incidentId,
    siteId,
    siteName: plan.backup.siteName,
    targetName: plan.siteName,
    backupAt: plan.backup.startedAt,
    method: plan.method,
    state,
    createdAt,
    endedAt,
    undo: undo.state,
  };
}
