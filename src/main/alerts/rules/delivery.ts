import type { AlertMessage } from '../../../shared/model/alert.ts';
import type { AlertSettings } from '../../../shared/model/alert-settings.ts';
import { isWithin } from './local-time.ts';
import { hasReached, withdrawn } from './tell.ts';

const MINUTE = 60_000;
/** Between two attempts at most. */
export const LONGEST_WAIT_MS = 60 * MINUTE;
/** However long a receiver asks for. */
const LONGEST_ASKED_MS = 24 * LONGEST_WAIT_MS;
/** What happened once and could be told nobody for so long is history. */
export const GIVE_UP_MS = 7 * 24 * 60 * MINUTE;

/** A bubble about yesterday helps nobody: the window it belongs to shows what is open. */
export const DESKTOP_FOR_MS = 12 * 60 * MINUTE;

/** What is to be done with a message that is not settled, now. */
export type Duty = 'send' | 'wait' | 'withdraw' | 'give-up';

export interface DutyFacts {
  readonly settings: AlertSettings;
  /** All messages of its condition, oldest first; only itself when it has none. */
  readonly ofCondition: readonly AlertMessage[];
  readonly now: number;
  /** The wall clock, `22:15`. */
  readonly time: string;
}

/** Pure. Critical messages wait for nothing but their channel. */
export function dutyOf(message: AlertMessage, { settings, ofCondition, now, time }: DutyFacts): Duty {
  if (message.state === 'sending') return 'wait';
  if (!settings.channels[message.channel].enabled) return 'withdraw';
  if (message.channel === 'desktop' && now - Date.parse(message.createdAt) > DESKTOP_FOR_MS) return 'withdraw';
  const earlier = ofCondition.slice(
    0,
    ofCondition.findIndex(({ id }) => id === message.id),
  );
  const before = earlier.filter(({ channel }) => channel === message.channel);
  if (before.some(({ settledAt }) => settledAt === null)) return 'wait';
  // Nobody was told that it began: that it is over is no news.
  if (message.kind === 'recovered' && !before.some(hasReached)) return 'withdraw';
  if (message.conditionId === null && now - Date.parse(message.createdAt) > GIVE_UP_MS) return 'give-up';
  if (message.severity !== 'critical' && isWithin(time, settings.quietHours)) return 'wait';
  const wait = message.nextTryAt === null ? 0 : Date.parse(message.nextTryAt) - now;
  // Longer than ever was said: by a clock that ran ahead then.
  return wait > 0 && wait <= LONGEST_ASKED_MS ? 'wait' : 'send';
}

/** What an attempt came to. */
export type Attempt =
  | { readonly state: 'sent'; readonly answer: string }
  | {
      readonly state: 'failed';
      readonly answer: string;
      /** The receiver may have it: the line went dead before it could say so. */
      readonly mayHaveArrived: boolean;
      /** The receiver asks for so much time, in milliseconds; null: it does not say. */
      readonly retryAfterMs: number | null;
    };

/** The message as an attempt leaves it. `isOver`: its condition ended meanwhile. Pure. */
export function afterAttempt(message: AlertMessage, attempt: Attempt, now: number, isOver: boolean): AlertMessage {
  const at = new Date(now).toISOString();
  if (attempt.state === 'sent')
    return { ...message, state: 'sent', answer: attempt.answer, nextTryAt: null, settledAt: at, mayHaveArrived: true };
  const mayHaveArrived = message.mayHaveArrived || attempt.mayHaveArrived;
  const failed: AlertMessage = { ...message, state: 'waiting', answer: attempt.answer, mayHaveArrived };
  if (isOver && message.kind !== 'recovered') return withdrawn(failed, now);
  const wait = Math.max(attempt.retryAfterMs ?? 0, waitAfter(message.attempts));
  return { ...failed, nextTryAt: new Date(now + Math.min(wait, LONGEST_ASKED_MS)).toISOString() };
}

/** After the first attempt a minute, then twice as long each time. */
export function waitAfter(attempts: number): number {
  return Math.min(MINUTE * 2 ** Math.max(0, Math.min(attempts - 1, 20)), LONGEST_WAIT_MS);
}
