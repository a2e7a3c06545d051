import type { Assertion, Drill, DrillSettings, DrillTarget } from '../../../shared/model/drill.ts';
import type { Server } from '../../../shared/model/server.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { Tone } from '../../design/Status.tsx';

const OUTCOMES: Readonly<Record<Drill['outcome'], { readonly tone: Tone; readonly word: string; readonly means: string }>> = {
  passed: { tone: 'ok', word: 'Passed', means: 'The copy counts as proven.' },
  failed: { tone: 'crit', word: 'Failed', means: 'Something of the backup is not what it was.' },
  aborted: { tone: 'mute', word: 'Aborted', means: 'It could not be carried through and says nothing of the backup.' },
};

export function outcomeWords(outcome: Drill['outcome']): { readonly tone: Tone; readonly word: string; readonly means: string } {
  return OUTCOMES[outcome];
}

export const RHYTHMS: readonly { readonly value: DrillSettings['rhythm']; readonly label: string }[] = [
  { value: 'monthly', label: 'Every month' },
  { value: 'quarterly', label: 'Every quarter' },
  { value: 'off', label: 'Off' },
];

export const COMPARISONS: readonly { readonly value: Assertion['comparison']; readonly label: string; readonly expects: string }[] = [
  { value: 'above', label: 'is above', expects: 'a number' },
  { value: 'below', label: 'is below', expects: 'a number' },
  { value: 'equals', label: 'is', expects: 'a number, a time or a text' },
  { value: 'not-equals', label: 'is not', expects: 'a number, a time or a text' },
  { value: 'age-below', label: 'is a time less old than', expects: 'hours, back from the time of the backup' },
];

/** "is above 0", "is a time less old than 26 h". */
export function expectation({ comparison, expected }: Pick<Assertion, 'comparison' | 'expected'>): string {
  const label = COMPARISONS.find(({ value }) => value === comparison)?.label ?? comparison;
  return `${label} ${expected}${comparison === 'age-below' ? '\u00a0h' : ''}`;
}

/** Where drills of a site restore to, for a read-out. */
export function targetWords(target: DrillTarget, localServer: string | null, servers: readonly Server[]): string {
  if (target.kind === 'this-computer') return localServer === null ? 'no database server found here' : `${localServer}, made for the drill`;
  const name = servers.find(({ id }) => id === target.serverId)?.name ?? 'a server that is not registered';
  return `a scratch schema on ${name}`;
}

/** "due since Thu 19 Nov", "due Sun 20 Dec"; null: there is no rhythm. */
export function dueWords(dueAt: string | null, now: number): { readonly tone: Tone; readonly word: string; readonly sub: string } | null {
  if (dueAt === null) return null;
  const day = formatInstant(dueAt, now).slice(0, -6);
  return Date.parse(dueAt) <= now
    ? { tone: 'warn', word: 'Due', sub: `since ${day}` }
    : { tone: 'ok', word: 'Not due', sub: `next ${day}` };
}

/** What was not as it should be, counted over all that was looked at. */
export function faultsOf({ databases, assertions, media, settings }: Drill): number {
  return (
    databases.reduce((sum, { differences }) => sum + differences.length, 0) +
    assertions.filter(({ ok }) => !ok).length +
    (media?.differences.length ?? 0) +
    (settings === 'differs' ? 1 : 0)
  );
}
