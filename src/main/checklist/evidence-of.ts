import type { BuiltInStep, Evidence, StepId } from '../../shared/model/checklist.ts';
import { downloadEvidence, recentBackupEvidence, secondPlaceEvidence, statusEvidence } from './evidence/backups.ts';
import { diskEvidence, documentationEvidence, logEvidence } from './evidence/house.ts';
import {
  cleanupEvidence,
  drillEvidence,
  integrityEvidence,
  keyKitEvidence,
  recoveryTestEvidence,
  restoreTestEvidence,
} from './evidence/rehearsals.ts';
import type { Found } from './evidence/words.ts';
import type { ChecklistFacts } from './facts.ts';
import { builtInOf } from './steps.ts';

const FINDERS: Readonly<Record<BuiltInStep, (facts: ChecklistFacts) => Found>> = {
  status: statusEvidence,
  'recent-backup': recentBackupEvidence,
  download: downloadEvidence,
  'second-place': secondPlaceEvidence,
  log: logEvidence,
  disk: diskEvidence,
  documentation: documentationEvidence,
  'restore-test': restoreTestEvidence,
  cleanup: cleanupEvidence,
  integrity: integrityEvidence,
  drill: drillEvidence,
  'key-kit': keyKitEvidence,
  'recovery-test': recoveryTestEvidence,
};

/** A step of the operator's own: nothing is gathered, so nothing is claimed. */
const OWN: Found = { state: 'information', headline: 'For you to look at', details: [] };

/** What the facts say of one step. Pure. */
export function evidenceOf(step: StepId, facts: ChecklistFacts): Evidence {
  const name = builtInOf(step);
  const { state, headline, details, unchecked = [], actions = [] } = name === null ? OWN : FINDERS[name](facts);
  return {
    state,
    headline,
    details: [...details],
    unchecked: [...unchecked],
    actions: [...actions],
    gatheredAt: new Date(facts.now).toISOString(),
  };
}
