import { formatDuration } from '../../../shared/format/durations.ts';
import type { AlertCondition, AlertContent, AlertMessageKind } from '../../../shared/model/alert.ts';
import { ALERT_EVENT_WORDS } from '../../../shared/model/alert-event-words.ts';
import type { AlertEvent } from '../../../shared/model/alert-settings.ts';
import { plainLine } from '../../support/plain-text.ts';

interface Advice {
  readonly safe: string;
  readonly next: string;
}

const KEPT = 'The backups made before are kept as they are.';

/** What is safe and what to do next, by event. */
const ADVICE: Readonly<Record<AlertEvent, Advice>> = {
  backup_failed: { safe: KEPT, next: 'Open the site in Holdfast, read what the last backup said, and run it again.' },
  verification_failed: {
    safe: 'A copy that failed its check does not count as good any more. The live site was not touched.',
    next: 'Open the site in Holdfast and heal the copy from another place, or make a new backup.',
  },
  backup_unhealthy: { safe: KEPT, next: 'Open the site in Holdfast: it says what is missing and what would help.' },
  anomaly: {
    safe: `${KEPT} Nothing of this site is deleted until the finding is acknowledged.`,
    next: 'Compare the backup with the one before it. If the change was meant, acknowledge it.',
  },
  suspicious_change: {
    safe: `${KEPT} One from before the change is the one to hold on to.`,
    next: 'If nobody changed it on purpose, open an incident in Holdfast before anything else.',
  },
  host_key_changed: {
    safe: 'Holdfast sends nothing to this server until the new key is confirmed.',
    next: 'Ask the provider whether the key was changed on purpose; then confirm it in Holdfast.',
  },
  cron_silent: { safe: KEPT, next: 'Look at the cron of the site in Holdfast: it says when the last run was and what it said.' },
  schedule_overdue: { safe: KEPT, next: 'Open the schedule in Holdfast: each time that was missed has its reason there.' },
  offsite_overdue: {
    safe: 'The copies that exist are kept. The newest backups lie in fewer places than they should.',
    next: 'Plug in the drive, or see why the place cannot be reached; what is owed is then copied by itself.',
  },
  drive_not_seen: { safe: 'The copies in other places are kept.', next: 'Plug the drive in; what is owed to it is copied by itself.' },
  disk_over_limit: { safe: KEPT, next: 'Make room, or keep fewer backups there; Holdfast shows what the retention would delete.' },
  drill_failed: {
    safe: 'The live site was not touched.',
    next: 'Read the evidence of the drill in Holdfast and try another copy or backup.',
  },
  drill_due: { safe: KEPT, next: 'Run a drill: it shows that the backup comes back, and how long that takes.' },
  cleanup_failed: {
    safe: 'Nothing was deleted that should be kept.',
    next: 'Open the retention in Holdfast, read the reason, and apply the plan again.',
  },
  checklist_unfinished: {
    safe: '',
    next: 'Open the checklist in Holdfast: each step shows what was found by itself; that it is done, you confirm.',
  },
  alerts_not_delivered: {
    safe: 'No alert is lost: each is kept and tried again.',
    next: 'Open the settings of alerts in Holdfast, read what the receiver answered, and send a test.',
  },
  needs_attention: { safe: '', next: 'Open Holdfast: the finding is on its first screen.' },
  backup_successful: { safe: '', next: '' },
  old_backup_deleted: { safe: 'What the retention keeps was not touched.', next: '' },
  daily_health_report: { safe: '', next: '' },
};

/** What goes where its event goes, but is something else. */
const TITLES: ReadonlyMap<string, string> = new Map([['checklist-due', 'A checklist is due']]);

/** One line that names the site first: subjects are cut at their end. */
export function conditionTitle(event: AlertEvent, code: string, siteName: string | null): string {
  const what = TITLES.get(code) ?? (event === 'needs_attention' ? `${ALERT_EVENT_WORDS[event]} (${code})` : ALERT_EVENT_WORDS[event]);
  return withSite(what, siteName);
}

export function withSite(what: string, siteName: string | null): string {
  return plainLine(siteName === null ? what : `${siteName}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`);
}

const PREFIX: Readonly<Record<Exclude<AlertMessageKind, 'happened' | 'daily-report' | 'test'>, string>> = {
  opened: '',
  worsened: 'Worse: ',
  reminder: 'Still: ',
  recovered: 'Over: ',
};

/** What is said of a condition. `now`: milliseconds since the epoch. */
export function conditionContent(condition: AlertCondition, kind: keyof typeof PREFIX, now: number): AlertContent {
  const { event, title, text, count, openedAt, siteName } = condition;
  const lasted = formatDuration(Math.max(0, now - Date.parse(openedAt)));
  const isOver = kind === 'recovered';
  const advice = ADVICE[event];
  return {
    title: `${PREFIX[kind]}${title}`,
    happened: isOver ? `This is not found any more, after ${lasted}. It said: ${text}` : text,
    safe: isOver ? '' : advice.safe,
    next: isOver ? '' : advice.next,
    fields: [
      ...(siteName === null ? [] : [{ name: 'Site', value: siteName }]),
      { name: 'Since (UTC)', value: utc(openedAt) },
      ...(kind === 'opened' ? [] : [{ name: isOver ? 'Lasted' : 'For', value: lasted }]),
      ...(count > 1 ? [{ name: 'Times', value: String(count) }] : []),
    ],
    sections: [],
  };
}

export function eventContent(event: AlertEvent, siteName: string | null, happened: string, fields: AlertContent['fields']): AlertContent {
  return { title: withSite(ALERT_EVENT_WORDS[event], siteName), happened, ...ADVICE[event], fields, sections: [] };
}

/** `2026-11-26 02:00` */
export function utc(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
