import type {
  AlertCondition,
  AlertContent,
  AlertDigestLine,
  AlertMessage,
  AlertMessageId,
  AlertMessageKind,
  AlertSeverity,
} from '../../../shared/model/alert.ts';
import { ALERT_CHANNELS, type AlertChannel, type AlertEvent, type AlertSettings } from '../../../shared/model/alert-settings.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { WORSE } from './observe.ts';
import { conditionContent } from './texts.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What is not critical is told once it held for so long: what mends itself at once is told to nobody. */
export const HOLD_MS = 5 * MINUTE;
/**
 * What time alone brings about while the computer is off. A backup that is being caught up with ends it, so nobody is told of it before that had its time, nor
 * within moments of the first look after a sleep.
 */
const LAPSES_ASLEEP: ReadonlySet<string> = new Set(['too-old']);
/** What a clock that runs ahead makes up: not told while it is in doubt. */
const BY_TIME_ALONE: ReadonlySet<string> = new Set([
  'too-old',
  'copy-overdue',
  'drive-not-seen',
  'drill-due',
  'no-drill-passed',
  'cron-silent',
  'pull-mark-old',
  'schedule-overdue',
  'checklist-overdue',
  'checklist-unfinished',
]);
/** Days from one reminder to the next; the last one repeats. */
export const REMINDER_DAYS = [1, 3, 7, 14] as const;

export interface Told {
  readonly condition: AlertCondition;
  /** New ones, and older ones that need not be sent any more. */
  readonly messages: readonly AlertMessage[];
  readonly lines: readonly AlertDigestLine[];
}

export interface TellInput {
  readonly condition: AlertCondition;
  /** Messages of this condition, oldest first. */
  readonly messages: readonly AlertMessage[];
  readonly settings: AlertSettings;
  readonly now: number;
  readonly newId: () => string;
  readonly isTimeTrusted: boolean;
  /** Channels that cannot deliver at this time: to say so through them helps nobody. */
  readonly stuck: ReadonlySet<AlertChannel>;
  /** What was due while the computer was off is still being caught up with at this site. */
  readonly catchingUp: boolean;
}

/** What is to be said of a condition now, on which channels. Pure but for the ids. */
export function tell(input: TellInput): Told {
  const { condition, now } = input;
  if (condition.resolvedAt !== null) return tellOver(input);
  if (condition.goneSince !== null) return silent(condition);
  if (!input.isTimeTrusted && BY_TIME_ALONE.has(condition.code)) return silent(condition);
  const lapses = LAPSES_ASLEEP.has(condition.code);
  if (lapses && input.catchingUp) return silent(condition);
  if (condition.toldSeverity === null) {
    const canWait = condition.source === 'finding' && (lapses || condition.severity !== 'critical');
    const isHeld = canWait && now - Date.parse(condition.openedAt) < HOLD_MS;
    return isHeld ? silent(condition) : say(input, 'opened', told(condition, now));
  }
  // What got worse is something else than what was acknowledged.
  if (WORSE[condition.severity] > WORSE[condition.toldSeverity])
    return say(input, 'worsened', { ...told(condition, now), acknowledgedAt: null, snoozedUntil: null });
  if (!isReminderDue(condition, now)) return silent(condition);
  const reminders = condition.reminders + 1;
  return say(input, 'reminder', {
    ...condition,
    toldAt: new Date(now).toISOString(),
    reminders,
    snoozedUntil: null,
    nextReminderAt: new Date(now + gapAfter(reminders)).toISOString(),
  });
}

/** From one reminder to the next, in milliseconds; `reminders`: how many there were. */
export function gapAfter(reminders: number): number {
  return (REMINDER_DAYS[Math.min(reminders, REMINDER_DAYS.length - 1)] ?? 14) * DAY;
}

function isReminderDue({ acknowledgedAt, snoozedUntil, nextReminderAt }: AlertCondition, now: number): boolean {
  if (acknowledgedAt !== null) return false;
  if (snoozedUntil !== null) return Date.parse(snoozedUntil) <= now;
  return nextReminderAt !== null && Date.parse(nextReminderAt) <= now;
}

function told(condition: AlertCondition, now: number): AlertCondition {
  const { severity } = condition;
  const nextReminderAt = new Date(now + gapAfter(condition.reminders)).toISOString();
  return { ...condition, toldSeverity: severity, toldAt: new Date(now).toISOString(), nextReminderAt };
}

const silent = (condition: AlertCondition): Told => ({ condition, messages: [], lines: [] });

function say(input: TellInput, kind: 'opened' | 'worsened' | 'reminder', condition: AlertCondition): Told {
  const { messages, settings, now, stuck, newId } = input;
  const content = conditionContent(condition, kind, now);
  const channels = channelsOf(settings, condition.event).filter(
    (channel) => condition.event !== 'alerts_not_delivered' || !stuck.has(channel),
  );
  const fresh = channels.map((channel) => messageOf(condition, { channel, kind, content, severity: condition.severity, now, newId }));
  // The newest words are enough for who has not been told yet.
  const replaced = messages
    .filter(({ state, mayHaveArrived, channel }) => state === 'waiting' && !mayHaveArrived && channels.includes(channel))
    .map((message) => withdrawn(message, now));
  const isLine = kind === 'opened' && settings.events[condition.event].digest;
  const text = `${condition.title}. ${condition.text}`;
  return {
    condition,
    messages: [...replaced, ...fresh],
    lines: isLine ? [{ id: newId(), at: new Date(now).toISOString(), event: condition.event, text }] : [],
  };
}

/** Whoever was told, or may have been, is told that it is over; what still waits is not sent any more. */
function tellOver({ condition, messages, settings, now, newId }: TellInput): Told {
  const content = conditionContent(condition, 'recovered', now);
  const isDone = messages.some(({ kind }) => kind === 'recovered');
  const toldChannels = isDone
    ? []
    : ALERT_CHANNELS.filter((channel) => messages.some((each) => each.channel === channel && hasReached(each)));
  const fresh = toldChannels.map((channel) => messageOf(condition, { channel, kind: 'recovered', content, severity: 'note', now, newId }));
  const over = messages.filter(({ state, kind }) => state === 'waiting' && kind !== 'recovered').map((message) => withdrawn(message, now));
  const isLine = condition.toldSeverity !== null && settings.events[condition.event].digest && !isDone;
  return {
    condition,
    messages: [...over, ...fresh],
    lines: isLine ? [{ id: newId(), at: new Date(now).toISOString(), event: condition.event, text: `${content.title}.` }] : [],
  };
}

/** Whether its receiver has it or may have it. */
export function hasReached({ state, mayHaveArrived }: AlertMessage): boolean {
  return state === 'sent' || state === 'sending' || mayHaveArrived;
}

export function channelsOf({ channels, events }: AlertSettings, event: AlertEvent): readonly AlertChannel[] {
  return ALERT_CHANNELS.filter((channel) => channels[channel].enabled && events[event][channel]);
}

/** Whether whoever hears of `event` hears of `other` as well. */
export function isToldWith(settings: AlertSettings, event: AlertEvent, other: AlertEvent): boolean {
  const also = channelsOf(settings, other);
  const inReport = !settings.events[event].digest || settings.events[other].digest;
  return inReport && channelsOf(settings, event).every((channel) => also.includes(channel));
}

export function withdrawn(message: AlertMessage, now: number): AlertMessage {
  return { ...message, state: 'withdrawn', nextTryAt: null, settledAt: new Date(now).toISOString() };
}

export interface NewMessage {
  readonly channel: AlertChannel;
  readonly kind: AlertMessageKind;
  readonly content: AlertContent;
  readonly severity: AlertSeverity;
  readonly now: number;
  readonly newId: () => string;
}

/** What a message is about: a condition, or a site. */
export interface Subject {
  readonly event: AlertEvent;
  readonly siteId: SiteId | null;
  readonly siteName: string | null;
}

export function messageOf(about: Subject | AlertCondition, { channel, kind, content, severity, now, newId }: NewMessage): AlertMessage {
  const at = new Date(now).toISOString();
  return {
    // Made here, and by nothing else: the brand is given where it comes into being.
    id: newId() as AlertMessageId,
    channel,
    kind,
    event: about.event,
    severity,
    conditionId: 'key' in about ? about.id : null,
    siteId: about.siteId,
    siteName: about.siteName,
    content,
    createdAt: at,
    state: 'waiting',
    attempts: 0,
    nextTryAt: at,
    settledAt: null,
    mayHaveArrived: false,
    answer: '',
  };
}
