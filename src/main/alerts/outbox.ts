import type { AlertMessage } from '../../shared/model/alert.ts';
import { ALERT_CHANNELS, type AlertChannel } from '../../shared/model/alert-settings.ts';
import type { AlertCatalog } from './alert-round.ts';
import type { Senders } from './channels/sender.ts';
import { afterAttempt, type Attempt, dutyOf } from './rules/delivery.ts';
import { localTime } from './rules/local-time.ts';
import { withdrawn } from './rules/tell.ts';
import { AppError } from '../errors/app-error.ts';

export interface OutboxOptions {
  readonly catalog: AlertCatalog;
  readonly senders: Senders;
  /** Channels that this host does not have: their messages wait for one that does. */
  readonly lacking?: readonly AlertChannel[];
  readonly clock: { now(): number };
  /** IANA zone of the operator, as it is now. */
  readonly zone: () => string;
  /** After each message whose state changed. */
  readonly onChanged: () => void;
  /** What a sender threw that it should have answered. */
  readonly onFault: (cause: unknown) => void;
}

export interface Outbox {
  /** Sends what is due. A second call while one is under way waits for that one. */
  deliver(signal: AbortSignal): Promise<void>;
}

/** Messages one round sends over one channel at most, so that a long list does not keep a round from ending. */
const A_ROUND = 50;

/**
 * Sends what the catalog keeps, each channel in order, all channels at once. That a message is under way is written before the attempt: should the app end
 * then, it goes out again with the same id, by which a receiver knows it.
 */
export function createOutbox({ catalog, senders, lacking = [], clock, zone, onChanged, onFault }: OutboxOptions): Outbox {
  const { alerts, settings } = catalog;
  let running: Promise<void> | null = null;

  const put = (message: AlertMessage): void => {
    alerts.putMessage(message);
    onChanged();
  };
  /** Under way when another process ended, or when its outcome could not be written down: nobody knows whether it arrived. */
  const takeUp = (): void => {
    for (const message of alerts.unsettledMessages())
      if (message.state === 'sending') alerts.putMessage({ ...message, state: 'waiting', mayHaveArrived: true });
  };
  const isOver = ({ conditionId }: AlertMessage): boolean =>
    conditionId !== null && (alerts.findCondition(conditionId)?.resolvedAt ?? null) !== null;
  const dutyNow = (message: AlertMessage) => {
    const now = clock.now();
    const ofCondition = message.conditionId === null ? [message] : alerts.messagesOf(message.conditionId);
    return dutyOf(message, { settings: settings.get('alerts'), ofCondition, now, time: localTime(now, zone()).time });
  };
  async function send(message: AlertMessage, signal: AbortSignal): Promise<boolean> {
    const sending: AlertMessage = { ...message, state: 'sending', attempts: message.attempts + 1 };
    put(sending);
    let attempt: Attempt;
    try {
      attempt = await senders[message.channel].send(sending, signal);
    } catch (error) {
      if (!signal.aborted) onFault(error);
      attempt = brokenOff(error, signal);
    }
    put(catalog.atomically(() => afterAttempt(sending, attempt, clock.now(), isOver(sending))));
    return attempt.state === 'sent';
  }
  async function drain(channel: AlertChannel, signal: AbortSignal): Promise<void> {
    let sent = 0;
    for (const { id } of alerts.unsettledMessages().filter((message) => message.channel === channel)) {
      if (signal.aborted || sent >= A_ROUND) return;
      // What came before may have settled it meanwhile.
      const message = alerts.findMessage(id);
      if (message === null || message.state !== 'waiting') continue;
      const duty = dutyNow(message);
      if (duty === 'withdraw') put(withdrawn(message, clock.now()));
      if (duty === 'give-up') put({ ...withdrawn(message, clock.now()), state: 'given-up' });
      if (duty !== 'send' || lacking.includes(channel)) continue;
      sent += 1;
      // What did not take this one will not take the next.
      if (!(await send(message, signal))) return;
    }
  }
  async function deliverAll(signal: AbortSignal): Promise<void> {
    takeUp();
    // All of them end before the next ones begin: nothing that is really under way is taken up.
    const ends = await Promise.allSettled(ALERT_CHANNELS.map((channel) => drain(channel, signal)));
    const faults = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    if (faults.length > 0) throw new AggregateError(faults, 'A channel could not be served.');
  }
  return {
    deliver(signal) {
      running ??= deliverAll(signal).finally(() => {
        running = null;
      });
      return running;
    },
  };
}

/** A message whose sender threw is kept and tried again like any other: a keychain that is locked is open in a minute. */
function brokenOff(error: unknown, { aborted }: AbortSignal): Attempt {
  const isKnown = error instanceof AppError;
  const answer = aborted
    ? 'The app was closed.'
    : isKnown
      ? error.toProblem().title
      : 'Sending broke off for a reason that only the log tells.';
  return { state: 'failed', answer, mayHaveArrived: aborted || !isKnown, retryAfterMs: null };
}
