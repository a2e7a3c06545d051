import type { AlertEvent } from './alert-settings.ts';

/** How each event is called on screen and in messages. */
export const ALERT_EVENT_WORDS: Readonly<Record<AlertEvent, string>> = {
  backup_failed: 'A backup failed',
  verification_failed: 'A copy failed its check',
  backup_unhealthy: 'The newest backup is too old or too large',
  anomaly: 'A backup is far off what is usual',
  suspicious_change: 'A key changed or new programs appeared',
  host_key_changed: 'A server shows another host key',
  cron_silent: 'The backup on a server did not run',
  schedule_overdue: 'Something scheduled is overdue',
  offsite_overdue: 'Copies are owed to a place',
  drive_not_seen: 'A drive was not seen for long',
  disk_over_limit: 'A disk is nearly full',
  drill_failed: 'A drill failed',
  drill_due: 'A drill is due',
  cleanup_failed: 'Old backups could not be deleted',
  checklist_unfinished: 'A checklist is not finished',
  alerts_not_delivered: 'Alerts could not be delivered',
  needs_attention: 'Something else needs attention',
  backup_successful: 'A backup was made',
  old_backup_deleted: 'Old backups were deleted',
  daily_health_report: 'Daily health report',
};
