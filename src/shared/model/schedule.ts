import * as z from 'zod';
import { BackupKind } from './backup.ts';
import { JobId, SiteId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Rhythm } from './rhythm.ts';

/**
 * What this computer does by itself for a site. `pull`: adopts what the server made. `backup`: captures by itself. `push`: brings copies to the places of the
 * site's policy. `verify`: re-reads within the day's budget. `drill`: a test restore when the drill settings say that one is due. `retention`: deletes what
 * is not kept. `health`: writes down how the site stands.
 */
export const ScheduledWork = z.enum(['pull', 'backup', 'push', 'verify', 'drill', 'retention', 'health']);
export type ScheduledWork = z.infer<typeof ScheduledWork>;

/** In the order in which they follow each other where several are due at once. */
export const SCHEDULED_WORKS: readonly ScheduledWork[] = ScheduledWork.options;

/** Needs an answer from the site's server before it starts. */
export const NEEDS_SERVER: ReadonlySet<ScheduledWork> = new Set<ScheduledWork>(['pull', 'backup']);

/** Moves so many bytes over the network that a connection paid by volume counts. */
export const NEEDS_NETWORK: ReadonlySet<ScheduledWork> = new Set<ScheduledWork>(['pull', 'backup', 'push']);

/** Too heavy for a battery that is to last: everything but a look. */
export const NEEDS_POWER: ReadonlySet<ScheduledWork> = new Set<ScheduledWork>(['pull', 'backup', 'push', 'verify', 'drill', 'retention']);

/** Runs on, or waits until it is over. */
export const RunOrWait = z.enum(['run', 'wait']);
export type RunOrWait = z.infer<typeof RunOrWait>;

/** What is captured when this computer backs up by itself. */
export const CaptureChoice = z.strictObject({
  kind: BackupKind,
  /** Null: everything the site has but server-made backups. */
  sourceIds: z.array(SourceId).min(1).max(100).nullable(),
});
export type CaptureChoice = z.infer<typeof CaptureChoice>;

export const WHOLE_SITE: CaptureChoice = { kind: 'full', sourceIds: null };

/** An IANA zone this computer knows. */
export const Zone = z
  .string()
  .min(1)
  .max(100)
  .refine((zone) => isZone(zone), 'a time zone, such as Europe/Berlin');

/** What the operator decides about one kind of work of a site. */
export const ScheduleDraft = z.strictObject({
  /** Null: off. Of `drill`: when one that is due may begin; how often is said by the drill settings. */
  rhythm: Rhythm.nullable(),
  zone: Zone,
  /** Of `backup` alone; the others ignore it. */
  capture: CaptureChoice.default(WHOLE_SITE),
  /** Null: as the settings say. */
  onBattery: RunOrWait.nullable().default(null),
  metered: RunOrWait.nullable().default(null),
});
export type ScheduleDraft = z.infer<typeof ScheduleDraft>;

export const Schedule = z.object({
  ...ScheduleDraft.shape,
  /** Due times count from here. */
  since: Instant,
  /** `proposed`: set by Holdfast when the site was first seen, and adjusted when its sources change. */
  setBy: z.enum(['proposed', 'operator']),
});
export type Schedule = z.infer<typeof Schedule>;

/**
 * Why a slot waits, was missed, skipped, or failed.
 * - `network`: this computer is offline. `server`: the server does not answer. `battery`, `metered`: as chosen. `hours`: outside of the hours for copies.
 * - `place`: the place for copies is not there. `same-work`: the same is still at work. `turn`: after other work of the site. `spread`: catching up, spread out.
 * - `clock`: the clock of this computer jumped. `paused`: schedules are paused. `retry`: failed, tried again later.
 * - `closed`: Holdfast was closed, or the computer asleep. `replaced`: the next one came before this could run. `nothing`: there was nothing to do.
 * - `not-possible`: something is missing here. `cancelled`: by the operator. `failed`: see the text. `asked`: run by hand, beside the rhythm.
 */
export const SlotReason = z.enum([
  'network',
  'server',
  'battery',
  'metered',
  'hours',
  'place',
  'same-work',
  'turn',
  'spread',
  'clock',
  'paused',
  'retry',
  'closed',
  'replaced',
  'nothing',
  'not-possible',
  'cancelled',
  'failed',
  'asked',
]);
export type SlotReason = z.infer<typeof SlotReason>;

/**
 *   (due) -> waiting -> running -> done | warning | failed
 *                ^          |
 *                +--retry---+   (after a failure that can pass, after Holdfast was closed, once after it was killed)
 *            waiting -> skipped   (the next one came first, or nothing could be done)
 *   (due while Holdfast was closed, and a later one stands for it) -> missed
 */
export const SlotState = z.enum(['waiting', 'running', 'done', 'warning', 'failed', 'missed', 'skipped']);
export type SlotState = z.infer<typeof SlotState>;

/** One time at which something was due, and what became of it. */
export const Slot = z.object({
  siteId: SiteId,
  work: ScheduledWork,
  dueAt: Instant,
  state: SlotState,
  /** Null: it ran at its time and nothing is to be said. */
  reason: SlotReason.nullable(),
  /** One sentence for people; empty where the state says it all. */
  text: z.string(),
  startedAt: Instant.nullable(),
  /** Null while it waits or runs. */
  settledAt: Instant.nullable(),
  jobIds: z.array(JobId),
  /** Runs begun so far. */
  attempts: z.int().nonnegative(),
  /** Runs that Holdfast or this computer ended under, without being closed. */
  cutOff: z.int().nonnegative().default(0),
  /** Is not begun before; null: as soon as it can. */
  notBefore: Instant.nullable(),
  /** Due time of the run that stood for a missed or skipped one. */
  caughtUpBy: Instant.nullable(),
});
export type Slot = z.infer<typeof Slot>;

export function isOpenSlot({ state }: Pick<Slot, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}

/** A time to come at which something will be due. */
export const PlannedRun = z.object({ siteId: SiteId, work: ScheduledWork, at: Instant });
export type PlannedRun = z.infer<typeof PlannedRun>;

export const ScheduleStatus = z.object({
  work: ScheduledWork,
  schedule: Schedule,
  /** Null: off, or not within the next year. */
  nextAt: Instant.nullable(),
  /** Newest slot that ran, to whatever end. */
  last: Slot.nullable(),
  /** When it was last done without a failure, by a schedule or by hand. */
  lastDoneAt: Instant.nullable(),
  /** The one that waits or runs now. */
  open: Slot.nullable(),
  state: z.enum(['off', 'scheduled', 'waiting', 'running', 'overdue']),
  /** Since when it is overdue: 1.25 times its period after it was last done. */
  overdueSince: Instant.nullable(),
});
export type ScheduleStatus = z.infer<typeof ScheduleStatus>;

/** All of a site, in the order of SCHEDULED_WORKS. */
export const SiteSchedules = z.object({ siteId: SiteId, siteName: z.string(), works: z.array(ScheduleStatus) });
export type SiteSchedules = z.infer<typeof SiteSchedules>;

export const ScheduleSettings = z.strictObject({
  /** Holdfast starts without a window when the operator signs in to this computer. */
  startAtLogin: z.boolean(),
  /** Whether the operator was asked for it: `open` from the first schedule, cron or ritual that is set until the one answer. */
  loginQuestion: z.enum(['not-yet', 'open', 'answered']).default('not-yet'),
  /** What closing the window does: `ask` until the operator has chosen. */
  onClose: z.enum(['ask', 'tray', 'quit']),
  onBattery: RunOrWait,
  metered: RunOrWait,
  /** Nothing begins by itself until then; null: not paused. */
  pausedUntil: Instant.nullable(),
});
export type ScheduleSettings = z.infer<typeof ScheduleSettings>;

/** A backup that waits for the charger may wait for ever, a paid connection costs money: the one runs, the other waits. */
export const DEFAULT_SCHEDULE_SETTINGS: ScheduleSettings = {
  startAtLogin: false,
  loginQuestion: 'not-yet',
  onClose: 'ask',
  onBattery: 'run',
  metered: 'wait',
  pausedUntil: null,
};

/** Asking is slow, and the same few zones are decoded with every row. */
const KNOWN_ZONES = new Map<string, boolean>();

function isZone(zone: string): boolean {
  const known = KNOWN_ZONES.get(zone);
  if (known !== undefined) return known;
  const is = canFormat(zone);
  KNOWN_ZONES.set(zone, is);
  return is;
}

function canFormat(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
