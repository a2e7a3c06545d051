import * as z from 'zod';
import { ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { Problem } from './problem.ts';
import { Rhythm } from './rhythm.ts';

/**
 * What `holdfast-server.sh` does when cron calls it. `application`: database and media in one. `cleanup`: deletes what its own days say, never the newest.
 * `monitor`: looks at the outcomes, the disk and the last pull, and tells the operator by mail or webhook.
 */
export const CronWork = z.enum(['database', 'structure', 'media', 'application', 'cleanup', 'monitor']);
export type CronWork = z.infer<typeof CronWork>;

/** One line of the cron table. */
export const CronLine = z.strictObject({ work: CronWork, rhythm: Rhythm });
export type CronLine = z.infer<typeof CronLine>;

/** What the program on the server is told, beside what the site's sources say. Days and percents are whole numbers. */
export const CronSettings = z.strictObject({
  keepDatabaseDays: z.int().min(1).max(3650),
  keepStructureDays: z.int().min(1).max(3650),
  keepMediaDays: z.int().min(1).max(3650),
  /** Newest backups of each kind that stay whatever their age. */
  keepMinCount: z.int().min(1).max(1000),
  compression: z.enum(['gzip', 'zstd']),
  /** From this share of the disk on the server says that it is too full; backups go on while there is room. */
  diskLimitPercent: z.int().min(10).max(99),
  /** The monitor tells when this computer has not fetched the backups for so many days; 0: it never does. */
  pullWithinDays: z.int().min(0).max(365),
  /** A backup smaller than this share of the one before it counts as failed; 0: size is not compared. */
  minSizePercent: z.int().min(0).max(100),
  /** Who gets a mail from the server itself; null: nobody. */
  mailTo: z
    .string()
    .trim()
    .max(320)
    .regex(/^[^\s@'"\\<>,;]+@[^\s@'"\\<>,;]+$/u, 'one mail address')
    .nullable(),
  /** Called by the server itself when something is wrong; null: nothing is. */
  webhookUrl: z
    .url({ protocol: /^https?$/u })
    .max(2000)
    .nullable(),
});
export type CronSettings = z.infer<typeof CronSettings>;

/** What is to run on the server by itself. Times are local to the server. */
export const CronPlan = z.strictObject({
  lines: z.array(CronLine).min(1).max(30),
  settings: CronSettings,
});
export type CronPlan = z.infer<typeof CronPlan>;

/** IANA name (empty: the server does not tell) and how far it is from UTC now, in minutes east. */
export const ServerZone = z.object({ name: z.string(), offsetMinutes: z.int().min(-1440).max(1440) });
export type ServerZone = z.infer<typeof ServerZone>;

/**
 * `crontab`: the account may install lines. `panel`: it has no cron table over SSH; the lines go into the hosting panel by hand. `unknown`: nobody has
 * looked yet.
 */
export const CronMode = z.enum(['crontab', 'panel', 'unknown']);
export type CronMode = z.infer<typeof CronMode>;

/** A line as it stands, or will stand, in a cron table. */
export const CronTime = z.object({
  work: CronWork,
  rhythm: Rhythm,
  /** The whole line: what is installed, or what goes into a panel. */
  text: z.string(),
  /** The five fields, and the command behind them: many panels ask for them apart. */
  expression: z.string(),
  command: z.string(),
  /** The next runs by the server's clock and zone, in UTC; at most 5. */
  nextRuns: z.array(Instant),
});
export type CronTime = z.infer<typeof CronTime>;

/** What makes backups of this site already, so that nobody doubles it. */
export const AlreadyRuns = z.object({
  /** `laravel-schedule`: the table of the site's own scheduler. `spatie-backup`: its settings file. `schedule-runner`: the cron line that drives Laravel. */
  kind: z.enum(['laravel-schedule', 'spatie-backup', 'schedule-runner', 'dump-line', 'other-holdfast']),
  /** One sentence. */
  text: z.string(),
  /** As found on the server: lines, a file. */
  detail: z.string(),
});
export type AlreadyRuns = z.infer<typeof AlreadyRuns>;

export const CronWarning = z.object({ code: z.string(), text: z.string() });
export type CronWarning = z.infer<typeof CronWarning>;

/** A line of the table before and after. */
export const CrontabChange = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });
export type CrontabChange = z.infer<typeof CrontabChange>;

export const CronFile = z.object({
  /** Absolute path on the server. */
  path: z.string(),
  /** `0700`. */
  mode: z.string(),
  bytes: z.int().nonnegative(),
  /** What is in it; a password is shown as `(hidden)`. */
  content: z.string(),
  state: z.enum(['new', 'changed', 'same', 'removed']),
});
export type CronFile = z.infer<typeof CronFile>;

/** All that an installation (or a removal) will do. Nothing else is done: `digest` stands for all of it and must be repeated. */
export const CronPreview = z.object({
  siteId: SiteId,
  action: z.enum(['install', 'remove']),
  /** Of what is shown and of the table as it is now: it changes when either does. */
  digest: z.string(),
  mode: CronMode,
  /** Why there is no cron table over SSH, in the server's words; empty otherwise. */
  modeReason: z.string(),
  /** Absolute path of the private folder, 0700. */
  folder: z.string(),
  /** Line by line; empty with `panel`. Bytes that are no text show as U+FFFD here and stay as they are there. */
  crontab: z.array(CrontabChange),
  files: z.array(CronFile),
  /** Of the lines to come, or to take out. */
  times: z.array(CronTime),
  warnings: z.array(CronWarning),
  already: z.array(AlreadyRuns),
  zone: ServerZone,
});
export type CronPreview = z.infer<typeof CronPreview>;

/**
 *   alive    ran within 1.25 times its period and ended well
 *   late     expected by now, still within 1.25 times the period
 *   silent   nothing for longer than that
 *   failed   its last run failed
 *   never    installed, and not due yet
 */
export const CronLiveness = z.enum(['alive', 'late', 'silent', 'failed', 'never']);
export type CronLiveness = z.infer<typeof CronLiveness>;

/** How a work stands, as the server wrote it down. */
export const CronRun = z.object({
  work: CronWork,
  /** When its last run ended, or began while it goes on. */
  at: Instant,
  outcome: z.enum(['succeeded', 'warning', 'failed', 'running']),
  /** In the program's words; empty when all is well. */
  reason: z.string(),
  /** Names of what the last good run made. */
  files: z.array(z.string()),
  /** Of these files together. */
  bytes: z.int().nonnegative().nullable(),
  durationMs: z.int().nonnegative().nullable(),
  /** When this work last ended with a backup, or with its task done. */
  lastSuccessAt: Instant.nullable(),
});
export type CronRun = z.infer<typeof CronRun>;

/** Something the program on the server holds for wrong, and tells by mail and webhook: `disk`, `pull`, `failed-database`... */
export const CronCondition = z.object({ code: z.string(), since: Instant.nullable(), text: z.string() });
export type CronCondition = z.infer<typeof CronCondition>;

export const CronWorkState = z.object({
  work: CronWork,
  rhythms: z.array(Rhythm),
  state: CronLiveness,
  lastSeenAt: Instant.nullable(),
  lastRun: CronRun.nullable(),
  /** When a run was last due, at or before now; null: not yet since it was installed. */
  expectedAt: Instant.nullable(),
  /** From then on it counts as silent. */
  silentFrom: Instant,
  nextAt: Instant.nullable(),
});
export type CronWorkState = z.infer<typeof CronWorkState>;

/** The program as it lies on the server, or as this app has it. */
export const CronProgram = z.object({ version: z.string(), sha256: z.string() });
export type CronProgram = z.infer<typeof CronProgram>;

/** `changed`: it says it is of this version, and is not: somebody changed it. */
export const ProgramState = z.enum(['missing', 'current', 'older', 'newer', 'changed']);
export type ProgramState = z.infer<typeof ProgramState>;

export const CronDisk = z.object({
  usedPercent: z.int().min(0).max(100),
  freeBytes: z.int().nonnegative().nullable(),
  /** What the backups in the private folder take. */
  backupBytes: z.int().nonnegative().nullable(),
});
export type CronDisk = z.infer<typeof CronDisk>;

/** What runs on a site's server by itself, as it was found when the server was last asked. */
export const CronState = z.object({
  siteId: SiteId,
  siteName: z.string(),
  serverId: ServerId,
  serverName: z.string(),
  /** When the server last answered; null: never. */
  askedAt: Instant.nullable(),
  /** Why it did not answer since; null: it did. */
  problem: Problem.nullable(),
  mode: CronMode,
  modeReason: z.string(),
  /** Absolute path; null: not known yet. */
  folder: z.string().nullable(),
  installedAt: Instant.nullable(),
  /** Null: the program is not there. */
  program: CronProgram.nullable(),
  /** Of this app. */
  ownProgram: CronProgram,
  programState: ProgramState,
  /** The lines of this site in the table, as found; with `panel` none can be seen. */
  lines: z.array(z.string()),
  /** What was installed last; null: nothing was. */
  plan: CronPlan.nullable(),
  /** The lines of the plan, for a panel to paste, with their next runs. */
  times: z.array(CronTime),
  works: z.array(CronWorkState),
  /** What the server itself holds for wrong. */
  conditions: z.array(CronCondition),
  disk: CronDisk.nullable(),
  /** The mark this computer leaves when it has fetched; null: it never did. */
  lastPullAt: Instant.nullable(),
  /** The last lines of the server's log, oldest first. */
  log: z.array(z.string()),
  zone: ServerZone,
  /** How far the server's clock is ahead of this computer's, milliseconds; its times are shown as it wrote them. */
  skewMs: z.int(),
});
export type CronState = z.infer<typeof CronState>;
