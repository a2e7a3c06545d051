import type { AlertMessage } from '../../shared/model/alert.ts';
import type { App } from '../app/app.ts';
import { problemOf } from '../errors/app-error.ts';

/** A command has done its work: whoever waits for its end waits no longer than this for receivers, in milliseconds. */
const SENDING_MS = 20_000;

export interface SendingOptions {
  readonly looks: boolean;
  /** All that was due was tried: what is old or overdue now is so for another reason than that this computer was off. */
  readonly isCaughtUp: boolean;
  /** Ctrl-C ends the sending, too. */
  readonly signal: AbortSignal;
}

/** Sends what became due before the command ends. Never throws; null, or one line about what is not sent and waits. */
export async function sendAlerts(app: App, { looks, isCaughtUp, signal }: SendingOptions): Promise<string | null> {
  try {
    return unsentLine(await app.sendAlerts({ looks, isCaughtUp, signal: AbortSignal.any([signal, AbortSignal.timeout(SENDING_MS)]) }));
  } catch (cause) {
    return `Alerts could not be sent (${problemOf(cause).title}) and wait in the outbox.`;
  }
}

/** Pure. */
export function unsentLine(unsent: readonly AlertMessage[]): string | null {
  if (unsent.length === 0) return null;
  const last = unsent.findLast(({ attempts }) => attempts > 0);
  const why = last === undefined ? '' : ` (${last.channel}: ${last.answer.replaceAll(/\s+/gu, ' ')})`;
  const count = unsent.length === 1 ? '1 alert is not sent' : `${unsent.length} alerts are not sent`;
  return `${count}${why}. The outbox keeps what waits, for the window, the agent or the next command: "alerts outbox" shows it.`;
}
