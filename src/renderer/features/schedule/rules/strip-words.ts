import { formatInstant } from '../../../../shared/format/instants.ts';
import type { Slot } from '../../../../shared/model/schedule.ts';

/** "28 done, 1 missed, 1 failed since Wed 21 Oct". */
export function stripWords(slots: readonly Slot[], now: number): string {
  const [first] = slots;
  if (first === undefined) return 'Nothing was due yet';
  const states = ['done', 'warning', 'failed', 'missed', 'skipped', 'waiting', 'running'] as const;
  const words = {
    done: 'done',
    warning: 'incomplete',
    failed: 'failed',
    missed: 'missed',
    skipped: 'skipped',
    waiting: 'waiting',
    running: 'running',
  };
  const counts = states
    .map((state) => ({ state, count: slots.filter((slot) => slot.state === state).length }))
    .filter(({ count }) => count > 0);
  return `${counts.map(({ state, count }) => `${count} ${words[state]}`).join(', ')} since ${formatInstant(first.dueAt, now).slice(0, -6)}`;
}
