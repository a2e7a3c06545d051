import type { AlertEvent } from '../../../shared/model/alert-settings.ts';
import type { Finding } from '../../../shared/model/fleet.ts';

/** The event of each known finding. A finding that is not here still becomes a message: `needs_attention`. */
const EVENTS: ReadonlyMap<string, AlertEvent> = new Map([
  ['backup-failed', 'backup_failed'],
  ['backup-incomplete', 'backup_unhealthy'],
  ['too-old', 'backup_unhealthy'],
  ['too-large', 'backup_unhealthy'],
  ['no-backup', 'backup_unhealthy'],
  ['copy-failed', 'verification_failed'],
  ['chain-broken', 'verification_failed'],
  ['verification-failed', 'verification_failed'],
  ['anomaly', 'anomaly'],
  ['application-key-changed', 'suspicious_change'],
  ['new-executables', 'suspicious_change'],
  ['host-key-changed', 'host_key_changed'],
  ['cron-silent', 'cron_silent'],
  ['cron-failed', 'cron_silent'],
  // It runs; only the program is an old one, or not ours any more.
  ['cron-outdated', 'needs_attention'],
  ['schedule-overdue', 'schedule_overdue'],
  ['copy-overdue', 'offsite_overdue'],
  ['drive-not-seen', 'drive_not_seen'],
  ['disk-over-limit', 'disk_over_limit'],
  ['server-disk-over-limit', 'disk_over_limit'],
  ['server-disk-over-limit', 'disk_over_limit'],
  ['pull-mark-old', 'schedule_overdue'],
  ['drill-failed', 'drill_failed'],
  ['rto-over-target', 'drill_failed'],
  ['drill-due', 'drill_due'],
  ['no-drill-passed', 'drill_due'],
  ['cleanup-failed', 'cleanup_failed'],
  ['checklist-overdue', 'checklist_unfinished'],
  ['checklist-unfinished', 'checklist_unfinished'],
  ['alerts-not-delivered', 'alerts_not_delivered'],
]);

/** Families of codes that producers may name more exactly: `anomaly-size`, `cron-never-ran`. */
const FAMILIES: readonly (readonly [string, AlertEvent])[] = [
  ['anomaly', 'anomaly'],
  ['cron', 'cron_silent'],
  ['schedule', 'schedule_overdue'],
  ['checklist', 'checklist_unfinished'],
  ['drill', 'drill_failed'],
  ['disk', 'disk_over_limit'],
  ['cleanup', 'cleanup_failed'],
];

/** Pure; every code has an event. */
export function eventOf(code: string): AlertEvent {
  return EVENTS.get(code) ?? FAMILIES.find(([family]) => code.startsWith(`${family}-`))?.[1] ?? 'needs_attention';
}

/** Each backup in which one of these is found is a sign of its own; all others hold for the site, however many backups show them. */
const OF_A_BACKUP: ReadonlySet<string> = new Set(['application-key-changed', 'new-executables']);

/** What makes two findings the same condition. */
export function keyOf({ code, backupId, placeId, serverId }: Omit<Finding, 'text' | 'severity' | 'at'>, siteId: string | null): string {
  return [code, siteId, placeId, serverId, OF_A_BACKUP.has(code) ? backupId : null].map((part) => part ?? '-').join('|');
}
