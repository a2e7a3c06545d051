import type { CronWork } from '../../../../shared/model/cron.ts';
import type { ScheduledWork, ScheduleStatus, SlotState } from '../../../../shared/model/schedule.ts';
import type { ToneWord } from '../../../design/tone.ts';

interface Work {
  readonly word: string;
  /** What it does, one line. */
  readonly does: string;
}

const WORKS: Readonly<Record<ScheduledWork, Work>> = {
  pull: { word: 'Pull', does: 'brings here what the server made itself' },
  backup: { word: 'Backup', does: 'captures the site from this computer' },
  push: { word: 'Copies', does: 'to the places of the site’s policy' },
  verify: { word: 'Verification', does: 're-reads copies within the day’s budget' },
  drill: { word: 'Drill', does: 'a test restore, when one is due' },
  retention: { word: 'Retention', does: 'deletes what is not kept' },
  health: { word: 'Health', does: 'writes down how the site stands' },
};

export function workWord(work: ScheduledWork): string {
  return WORKS[work].word;
}

export function workDoes(work: ScheduledWork): string {
  return WORKS[work].does;
}

const CRON_WORKS: Readonly<Record<CronWork, Work>> = {
  database: { word: 'Database', does: 'a dump of each database' },
  structure: { word: 'Structure', does: 'tables without their rows' },
  media: { word: 'Files', does: 'an archive of the media folders' },
  application: { word: 'Whole application', does: 'database and files in one' },
  cleanup: { word: 'Retention', does: 'deletes what its own days say, never the newest' },
  monitor: { word: 'Monitoring', does: 'looks at outcomes, disk and the last pull' },
};

export function cronWorkWord(work: CronWork): string {
  return CRON_WORKS[work].word;
}

export function cronWorkDoes(work: CronWork): string {
  return CRON_WORKS[work].does;
}

const SLOT_STATES: Readonly<Record<SlotState, ToneWord>> = {
  waiting: { tone: 'mute', word: 'Waits' },
  running: { tone: 'run', word: 'Running' },
  done: { tone: 'ok', word: 'Done' },
  warning: { tone: 'warn', word: 'Incomplete' },
  failed: { tone: 'crit', word: 'Failed' },
  missed: { tone: 'warn', word: 'Missed' },
  skipped: { tone: 'mute', word: 'Skipped' },
};

export function slotStateWord(state: SlotState): ToneWord {
  return SLOT_STATES[state];
}

const STATES: Readonly<Record<ScheduleStatus['state'], ToneWord>> = {
  off: { tone: 'mute', word: 'Off' },
  scheduled: { tone: 'ok', word: 'On time' },
  waiting: { tone: 'mute', word: 'Waits' },
  running: { tone: 'run', word: 'Running' },
  overdue: { tone: 'warn', word: 'Overdue' },
};

export function scheduleStateWord(state: ScheduleStatus['state']): ToneWord {
  return STATES[state];
}
