import * as z from 'zod';
import type { Restore } from '../../../shared/model/restore.ts';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import type { Journal } from './journal.ts';

/**
 * Which way a restore is going, written down before the first step that way: `forward` to its end, `back` after a failure or a cancel, `undo` when the
 * operator takes a finished one back.
 */
const Going = z.discriminatedUnion('way', [
  z.object({ way: z.literal('forward') }),
  z.object({ way: z.literal('back'), because: z.enum(['failed', 'cancelled']) }),
  z.object({ way: z.literal('undo') }),
]);
export type Going = z.infer<typeof Going>;

/** No step has this id. */
const KEPT_AS = '$going';

export function goingOf(journal: Pick<Journal, 'memoOf'>): Going {
  const read = Going.safeParse(journal.memoOf(KEPT_AS));
  return read.success ? read.data : { way: 'forward' };
}

export function keepGoing(journal: Pick<Journal, 'keepMemo'>, going: Going): void {
  journal.keepMemo(KEPT_AS, going);
}

/** A step that replaces live data; what comes after the last of them only puts the site back into service. */
export function isSwitch({ kind, touchesLive }: Pick<PlanStep, 'kind' | 'touchesLive'>): boolean {
  return touchesLive && (kind === 'switch' || kind === 'in-place');
}

/** Index of the last step that replaces live data; -1: there is none. */
export function lastSwitch(steps: readonly PlanStep[]): number {
  return steps.findLastIndex(isSwitch);
}

export type Settlement = 'continue' | 'roll-back' | 'undo';

/**
 * How a restore that stopped half way is settled without anybody being asked: what was on its way back goes on back; what had replaced all live data goes
 * on to its end; what had replaced a part of it goes back. Null: the live site was not touched, so the operator may choose at leisure.
 */
export function settlementOf(
  { plan, steps, liveTouched }: Pick<Restore, 'plan' | 'steps' | 'liveTouched'>,
  going: Going,
): Settlement | null {
  if (going.way === 'undo') return 'undo';
  if (going.way === 'back') return 'roll-back';
  if (!liveTouched) return null;
  const states = new Map(steps.map(({ id, state }) => [id, state]));
  const isDone = (id: string) => states.get(id) === 'done' || states.get(id) === 'warning';
  const switches = plan.steps.filter(isSwitch);
  return switches.length > 0 && switches.every(({ id }) => isDone(id)) ? 'continue' : 'roll-back';
}
