import * as z from 'zod';
import { BackupId, PlaceId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { TimeOfDay } from './policy.ts';
import { Weekday } from './rhythm.ts';

/** The rituals of an operator: ten minutes each week, a restore test each month, a rehearsal each quarter. */
export const ChecklistName = z.enum(['weekly', 'monthly', 'quarterly']);
export type ChecklistName = z.infer<typeof ChecklistName>;

/** `2026-W47` (ISO week), `2026-11`, `2026-Q4`, in the operator's zone. */
export const ChecklistPeriod = z.string().regex(/^\d{4}-(?:W(?:0[1-9]|[1-4]\d|5[0-3])|(?:0[1-9]|1[0-2])|Q[1-4])$/);
export type ChecklistPeriod = z.infer<typeof ChecklistPeriod>;

/** The steps Holdfast gathers evidence for. */
export const BuiltInStep = z.enum([
  'status',
  'recent-backup',
  'download',
  'second-place',
  'log',
  'disk',
  'documentation',
  'restore-test',
  'cleanup',
  'integrity',
  'drill',
  'key-kit',
  'recovery-test',
]);
export type BuiltInStep = z.infer<typeof BuiltInStep>;

/** A step of the list, or `custom:` and the id of one the operator wrote. */
export const StepId = z.union([BuiltInStep, z.templateLiteral(['custom:', z.uuid()])]);
export type StepId = z.infer<typeof StepId>;

/** What would mend what the evidence shows, or shows more of it: the screen to open or the work to start. */
export const EvidenceAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('back-up'), label: z.string(), siteIds: z.array(SiteId).min(1) }),
  z.object({ kind: z.literal('pull'), label: z.string(), backupIds: z.array(BackupId).min(1) }),
  z.object({ kind: z.literal('adopt'), label: z.string(), siteIds: z.array(SiteId).min(1) }),
  z.object({ kind: z.literal('push'), label: z.string(), placeIds: z.array(PlaceId).min(1) }),
  z.object({ kind: z.literal('drill'), label: z.string(), siteIds: z.array(SiteId).min(1) }),
  z.object({
    kind: z.literal('open'),
    label: z.string(),
    screen: z.enum(['fleet', 'activity', 'places', 'servers', 'drills', 'retention', 'documents', 'settings', 'incidents']),
  }),
  z.object({ kind: z.literal('open-site'), label: z.string(), siteId: SiteId }),
]);
export type EvidenceAction = z.infer<typeof EvidenceAction>;

/**
 * `in-order`: nothing is to be done. `working`: a job is about to put it in order. `attention`, `problem`: confirming asks for a line why. `information`:
 * something to know that is no fault. `unknown`: it could not be checked, and confirming asks for a line as well.
 */
export const EvidenceState = z.enum(['in-order', 'information', 'working', 'attention', 'problem', 'unknown']);
export type EvidenceState = z.infer<typeof EvidenceState>;

/** What Holdfast found for one step at one moment. */
export const Evidence = z.object({
  state: EvidenceState,
  /** The finding in a few words: "5 of 6 sites". */
  headline: z.string(),
  /** Whole sentences. */
  details: z.array(z.string()),
  /** What could not be looked at, and why; whole sentences. */
  unchecked: z.array(z.string()),
  actions: z.array(EvidenceAction),
  gatheredAt: Instant,
});
export type Evidence = z.infer<typeof Evidence>;

/** A person looked at the evidence and said so; it is kept as it was then. */
export const Confirmation = z.object({ at: Instant, note: z.string(), evidence: Evidence });
export type Confirmation = z.infer<typeof Confirmation>;

export const NOTE_LENGTH = 500;

/** A step as it is kept: with its words, so that it reads the same when the list has changed since. */
export const RunStep = z.object({ id: StepId, title: z.string(), about: z.string(), confirmation: Confirmation.nullable() });
export type RunStep = z.infer<typeof RunStep>;

/** One list in one period. */
export const ChecklistRun = z.object({
  list: ChecklistName,
  period: ChecklistPeriod,
  /** When the first step was confirmed. */
  startedAt: Instant,
  /** When the last one was; null: some are open. */
  completedAt: Instant.nullable(),
  steps: z.array(RunStep),
});
export type ChecklistRun = z.infer<typeof ChecklistRun>;

/** A step of the operator's own. */
export const CustomStep = z.strictObject({
  id: z.templateLiteral(['custom:', z.uuid()]),
  list: ChecklistName,
  title: z.string().trim().min(1).max(120),
  about: z.string().trim().max(300),
});
export type CustomStep = z.infer<typeof CustomStep>;

export const ChecklistSettings = z.strictObject({
  /** When the weekly list is due, local time. */
  weekday: Weekday,
  at: TimeOfDay,
  /** A list that is unfinished so many days after it was due is a finding. */
  graceDays: z.int().min(0).max(6),
  /** A note on the fleet when a list is due. */
  remind: z.boolean(),
  /** Monthly and quarterly lists: day of the (first) month on which they are due. */
  dayOfMonth: z.int().min(1).max(28),
  monthly: z.boolean(),
  quarterly: z.boolean(),
  customSteps: z.array(CustomStep).max(30),
});
export type ChecklistSettings = z.infer<typeof ChecklistSettings>;

/** Friday at nine, and a message on Monday. */
export const DEFAULT_CHECKLIST_SETTINGS: ChecklistSettings = {
  weekday: 5,
  at: '09:00',
  graceDays: 3,
  remind: true,
  dayOfMonth: 1,
  monthly: true,
  quarterly: true,
  customSteps: [],
};

/** A step as the screen shows it. */
export const ChecklistStep = z.object({
  id: StepId,
  title: z.string(),
  /** What is looked at: "within 24 h, for each site". */
  about: z.string(),
  /** What the operator says with the tick: "Each one explained". */
  says: z.string(),
  /** Of this moment. Of a past period nothing is gathered: null. */
  evidence: Evidence.nullable(),
  confirmation: Confirmation.nullable(),
});
export type ChecklistStep = z.infer<typeof ChecklistStep>;

export const ChecklistNote = z.object({ stepTitle: z.string(), headline: z.string(), note: z.string() });
export type ChecklistNote = z.infer<typeof ChecklistNote>;

/** A list that can be finished now. */
export const OpenPeriod = z.object({
  period: ChecklistPeriod,
  label: z.string(),
  confirmed: z.int().nonnegative(),
  total: z.int().nonnegative(),
  isComplete: z.boolean(),
  dueAt: Instant,
  /** From then on it is history, finished or not: when the next one is due. */
  closesAt: Instant,
});
export type OpenPeriod = z.infer<typeof OpenPeriod>;

export const ChecklistView = z.object({
  list: ChecklistName,
  period: ChecklistPeriod,
  /** "week 47", "November 2026", "4th quarter 2026". */
  label: z.string(),
  /** When the list is due, and when an unfinished one becomes a finding. */
  dueAt: Instant,
  overdueAt: Instant,
  /** Whether steps can be confirmed: the present period and the one before it. */
  open: z.boolean(),
  startedAt: Instant.nullable(),
  completedAt: Instant.nullable(),
  steps: z.array(ChecklistStep),
  /** What was written down last time. */
  lastNotes: z.array(ChecklistNote),
  /** The lists whose steps can be confirmed now, oldest first: the present one, and before it one that is unfinished or shown. */
  openPeriods: z.array(OpenPeriod).max(2),
  /** IANA name of the zone that periods are counted in. */
  timeZone: z.string(),
});
export type ChecklistView = z.infer<typeof ChecklistView>;

/** `before`: Holdfast had no site yet. `open`: the present one, or one still within its grace. */
export const PeriodState = z.enum(['complete', 'partial', 'missed', 'open', 'before']);
export type PeriodState = z.infer<typeof PeriodState>;

export const HistoryEntry = z.object({
  period: ChecklistPeriod,
  label: z.string(),
  state: PeriodState,
  confirmed: z.int().nonnegative(),
  total: z.int().nonnegative(),
  completedAt: Instant.nullable(),
  /** From the first confirmation to the last, milliseconds; null unless complete. */
  tookMs: z.int().nonnegative().nullable(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const ChecklistHistory = z.object({
  list: ChecklistName,
  /** Oldest first; 26 weeks, 12 months or 8 quarters. */
  entries: z.array(HistoryEntry),
  /** Complete in a row up to now; one still open does not break it. */
  streak: z.int().nonnegative(),
  longest: z.object({ length: z.int().positive(), sincePeriod: ChecklistPeriod }).nullable(),
  /** Half of them took no longer, milliseconds. */
  usualMs: z.int().nonnegative().nullable(),
  /** Of how many that count. */
  complete: z.int().nonnegative(),
  counted: z.int().nonnegative(),
  missed: z.array(ChecklistPeriod),
});
export type ChecklistHistory = z.infer<typeof ChecklistHistory>;

/** For the rail: nothing is gathered for it. */
export const ChecklistGlance = z.object({
  period: ChecklistPeriod,
  confirmed: z.int().nonnegative(),
  total: z.int().nonnegative(),
  state: z.enum(['not-due', 'due', 'overdue', 'complete']),
});
export type ChecklistGlance = z.infer<typeof ChecklistGlance>;
