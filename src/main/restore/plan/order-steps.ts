import type { TargetIdentity } from '../../../shared/model/restore.ts';
import { importBesideStep } from '../database/beside/import-beside-step.ts';
import { splitWork } from '../database/beside/split-work.ts';
import { compareStep } from '../database/compare-step.ts';
import type { DatabaseWork } from '../database/database-work.ts';
import { importStep } from '../database/import-step.ts';
import { inPlaceStep } from '../database/in-place/in-place-step.ts';
import { lastRowsStep } from '../database/rows/last-rows-step.ts';
import { lateRowsStep } from '../database/rows/late-rows-step.ts';
import { switchSchemasStep } from '../database/swap/switch-schemas-step.ts';
import { isUndecided, waitsForDecision } from '../database/tables/decide-step.ts';
import { switchTablesStep } from '../database/tables/switch-tables-step.ts';
import { mediaSteps } from '../media/media-steps.ts';
import type { MediaWork } from '../media/media-work.ts';
import type { RunbookSteps } from '../runbooks/runbook-steps.ts';
import type { RestoreStep } from '../step.ts';
import { checkTargetStep } from '../target/check-target-step.ts';

export interface StepParts {
  readonly identity: TargetIdentity;
  readonly siteName: string;
  readonly root: string;
  readonly databases: readonly DatabaseWork[];
  readonly media: readonly MediaWork[];
  readonly runbook: RunbookSteps;
  /** Null: no database is replaced. */
  readonly safetyCopy: RestoreStep | null;
  readonly switchEnv: (work: DatabaseWork) => RestoreStep;
  readonly decide: (work: DatabaseWork) => RestoreStep;
  readonly verify: RestoreStep;
  readonly backupAfter: RestoreStep;
}

/**
 * All steps of a restore in their order: everything that takes long is done beside the live site; then the site is paused, what would be lost is kept, and the
 * data changes places; then it is looked at, and the site comes back. Where it has to be said yet what becomes of a table, they end with the look at it. Pure.
 */
export function orderSteps(parts: StepParts): readonly RestoreStep[] {
  const { identity, siteName, root, databases, media, runbook, safetyCopy, verify, backupAfter } = parts;
  const data = databases.map((work) => databaseSteps(work, parts));
  const files = media.map((work) => mediaSteps(work, root));
  const beside = [
    checkTargetStep(identity, siteName),
    ...runbook.guideBefore,
    runbook.keepEvidence,
    ...data.map((steps) => steps.import),
    ...files.map((steps) => steps.unpack),
    ...data.map((steps) => steps.compare),
    ...files.map((steps) => steps.compare),
    ...data.map((steps) => steps.decide),
  ];
  const live = [
    runbook.maintenanceOn,
    safetyCopy,
    ...data.map((steps) => steps.lastRows),
    ...data.flatMap((steps) => steps.switch),
    ...files.map((steps) => steps.switch),
    ...data.map((steps) => steps.lateRows),
    runbook.clearCaches,
    runbook.migrate,
    verify,
    runbook.smoke,
    runbook.maintenanceOff,
    ...runbook.guideAfter,
    backupAfter,
  ];
  const isOpen = databases.some(({ choice }) => isUndecided(choice));
  return (isOpen ? beside : [...beside, ...live]).filter((step) => step !== null);
}

interface DatabaseSteps {
  readonly import: RestoreStep | null;
  readonly compare: RestoreStep | null;
  readonly decide: RestoreStep | null;
  readonly lastRows: RestoreStep | null;
  readonly switch: readonly RestoreStep[];
  readonly lateRows: RestoreStep | null;
}

type Choosing = Pick<StepParts, 'switchEnv' | 'decide'>;

function databaseSteps(work: DatabaseWork, { switchEnv, decide }: Choosing): DatabaseSteps {
  if (work.method === 'in-place') return oneSchemaSteps(work, decide);
  const takesRowsAway = work.choice.tables === null || work.choice.tables.some(({ action }) => action === 'replace');
  return {
    import: importStep(work),
    compare: compareStep(work),
    decide: waitsForDecision(work.choice) ? decide(work) : null,
    lastRows: takesRowsAway ? lastRowsStep(work) : null,
    switch: [switchOf(work, switchEnv)],
    lateRows: takesRowsAway ? lateRowsStep(work) : null,
  };
}

/** Where one schema is all there is, single tables alone can lie beside the live data. What is replaced goes first: merged rows may refer to it. */
function oneSchemaSteps(work: DatabaseWork, decide: StepParts['decide']): DatabaseSteps {
  const { over, beside } = splitWork(work);
  return {
    import: beside === null ? null : importBesideStep(beside),
    compare: beside === null ? null : compareStep(beside),
    decide: beside !== null && waitsForDecision(beside.choice) ? decide(beside) : null,
    lastRows: null,
    switch: [...(over === null ? [] : [inPlaceStep(over)]), ...(beside === null ? [] : [switchTablesStep(beside)])],
    lateRows: null,
  };
}

function switchOf(work: DatabaseWork, switchEnv: StepParts['switchEnv']): RestoreStep {
  if (work.choice.tables !== null) return switchTablesStep(work);
  return work.method === 'switch-env' ? switchEnv(work) : switchSchemasStep(work);
}
