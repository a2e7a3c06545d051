import type { Restore } from '../../../shared/model/restore.ts';
import type { PlanStep, StepKind } from '../../../shared/model/runbook.ts';

export interface EstimateFacts {
  /** Restores of the site, the newest first. */
  readonly earlier: readonly Pick<Restore, 'plan' | 'steps' | 'state'>[];
  /** Bytes of compressed data a second that came back before; null: nothing was measured. */
  readonly bytesPerSecond: number | null;
  /** Compressed bytes each step moves, by its id. */
  readonly bytesOf: ReadonlyMap<string, number>;
  /** How long the last backup of the site took; null: not known. */
  readonly backupMs: number | null;
}

/** Their time goes with the bytes they move. */
const MOVES_DATA: readonly StepKind[] = ['import', 'in-place', 'unpack-media'];
/** They are backups. */
const BACKUPS: readonly StepKind[] = ['safety-copy', 'backup-after'];

/** The steps with the time each is likely to take: as it took in the last restore, else by what was measured elsewhere, else null. Pure. */
export function estimateSteps(steps: readonly PlanStep[], facts: EstimateFacts): readonly PlanStep[] {
  return steps.map((step) => ({ ...step, estimatedMs: step.estimatedMs ?? estimateOf(step, facts) }));
}

function estimateOf({ id, kind }: PlanStep, { earlier, bytesPerSecond, bytesOf, backupMs }: EstimateFacts): number | null {
  if (kind === 'guide') return null;
  if (MOVES_DATA.includes(kind)) {
    const bytes = bytesOf.get(id);
    return bytes === undefined || bytesPerSecond === null ? null : Math.round((bytes / bytesPerSecond) * 1000);
  }
  return lastTime(id, earlier) ?? (BACKUPS.includes(kind) ? backupMs : null);
}

function lastTime(id: string, earlier: EstimateFacts['earlier']): number | null {
  for (const { steps } of earlier) {
    const step = steps.find((each) => each.id === id && (each.state === 'done' || each.state === 'warning'));
    if (step === undefined || step.startedAt === null || step.endedAt === null) continue;
    return Math.max(0, Date.parse(step.endedAt) - Date.parse(step.startedAt));
  }
  return null;
}
