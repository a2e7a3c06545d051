import * as z from 'zod';
import { AlertChannel, AlertEvent } from './alert-settings.ts';
import { SiteId } from './ids.ts';
import { Instant } from './instant.ts';

export const AlertSeverity = z.enum(['critical', 'at-risk', 'note']);
export type AlertSeverity = z.infer<typeof AlertSeverity>;

export const AlertConditionId = z.uuid().brand<'AlertConditionId'>();
export type AlertConditionId = z.infer<typeof AlertConditionId>;

export const AlertMessageId = z.uuid().brand<'AlertMessageId'>();
export type AlertMessageId = z.infer<typeof AlertMessageId>;

/**
 * Something that stays wrong until somebody mends it. One open condition for each key, however often it is found.
 *
 *   found -> open -> (gone for a while) -> resolved
 */
export const AlertCondition = z.object({
  id: AlertConditionId,
  /** What makes it the same condition: code, site, and place, server or backup where they belong to it. */
  key: z.string(),
  event: AlertEvent,
  /** `finding`: read from the state of the fleet; `job`: work that failed and has not succeeded since. */
  source: z.enum(['finding', 'job']),
  /** Code of the finding, or of the problem of the newest failed job. */
  code: z.string(),
  severity: AlertSeverity,
  siteId: SiteId.nullable(),
  siteName: z.string().nullable(),
  /** One line for a list: "aurora-market: a backup failed". */
  title: z.string(),
  /** What is wrong, in its newest words. */
  text: z.string(),
  /** How many findings, or failed attempts, are folded into it. */
  count: z.int().positive(),
  openedAt: Instant,
  /** When it was last found. */
  seenAt: Instant,
  /** Since when it is not found any more, while it may still come back; null: it is there. */
  goneSince: Instant.nullable(),
  resolvedAt: Instant.nullable(),
  /** How often it came back within a day after it was over: it is believed to be over only after a longer time each time. */
  returns: z.int().nonnegative(),
  /** The severity that was last told; null: nothing was told yet. */
  toldSeverity: AlertSeverity.nullable(),
  toldAt: Instant.nullable(),
  reminders: z.int().nonnegative(),
  nextReminderAt: Instant.nullable(),
  /** No reminder any more; that it is over is still told. */
  acknowledgedAt: Instant.nullable(),
  /** No reminder before; at this time there is one. */
  snoozedUntil: Instant.nullable(),
  /** The operator's own words. */
  note: z.string(),
});
export type AlertCondition = z.infer<typeof AlertCondition>;

/**
 * What a message is: of a condition (it opened, it got worse, it is still there, it is over), of one thing that happened, the daily report, or a test.
 */
export const AlertMessageKind = z.enum(['opened', 'worsened', 'reminder', 'recovered', 'happened', 'daily-report', 'test']);
export type AlertMessageKind = z.infer<typeof AlertMessageKind>;

/** What is said, the same on every channel. Names and numbers only, never customers' data. */
export const AlertContent = z.object({
  /** One line, a mail's subject. */
  title: z.string(),
  /** What happened. */
  happened: z.string(),
  /** What is safe. Empty when there is nothing to say. */
  safe: z.string(),
  /** What to do next. Empty when nothing is to be done. */
  next: z.string(),
  /** Facts with their names: Filename, Size, Duration, Verification. */
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Longer lists under a heading: the sites of a daily report. */
  sections: z.array(z.object({ heading: z.string(), lines: z.array(z.string()) })),
});
export type AlertContent = z.infer<typeof AlertContent>;

/**
 *   waiting -> sending -> sent
 *      ^          |-> waiting    (it did not arrive; tried again later)
 *      |-> withdrawn             (what it says is over before it could be sent, or its channel was turned off)
 *      |-> given-up              (told nobody for a week, of something that happened once)
 */
export const AlertMessageState = z.enum(['waiting', 'sending', 'sent', 'withdrawn', 'given-up']);
export type AlertMessageState = z.infer<typeof AlertMessageState>;

/** One message to one channel, kept until it is sent. */
export const AlertMessage = z.object({
  id: AlertMessageId,
  channel: AlertChannel,
  kind: AlertMessageKind,
  event: AlertEvent,
  severity: AlertSeverity,
  conditionId: AlertConditionId.nullable(),
  siteId: SiteId.nullable(),
  siteName: z.string().nullable(),
  content: AlertContent,
  createdAt: Instant,
  state: AlertMessageState,
  /** Attempts so far. */
  attempts: z.int().nonnegative(),
  /** When it is tried next at the earliest; null once nothing more is tried. */
  nextTryAt: Instant.nullable(),
  settledAt: Instant.nullable(),
  /** An attempt ended without an answer: the receiver may have it. */
  mayHaveArrived: z.boolean(),
  /** The receiver's last words, or why there were none. */
  answer: z.string(),
});
export type AlertMessage = z.infer<typeof AlertMessage>;

/** A message that was tried more than once and waits for so long is something to mend of its own. */
const STUCK_MS = 15 * 60_000;

/** Whether it was tried and still waits long after. `now`: milliseconds since the epoch. */
export function isStuck({ settledAt, attempts, createdAt }: AlertMessage, now: number): boolean {
  return settledAt === null && attempts > 1 && now - Date.parse(createdAt) > STUCK_MS;
}

/** A single thing that happened, kept for the daily report. */
export const AlertDigestLine = z.object({ id: z.uuid(), at: Instant, event: AlertEvent, text: z.string() });
export type AlertDigestLine = z.infer<typeof AlertDigestLine>;

export const AlertConditions = z.object({
  /** Worst first, then newest. */
  open: z.array(AlertCondition),
  /** Over, newest first, at most 100. */
  recent: z.array(AlertCondition),
});
export type AlertConditions = z.infer<typeof AlertConditions>;

export const AlertOutbox = z.object({
  /** Oldest first: what is still to be sent. */
  waiting: z.array(AlertMessage),
  /** Newest first, at most 100: sent, withdrawn, given up. */
  recent: z.array(AlertMessage),
});
export type AlertOutbox = z.infer<typeof AlertOutbox>;

/** What became of a real message that was sent as a test. */
export const AlertTestReport = z.object({
  channel: AlertChannel,
  delivered: z.boolean(),
  /** What the receiver answered, or why there was no answer, in words; never a secret. */
  answer: z.string(),
  /** What is worth knowing of the way it took: "The connection is not encrypted". */
  notes: z.array(z.string()),
  at: Instant,
});
export type AlertTestReport = z.infer<typeof AlertTestReport>;
