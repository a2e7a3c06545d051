import type { Proof, ProofLevel } from './backup.ts';

const LEVELS: readonly ProofLevel[] = ['present', 'intact', 'sound', 'proven'];

export function reaches(level: ProofLevel, wanted: ProofLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
}

/** What one look at a copy came to. `step`: the level that was being shown when it failed; those below it had been shown. */
export type CheckResult =
  | { readonly ok: true; readonly level: ProofLevel }
  | { readonly ok: false; readonly step: ProofLevel; readonly code: string; readonly text: string };

/** Of a copy that was just written, or just found. `at`: when it was seen to be there, UTC. */
export function firstProof(at: string): Proof {
  return { level: 'present', presentAt: at, intactAt: null, soundAt: null, provenAt: null, failure: null };
}

/**
 * What holds of a copy after one more check.
 *
 *   holds --good check--> holds, the level rises or stays, times are renewed
 *     |                        A level once shown stays shown, with its age, while nothing speaks against it.
 *   failed check
 *     v
 *   failed --check that reaches less far than the failed step--> still failed
 *     |
 *     +--check that reaches the failed step--> holds, at the level of that check and no higher: after a failure, what lies above
 *                                              is shown anew or not at all. Earlier times stay, for display.
 *
 * Pure. `at`: UTC.
 */
export function nextProof(previous: Proof, result: CheckResult, at: string): Proof {
  const shown = result.ok ? result.level : levelBelow(result.step);
  const times = {
    presentAt: shown === null ? previous.presentAt : at,
    intactAt: shown !== null && reaches(shown, 'intact') ? at : previous.intactAt,
    soundAt: shown !== null && reaches(shown, 'sound') ? at : previous.soundAt,
    provenAt: shown !== null && reaches(shown, 'proven') ? at : previous.provenAt,
  };
  if (!result.ok) {
    return { ...times, level: previous.level, failure: { at, step: result.step, code: result.code, text: result.text } };
  }
  const { failure } = previous;
  if (failure === null) return { ...times, level: reaches(previous.level, result.level) ? previous.level : result.level, failure: null };
  if (!reaches(result.level, failure.step)) return { ...times, level: previous.level, failure };
  return { ...times, level: result.level, failure: null };
}

function levelBelow(level: ProofLevel): ProofLevel | null {
  return LEVELS[LEVELS.indexOf(level) - 1] ?? null;
}
