import { randomUUID } from 'node:crypto';
import type { AlertMessage, AlertMessageId } from '../../shared/model/alert.ts';
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
  /** Sends what is due, but nothing over the channels that are `without` something. A second call while one is under way waits for that one. */
  deliver(signal: AbortSignal, without?: readonly AlertChannel[]): Promise<void>;
  /** What this host could send and is not sent: an attempt failed, or it is due now. Oldest first. */
  unsent(): readonly AlertMessage[];
}

/** Messages one round sends over one channel at most, so that a long list does not keep a round from ending. */
const A_ROUND = 50;

/** Longer than any attempt lasts: what is under way for longer was left by a process that ended. */
const CLAIM_MS = 5 * 60_000;

/**
 * Sends what the catalog keeps, each channel in order, all channels at once. That a message is under way, and in whose hands, is written before the attempt: no
 * other process sends it meanwhile, and should this one end then, it goes out again with the same id, by which a receiver knows it.
 */
export function createOutbox({ catalog, senders, lacking = [], clock, zone, onChanged, onFault }: OutboxOptions): Outbox {
  const { alerts, settings } = catalog;
  const owner = randomUUID();
  let running: Promise<void> | null = null;

  const put = (message: AlertMessage): void => {
    alerts.putMessage(message);
    onChanged();
  };
  /** Under way when another process ended, or when its outcome could not be written down: nobody knows whether it arrived. */
  const takeUp = (): void =>
    catalog.atomically(() => {
      for (const message of alerts.unsettledMessages())
        if (message.state === 'sending' && isLeft(message.id)) alerts.putMessage({ ...message, state: 'waiting', mayHaveArrived: true });
    });
  const isLeft = (id: AlertMessageId): boolean => {
    const claim = alerts.claimOf(id);
    if (claim === null || claim.by === owner) return true;
    const wait = Date.parse(claim.until) - clock.now();
    // Longer than any is made for: by a clock that ran ahead then.
    return wait <= 0 || wait > CLAIM_MS;
  };
  const isOver = ({ conditionId }: AlertMessage): boolean =>
    conditionId !== null && (alerts.findCondition(conditionId)?.resolvedAt ?? null) !== null;
  const dutyNow = (message: AlertMessage) => {
    const now = clock.now();
    const ofCondition = message.conditionId === null ? [message] : alerts.messagesOf(message.conditionId);
    return dutyOf(message, { settings: settings.get('alerts'), ofCondition, now, time: localTime(now, zone()).time });
  };
  /** Decided and written in one transaction: whoever comes at the same time finds it taken. */
  const claim = (id: AlertMessageId, without: readonly AlertChannel[]): AlertMessage | null =>
    catalog.atomically(() => {
      // What came before may have settled it meanwhile.
      const message = alerts.findMessage(id);
      if (message === null || message.state !== 'waiting') return null;
      const duty = dutyNow(message);
      if (duty === 'withdraw') put(withdrawn(message, clock.now()));
      if (duty === 'give-up') put({ ...withdrawn(message, clock.now()), state: 'given-up' });
      if (duty !== 'send' || lacking.includes(message.channel) || without.includes(message.channel)) return null;
      const sending: AlertMessage = { ...message, state: 'sending', attempts: message.attempts + 1 };
      alerts.claimMessage(sending, { by: owner, until: new Date(clock.now() + CLAIM_MS).toISOString() });
      return sending;
    });
  async function send(sending: AlertMessage, signal: AbortSignal): Promise<boolean> {
    onChanged();
    let attempt: Attempt;
    try {
      attempt = await senders[sending.channel].send(sending, signal);
    } catch (error) {
      if (!signal.aborted) onFault(error);
      attempt = brokenOff(error, signal);
    }
    put(catalog.atomically(() => afterAttempt(sending, attempt, clock.now(), isOver(sending))));
    return attempt.state === 'sent';
  }
  async function drain(channel: AlertChannel, without: readonly AlertChannel[], signal: AbortSignal): Promise<void> {
    let sent = 0;
    for (const { id } of alerts.unsettledMessages().filter((message) => message.channel === channel)) {
      if (signal.aborted || sent >= A_ROUND) return;
      const sending = claim(id, without);
      if (sending === null) continue;
      sent += 1;
      // What did not take this one will not take the next.
      if (!(await send(sending, signal))) return;
    }
  }
  async function deliverAll(signal: AbortSignal, without: readonly AlertChannel[]): Promise<void> {
    takeUp();
    // All of them end before the next ones begin: nothing that is really under way is taken up.
    const ends = await Promise.allSettled(ALERT_CHANNELS.map((channel) => drain(channel, without, signal)));
    const faults = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    if (faults.length > 0) throw new AggregateError(faults, 'A channel could not be served.');
  }
  return {
    deliver(signal, without = []) {
      running ??= deliverAll(signal, without).finally(() => {
        running = null;
      });
      return running;
    },
    unsent: () =>
      alerts
        .unsettledMessages()
        .filter((message) => !lacking.includes(message.channel) && (message.attempts > 0 || dutyNow(message) === 'send')),
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
