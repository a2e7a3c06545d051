import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { Evidence, EvidenceState } from '../../../shared/model/checklist.ts';
import type { ChecklistFacts } from '../facts.ts';

/** What a step found, before it is given its time. */
export type Found = Pick<Evidence, 'state' | 'headline' | 'details'> & Partial<Pick<Evidence, 'unchecked' | 'actions'>>;

/** "5 of 6 sites"; "1 of 1 site". */
export function ofSites(have: number, all: number): string {
  return `${have} of ${all} ${all === 1 ? 'site' : 'sites'}`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A moment in the operator's zone. */
export function when(at: string, { now, zone }: Pick<ChecklistFacts, 'now' | 'zone'>): string {
  return formatInstant(at, now, { timeZone: zone });
}

/** How old something is: "7 h 41 min". */
export function ageOf(at: string, { now }: Pick<ChecklistFacts, 'now'>): string {
  return formatDuration(Math.max(60_000, Math.floor((now - Date.parse(at)) / 60_000) * 60_000));
}

const WORST: readonly EvidenceState[] = ['in-order', 'information', 'working', 'unknown', 'attention', 'problem'];

/** The one that asks most of the reader. */
export function worstOf(states: readonly EvidenceState[]): EvidenceState {
  return states.reduce((worst, state) => (WORST.indexOf(state) > WORST.indexOf(worst) ? state : worst), 'in-order');
}

/** Nothing to look at is no good news. */
export const NO_SITES: Found = {
  state: 'unknown',
  headline: 'No site is registered',
  details: [],
  unchecked: ['There is nothing to look at before a site is added.'],
};
