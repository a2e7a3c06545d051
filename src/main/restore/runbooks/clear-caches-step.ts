import type { RestoreStep, StepContext } from '../step.ts';
import { commandsOf } from './command-values.ts';
import { runEach } from './maintenance.ts';
import { confirmMarker, withSite } from './site-session.ts';
import type { SiteWork } from './site-work.ts';

const CACHE_SECONDS = 120;
/** What `config:clear` and `route:clear` remove: while the first is there, the site does not read its settings file. */
const BY_HAND = 'rm -f bootstrap/cache/config.php bootstrap/cache/routes*.php';

/** Clears what the site remembers of before. A command that fails is a warning: the next ones run all the same. */
export function clearCachesStep(work: SiteWork): RestoreStep {
  return {
    plan: {
      id: 'clear-caches',
      kind: 'clear-caches',
      title: 'Clear the caches of the site',
      commands: [...clearCommands(work, work.programs)],
      changes: 'The site reads its settings, routes and pages anew.',
      undo: 'Nothing has to be undone: caches fill themselves.',
      touchesLive: true,
      estimatedMs: null,
    },
    run: (context) => clear(work, context),
  };
}

/** Workers hold code and settings in memory. With a maintenance page they start again when the site comes back. */
export function clearCommands(work: SiteWork, programs: SiteWork['programs']): readonly string[] {
  return [...commandsOf(work, 'clear-caches', programs), ...(work.maintenance ? [] : commandsOf(work, 'restart-workers', programs))];
}

async function clear(work: SiteWork, context: StepContext): Promise<string | void> {
  context.job.step('Clearing the caches of the site');
  return withSite(work, context, [], async (open) => {
    await confirmMarker(open, work.site);
    const failures = await runEach(open, clearCommands(work, open.programs), context, CACHE_SECONDS);
    if (failures.length === 0) return undefined;
    const more = work.site.profile === 'laravel' ? await runEach(open, [BY_HAND], context, CACHE_SECONDS) : [];
    return ['Not every cache was cleared.', ...failures, ...more].join(' ');
  });
}
