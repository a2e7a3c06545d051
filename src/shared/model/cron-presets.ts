import type { CronLine, CronPlan, CronSettings } from './cron.ts';

/** The days of the strategy this follows: two weeks of nights, a month of structures, four weekly archives of files. */
export const DEFAULT_CRON_SETTINGS: CronSettings = {
  keepDatabaseDays: 14,
  keepStructureDays: 30,
  keepMediaDays: 30,
  keepMinCount: 3,
  compression: 'gzip',
  diskLimitPercent: 80,
  pullWithinDays: 7,
  minSizePercent: 50,
  mailTo: null,
  webhookUrl: null,
};

export interface CronPreset {
  /** As the terminal takes it. */
  readonly name: string;
  readonly title: string;
  readonly lines: readonly CronLine[];
}

const SUNDAY = 0;

/** Rhythms to choose from, each for itself or together. */
export const CRON_PRESETS: readonly CronPreset[] = [
  ...(['01:00', '02:00', '03:00'] as const).map((at): CronPreset => ({
    name: `database-daily-${at.slice(0, 2)}`,
    title: `Database every night at ${at}`,
    lines: [{ work: 'database', rhythm: { kind: 'daily', at } }],
  })),
  {
    name: 'database-business-hours',
    title: 'Database every hour from 8 to 18, Monday to Friday',
    lines: [{ work: 'database', rhythm: { kind: 'hourly', minute: 0, from: 8, until: 18, weekdays: [1, 2, 3, 4, 5] } }],
  },
  {
    name: 'application-weekly',
    title: 'Whole application every Sunday at 02:00',
    lines: [{ work: 'application', rhythm: { kind: 'weekly', weekday: SUNDAY, at: '02:00' } }],
  },
  {
    name: 'structure-weekly',
    title: 'Structure of the database every Sunday at 04:00',
    lines: [{ work: 'structure', rhythm: { kind: 'weekly', weekday: SUNDAY, at: '04:00' } }],
  },
  { name: 'media-daily', title: 'Files every night at 02:30', lines: [{ work: 'media', rhythm: { kind: 'daily', at: '02:30' } }] },
  {
    name: 'media-weekly',
    title: 'Files every Sunday at 02:30',
    lines: [{ work: 'media', rhythm: { kind: 'weekly', weekday: SUNDAY, at: '02:30' } }],
  },
  {
    name: 'media-monthly',
    title: 'Files on the first of each month at 02:30',
    lines: [{ work: 'media', rhythm: { kind: 'monthly', day: 1, at: '02:30' } }],
  },
  { name: 'cleanup-daily', title: 'Cleanup every night at 03:00', lines: [{ work: 'cleanup', rhythm: { kind: 'daily', at: '03:00' } }] },
  { name: 'monitor-daily', title: 'Monitoring every night at 04:00', lines: [{ work: 'monitor', rhythm: { kind: 'daily', at: '04:00' } }] },
];

/** A night's dump, a weekly archive of files, cleanup and monitoring: what a site starts with. */
export const DEFAULT_CRON_PLAN: CronPlan = {
  lines: CRON_PRESETS.filter(({ name }) =>
    ['database-daily-02', 'media-weekly', 'structure-weekly', 'cleanup-daily', 'monitor-daily'].includes(name),
  ).flatMap(({ lines }) => lines),
  settings: DEFAULT_CRON_SETTINGS,
};
