import * as z from 'zod';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import { commandsOf } from './command-values.ts';
import { tell } from './maintenance.ts';
import type { OpenSite } from './open-site.ts';
import { failureOf } from './run-command.ts';
import { confirmMarker, withSite } from './site-session.ts';
import type { SiteWork } from './site-work.ts';

const MIGRATE_SECONDS = 1800;
/** What Laravel and Django say when the database has all the code knows. */
const NOTHING_TO_DO = /nothing to migrate|no planned migration operations/i;
const Memo = z.object({ migrated: z.literal(true) });

/** Shows what the code would change about the database, and changes it where that was chosen. Run again after a crash it goes on: migrations that are in are not run twice. */
export function migrateStep(work: SiteWork): RestoreStep {
  return { plan: migratePlan(work), run: (context) => migrate(work, context) };
}

function migratePlan(work: SiteWork): PlanStep {
  const shown = commandsOf(work, 'migrate-pretend', work.programs);
  const run = commandsOf(work, 'migrate', work.programs);
  return {
    id: 'migrate',
    kind: 'migrate',
    title: work.migrate ? 'Show and run the migrations of the code' : 'Show the migrations the code still has',
    commands: work.migrate ? [...shown, ...run] : [...shown],
    changes: work.migrate ? 'The restored tables get the columns the code expects.' : 'Nothing: they are only shown.',
    undo: work.migrate ? 'Undoing the switch brings the tables of before back.' : 'Nothing has to be undone.',
    touchesLive: work.migrate,
    estimatedMs: null,
  };
}

async function migrate(work: SiteWork, context: StepContext): Promise<string | void> {
  context.job.step('Looking at the migrations of the code');
  return withSite(work, context, [], async (open) => {
    const pending = await show(open, work, context);
    if (!work.migrate) return pending;
    if (Memo.safeParse(context.memo()).success) return undefined;
    context.job.step('Running the migrations');
    for (const line of commandsOf(work, 'migrate', open.programs)) {
      context.job.signal.throwIfAborted();
      await confirmMarker(open, work.site);
      const result = await tell(open.run(line, MIGRATE_SECONDS), context);
      if (result.exitCode !== 0) throw new AppError('restore.migrate-failed', { detail: failureOf(result) });
    }
    context.keepMemo({ migrated: true });
    return undefined;
  });
}

/** A sentence where the code and the restored database do not belong together, or where that could not be seen. */
async function show(open: OpenSite, work: SiteWork, context: StepContext): Promise<string | undefined> {
  for (const line of commandsOf(work, 'migrate-pretend', open.programs)) {
    const result = await tell(open.run(line, MIGRATE_SECONDS), context);
    if (result.exitCode !== 0) return `Whether the code has migrations of its own could not be seen: ${failureOf(result)}.`;
    if (!NOTHING_TO_DO.test(result.output) && result.output !== '')
      return 'The code has migrations the restored database does not have. They were shown and not run: deploy the code of that time, or run them.';
  }
  return undefined;
}
