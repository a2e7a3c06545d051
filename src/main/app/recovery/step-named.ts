import type { RestoreStep } from '../../restore/step.ts';

/** As far as a context needs to know the step. */
export function stepNamed(id: string): Pick<RestoreStep, 'plan'> {
  return { plan: { id, kind: 'switch', title: '', commands: [], changes: '', undo: '', touchesLive: false, estimatedMs: null } };
}
