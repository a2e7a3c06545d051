import * as z from 'zod';
import { Instant } from './instant.ts';
import { TimeOfDay } from './policy.ts';

/** What a message can be about. The names are stable: webhooks and settings use them. */
export const AlertEvent = z.enum([
  'backup_failed',
  'verification_failed',
  'backup_unhealthy',
  'anomaly',
  'suspicious_change',
  'host_key_changed',
  'cron_silent',
  'schedule_overdue',
  'offsite_overdue',
  'drive_not_seen',
  'disk_over_limit',
  'drill_failed',
  'drill_due',
  'cleanup_failed',
  'checklist_unfinished',
  'alerts_not_delivered',
  'needs_attention',
  'backup_successful',
  'old_backup_deleted',
  'daily_health_report',
]);
export type AlertEvent = z.infer<typeof AlertEvent>;

export const AlertChannel = z.enum(['email', 'slack', 'webhook', 'desktop']);
export type AlertChannel = z.infer<typeof AlertChannel>;

export const ALERT_CHANNELS: readonly AlertChannel[] = AlertChannel.options;

/** Where an event goes. `digest`: it is a line of the daily report, whatever else is on. */
export const AlertRoute = z.strictObject({
  email: z.boolean(),
  slack: z.boolean(),
  webhook: z.boolean(),
  desktop: z.boolean(),
  digest: z.boolean(),
});
export type AlertRoute = z.infer<typeof AlertRoute>;

/**
 * `none`: not encrypted. `starttls`: begins plainly, and is refused unless the server then encrypts. `tls`: encrypted from the first byte. The certificate is
 * checked in both.
 */
export const MailEncryption = z.enum(['none', 'starttls', 'tls']);
export type MailEncryption = z.infer<typeof MailEncryption>;

/** `ops@example.org`, or with a name: `Holdfast <ops@example.org>`. One line, one address. */
export const MailAddress = z
  .string()
  .trim()
  .max(320)
  .regex(/^(?:[^<>@,;\r\n]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/);

export const EmailChannel = z.strictObject({
  enabled: z.boolean(),
  /** Name or address of the mail server; empty until it is set. */
  host: z.string().trim().max(253),
  port: z.int().min(1).max(65_535),
  encryption: MailEncryption,
  /** Null: the server asks nobody to sign in. The password lies in the keychain. */
  user: z.string().trim().min(1).max(320).nullable(),
  /** Null until it is set. */
  from: MailAddress.nullable(),
  to: z.array(MailAddress).max(20),
});
export type EmailChannel = z.infer<typeof EmailChannel>;

export const AlertSettings = z.strictObject({
  channels: z.strictObject({
    email: EmailChannel,
    /** An incoming webhook; its address is a secret and lies in the keychain. */
    slack: z.strictObject({ enabled: z.boolean() }),
    /** Any receiver of JSON; http or https. Empty until it is set. */
    webhook: z.strictObject({ enabled: z.boolean(), url: z.string().trim().max(2048) }),
    desktop: z.strictObject({ enabled: z.boolean() }),
  }),
  events: z.record(AlertEvent, AlertRoute),
  /** When the daily report is written, local time. */
  dailyAt: TimeOfDay,
  /** Local times between which only what is critical is sent, may cross midnight; null: no such hours. */
  quietHours: z.strictObject({ from: TimeOfDay, until: TimeOfDay }).nullable(),
});
export type AlertSettings = z.infer<typeof AlertSettings>;

/** What is kept apart from the settings, in the keychain, and never shown again. */
export const AlertSecretName = z.enum(['email-password', 'slack-url', 'webhook-secret']);
export type AlertSecretName = z.infer<typeof AlertSecretName>;

/** How a channel stands. */
export const AlertChannelStatus = z.object({
  channel: AlertChannel,
  /** What keeps it from sending, one sentence; null: nothing that is known. */
  obstacle: z.string().nullable(),
  /** Whether its secret is stored here: the mail password, the address of Slack, the key that signs webhooks. */
  hasSecret: z.boolean(),
  /** What is worth knowing: "The address begins with http: what is sent can be read on the way". */
  notes: z.array(z.string()),
  lastSentAt: Instant.nullable(),
  /** Of the last attempt, when it failed and none succeeded since. */
  lastFailure: z.object({ at: Instant, text: z.string() }).nullable(),
  waiting: z.int().nonnegative(),
});
export type AlertChannelStatus = z.infer<typeof AlertChannelStatus>;

export const AlertSettingsView = z.object({
  settings: AlertSettings,
  /** In the order email, slack, webhook, desktop. */
  channels: z.array(AlertChannelStatus),
  /** IANA zone the local times are in, `Europe/Berlin`. */
  zone: z.string(),
  /** When the next daily report is written. */
  nextDailyAt: Instant,
  quietNow: z.boolean(),
});
export type AlertSettingsView = z.infer<typeof AlertSettingsView>;

const LOUD: AlertRoute = { email: true, slack: true, webhook: true, desktop: true, digest: true };
const CALM: AlertRoute = { email: false, slack: false, webhook: true, desktop: false, digest: true };
const REPORT: AlertRoute = { email: true, slack: true, webhook: true, desktop: false, digest: false };

/** Failures are loud everywhere; what went well is a line of the daily report; no channel is on until it is set up. */
export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  channels: {
    email: { enabled: false, host: '', port: 587, encryption: 'starttls', user: null, from: null, to: [] },
    slack: { enabled: false },
    webhook: { enabled: false, url: '' },
    desktop: { enabled: true },
  },
  events: {
    backup_failed: LOUD,
    verification_failed: LOUD,
    backup_unhealthy: LOUD,
    anomaly: LOUD,
    suspicious_change: LOUD,
    host_key_changed: LOUD,
    cron_silent: LOUD,
    schedule_overdue: LOUD,
    offsite_overdue: LOUD,
    drive_not_seen: LOUD,
    disk_over_limit: LOUD,
    drill_failed: LOUD,
    drill_due: CALM,
    cleanup_failed: LOUD,
    checklist_unfinished: CALM,
    alerts_not_delivered: LOUD,
    needs_attention: LOUD,
    backup_successful: CALM,
    old_backup_deleted: CALM,
    daily_health_report: REPORT,
  },
  dailyAt: '07:30',
  quietHours: null,
};

/** As it is kept: events that this Holdfast knows and the one that wrote it did not go where they go by default. */
export const StoredAlertSettings = AlertSettings.extend({
  events: z
    .partialRecord(AlertEvent, AlertRoute)
    .transform((known): AlertSettings['events'] => ({ ...DEFAULT_ALERT_SETTINGS.events, ...known })),
});

/** How far alerts have come. */
export const AlertsState = z.object({
  /** Jobs made before say nothing any more. */
  since: Instant,
  /** Local day of the last daily report. */
  reportedOn: z.iso.date().nullable(),
  /** Since when a report that is due waits for what is caught up with; null: none does. */
  heldSince: Instant.nullable().default(null),
});
export type AlertsState = z.infer<typeof AlertsState>;
