import type { PlanStep } from '../../../shared/model/runbook.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import { commandsOf } from './command-values.ts';
import { isDown, newBypassSecret, putUp, takeDown } from './maintenance.ts';
import { bypassUrl, maintenanceMemo, wasTakenDown, type MaintenanceMemo } from './maintenance-memo.ts';
import { confirmMarker, withSite } from './site-session.ts';
import type { SiteWork } from './site-work.ts';

export const MAINTENANCE_ON = 'maintenance-on';
export const MAINTENANCE_OFF = 'maintenance-off';

/**
 * Puts the maintenance page up and lets the workers end. A site that shows it already keeps it, also afterwards, unless it was put up for the same incident. The
 * link that passes the page: `bypassUrlOf(memoOf('maintenance-on'))`.
 */
export function maintenanceOnStep(work: SiteWork): RestoreStep {
  return { plan: onPlan(work), run: (context) => goDown(work, context), undo: (context) => comeBack(work, context) };
}

/** Takes the page down where this restore or its incident put it up, and starts the workers. That it fails is a warning: the data are right, and a person can finish. */
export function maintenanceOffStep(work: SiteWork): RestoreStep {
  return { plan: offPlan(work), run: (context) => comeUp(work, context) };
}

function onPlan(work: SiteWork): PlanStep {
  return {
    id: MAINTENANCE_ON,
    kind: 'maintenance-on',
    title: 'Put the maintenance page up and let the workers end',
    commands: [...commandsOf(work, 'maintenance-on', work.programs), ...commandsOf(work, 'stop-workers', work.programs)],
    changes: 'Visitors see the maintenance page, and nothing new is written. You pass it by a link of your own.',
    undo: 'The page is taken down and the workers start again, unless it was up before.',
    touchesLive: true,
    estimatedMs: null,
  };
}

function offPlan(work: SiteWork): PlanStep {
  return {
    id: MAINTENANCE_OFF,
    kind: 'maintenance-off',
    title: 'Bring the site back',
    commands: [...commandsOf(work, 'maintenance-off', work.programs), ...commandsOf(work, 'restart-workers', work.programs)],
    changes: 'Visitors see the site again, unless somebody else had put the page up before.',
    undo: 'Nothing has to be undone.',
    touchesLive: true,
    estimatedMs: null,
  };
}

async function goDown(work: SiteWork, context: StepContext): Promise<string | void> {
  context.job.step('Putting the maintenance page up');
  await context.confirmTarget();
  const secret = maintenanceMemo(context.memo())?.secret ?? newBypassSecret();
  return withSite(work, context, [secret], async (open) => {
    // Read here: after a lost line this runs again, and by then the page is up because of this step.
    const known = maintenanceMemo(context.memo());
    const memo = known ?? memoBefore(work, await isDown(open, work), secret, open.env.get('APP_URL') ?? work.site.url);
    if (known === null) context.keepMemo(memo);
    if (memo.before === 'down') {
      context.say('The maintenance page was up already. It is left as it is, now and afterwards.');
      return undefined;
    }
    if (memo.before === 'paused') {
      context.say('The maintenance page is up since before this restore.');
      return undefined;
    }
    const { hasBypass, warnings } = await putUp(open, work, secret, context);
    if (!hasBypass && memo.bypassUrl !== null) context.keepMemo({ ...memo, bypassUrl: null });
    return sentences(warnings);
  });
}

function memoBefore({ paused, site }: SiteWork, isDownNow: boolean, secret: string, address: string | null): MaintenanceMemo {
  // Of other sites it cannot be seen.
  const isPaused = paused !== null && (isDownNow || site.profile !== 'laravel');
  if (!isDownNow && !isPaused) return { before: 'up', secret, bypassUrl: bypassUrl(address, secret) };
  if (paused === null) return { before: 'down', secret: null, bypassUrl: null };
  return { before: 'paused', secret: null, bypassUrl: paused.bypassUrl };
}

/** The undo of putting it up. */
async function comeBack(work: SiteWork, context: StepContext): Promise<void> {
  const memo = maintenanceMemo(context.memo());
  // Taken down already: if it is up again, somebody else did that.
  if (memo === null || memo.before === 'down' || wasTakenDown(context.memoOf(MAINTENANCE_OFF))) return;
  if (memo.before === 'paused') return;
  context.job.step('Taking the maintenance page down');
  await withSite(work, context, hiddenOf(memo), async (open) => {
    const { isUp, warnings } = await takeDown(open, work, context);
    if (!isUp) throw new AppError('restore.site-still-down', { detail: warnings.join(' ') });
  });
}

async function comeUp(work: SiteWork, context: StepContext): Promise<string | void> {
  const memo = maintenanceMemo(context.memoOf(MAINTENANCE_ON));
  if (memo === null) return undefined;
  if (memo.before === 'down') {
    context.say('The maintenance page was up before this restore, so it stays up.');
    return undefined;
  }
  context.job.step('Bringing the site back');
  return withSite(work, context, hiddenOf(memo), async (open) => {
    await confirmMarker(open, work.site);
    const { isUp, warnings } = await takeDown(open, work, context);
    context.keepMemo({ isUp });
    return sentences(isUp ? warnings : [`The maintenance page is still up; take it down by hand. ${warnings.join(' ')}`]);
  });
}

function hiddenOf({ secret }: MaintenanceMemo): readonly string[] {
  return secret === null ? [] : [secret];
}

function sentences(warnings: readonly string[]): string | undefined {
  return warnings.length === 0 ? undefined : warnings.join(' ');
}
