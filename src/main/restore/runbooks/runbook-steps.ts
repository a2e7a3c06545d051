import type { RestoreStep } from '../step.ts';

/** The steps of a site around its data, each null where it has nothing to do. Their order in a plan: see the fields. */
export interface RunbookSteps {
  /** Before everything else that a person must know of: `guide:*`. */
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
