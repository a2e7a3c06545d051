import type { RestoreStep } from '../step.ts';
import { clearCachesStep, clearCommands } from './clear-caches-step.ts';
import { commandsOf } from './command-values.ts';
import { guideSteps } from './guide-steps.ts';
import { keepEvidenceStep } from './keep-evidence-step.ts';
import { hasMaintenance } from './maintenance.ts';
import { maintenanceOffStep, maintenanceOnStep } from './maintenance-steps.ts';
import { migrateStep } from './migrate-step.ts';
import type { SiteWork } from './site-work.ts';
import { smokeStep } from './smoke-step.ts';

/** The steps of a site around its data, each null where it has nothing to do. Their order in a plan: as the fields stand. */
export interface RunbookSteps {
  /** What a person does before the data come: `guide:*`. */
  readonly guideBefore: readonly RestoreStep[];
  /** Hacked only: after check-target, before anything is imported. Id `keep-evidence`. */
  readonly keepEvidence: RestoreStep | null;
  /** After everything was compared, before the safety copy. Id `maintenance-on`. */
  readonly maintenanceOn: RestoreStep | null;
  /** After the last switch. Id `clear-caches`. */
  readonly clearCaches: RestoreStep | null;
  /** Id `migrate`. */
  readonly migrate: RestoreStep | null;
  /** Id `smoke`; its lines: `smokeChecksOf(context.memoOf('smoke'))`. */
  readonly smoke: RestoreStep | null;
  /** Id `maintenance-off`. */
  readonly maintenanceOff: RestoreStep | null;
  /** After maintenance-off: `guide:*`. */
  readonly guideAfter: readonly RestoreStep[];
}

/** Which steps the runbook of a site has. Pure. */
export function runbookSteps(work: SiteWork): RunbookSteps {
  const guides = guideSteps(work.runbook);
  const when = (has: boolean, step: (work: SiteWork) => RestoreStep) => (has ? step(work) : null);
  const hasPage = work.maintenance && hasMaintenance(work);
  // A restore of files alone leaves the database as the code knows it.
  const hasMigrations =
    work.runbook !== 'media' && commandsOf(work, 'migrate-pretend', null).length + commandsOf(work, 'migrate', null).length > 0;
  return {
    guideBefore: guides.before,
    keepEvidence: when(work.runbook === 'hacked', keepEvidenceStep),
    maintenanceOn: when(hasPage, maintenanceOnStep),
    clearCaches: when(clearCommands(work, null).length > 0, clearCachesStep),
    migrate: when(hasMigrations, migrateStep),
    smoke: when(work.recovery.smokeUrls.length + work.recovery.smokeSql.length > 0, smokeStep),
    maintenanceOff: when(hasPage, maintenanceOffStep),
    guideAfter: guides.after,
  };
}
