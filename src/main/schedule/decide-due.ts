import type { ServerId, SiteId } from '../../shared/model/ids.ts';
import {
  NEEDS_NETWORK,
  NEEDS_POWER,
  NEEDS_SERVER,
  type RunOrWait,
  type Schedule,
  SCHEDULED_WORKS,
  type ScheduledWork,
  type Slot,
  type SlotReason,
} from '../../shared/model/schedule.ts';
import type { ClockStanding } from './missed-times.ts';
import { recordDue } from './record-due.ts';
import type { RunTimes } from './run-times.ts';

/** How long work waits for what should come before it at the same site and cannot begin. Then it goes on without. */
export const PATIENCE_MS = 3_600_000;

/** One kind of work of one site, as it stands. Times are milliseconds since the epoch. */
export interface DueItem {
  readonly siteId: SiteId;
  readonly serverId: ServerId;
  readonly work: ScheduledWork;
  readonly schedule: Schedule;
  /** Runs before are no due times (a drill that is not due yet); null: all are. */
  readonly notBefore: number | null;
  /** Of the newest slot that is known and not in the future; null: none. */
  readonly lastDueAt: number | null;
  readonly waiting: Slot | null;
  readonly running: Slot | null;
  /** How long after a wake this site's turn comes. */
  readonly spreadMs: number;
}

export interface Conditions {
  readonly pausedUntil: number | null;
  /** Null: not known, and then nothing waits for it. */
  readonly onBattery: boolean | null;
  readonly online: boolean | null;
  readonly metered: boolean | null;
  readonly whenOnBattery: RunOrWait;
  readonly whenMetered: RunOrWait;
  /** Ahead: nothing is deleted by it. Behind: nothing comes due by it and nothing begins. */
  readonly clock: ClockStanding;
  /** Whether servers answer, as far as they were asked in this round. */
  readonly servers: ReadonlyMap<ServerId, boolean>;
  /** `SITE WORK` of what runs without a slot: started by hand. */
  readonly busy: ReadonlySet<string>;
}

export interface DueQuestion {
  readonly now: number;
  /** Since when Holdfast has been running without a pause: what was due before is caught up with. */
  readonly awakeSince: number;
  /** Of due times before this it is not said that they were missed; Infinity: of none. */
  readonly missedAfter: number;
  /** `false`: at once and without waiting for what cannot begin, as the operator asked for it. */
  readonly spread: boolean;
  readonly items: readonly DueItem[];
  readonly conditions: Conditions;
  readonly runTimes: RunTimes;
}

export type Action =
  /** Write this slot down. */
  | { readonly kind: 'record'; readonly slot: Slot }
  /** Ask whether the server answers, then decide again. */
  | { readonly kind: 'look'; readonly serverId: ServerId }
  /** Begin the work of this slot. */
  | { readonly kind: 'launch'; readonly slot: Slot };

/** What a slot waits for. */
interface Wait {
  readonly reason: SlotReason;
  readonly text: string;
}

/** What is to be done at this moment. Never more than one launch for the same work of a site, and none while it is at work. Pure. */
export function decideDue(question: DueQuestion): readonly Action[] {
  const bySite = Map.groupBy(question.items, ({ siteId }) => siteId);
  return [...bySite.values()].flatMap((items) => decideSite(question, items));
}

function decideSite(question: DueQuestion, items: readonly DueItem[]): readonly Action[] {
  const actions: Action[] = [];
  // What comes first of this site's chain and is not over: at work, or not able to begin.
  let before: 'none' | 'held-up' | 'at-work' = 'none';
  const inOrder = items.toSorted((a, b) => SCHEDULED_WORKS.indexOf(a.work) - SCHEDULED_WORKS.indexOf(b.work));
  for (const item of inOrder) {
    const { records, waiting } =
      question.conditions.clock === 'behind' ? { records: [], waiting: item.waiting } : recordDue(item, question);
    // A look at the health waits for what is at work, so that it does not report what is just being mended; for nothing that cannot begin.
    const isChained = item.work !== 'health';
    if (isChained && item.running !== null) before = 'at-work';
    if (waiting === null) {
      actions.push(...records.map(record));
      continue;
    }
    const gate = gateOf(item, waiting, question, isChained || before === 'at-work' ? before : 'none');
    if (gate.kind === 'wait') {
      const slot = { ...waiting, reason: gate.reason, text: gate.text };
      const isNew = records.includes(waiting);
      actions.push(...records.filter((each) => each !== waiting).map(record));
      if (isNew || waiting.reason !== slot.reason || waiting.text !== slot.text) actions.push(record(slot));
      if (isChained && before === 'none') before = 'held-up';
      continue;
    }
    actions.push(...records.map(record), gate.kind === 'look' ? gate : { kind: 'launch', slot: waiting });
    if (isChained) before = 'at-work';
  }
  return actions;
}

const record = (slot: Slot): Action => ({ kind: 'record', slot });

type Gate = ({ readonly kind: 'wait' } & Wait) | { readonly kind: 'look'; readonly serverId: ServerId } | { readonly kind: 'open' };

function gateOf(item: DueItem, slot: Slot, question: DueQuestion, before: 'none' | 'held-up' | 'at-work'): Gate {
  const wait = waitOf(item, slot, question, before);
  if (wait !== null) return { kind: 'wait', ...wait };
  if (!NEEDS_SERVER.has(item.work)) return { kind: 'open' };
  const answers = question.conditions.servers.get(item.serverId);
  if (answers === undefined) return { kind: 'look', serverId: item.serverId };
  return answers ? { kind: 'open' } : { kind: 'wait', reason: 'server', text: 'The server does not answer.' };
}

/** The first thing that keeps it from beginning now; null: nothing does, as far as is known without asking the server. */
function waitOf(item: DueItem, slot: Slot, question: DueQuestion, before: 'none' | 'held-up' | 'at-work'): Wait | null {
  const { now, awakeSince, spread, conditions } = question;
  const { work, schedule, siteId } = item;
  const dueAt = Date.parse(slot.dueAt);
  if (item.running !== null || conditions.busy.has(`${siteId} ${work}`)) return { reason: 'same-work', text: 'The same is at work.' };
  if (conditions.clock === 'behind')
    return {
      reason: 'clock',
      text: 'The clock of this computer went back: nothing begins until it is right, or has stayed there for long enough.',
    };
  if (spread && conditions.pausedUntil !== null && now < conditions.pausedUntil)
    return { reason: 'paused', text: `Schedules are paused until ${new Date(conditions.pausedUntil).toISOString()}.` };
  if (slot.notBefore !== null && now < Date.parse(slot.notBefore)) return { reason: 'retry', text: slot.text };
  if (spread && dueAt < awakeSince && now < awakeSince + item.spreadMs)
    return { reason: 'spread', text: 'Catching up, one site after the other.' };
  if (work === 'retention' && conditions.clock !== 'trusted')
    return { reason: 'clock', text: 'The clock of this computer jumped ahead: nothing is deleted until it has proved itself.' };
  if (NEEDS_POWER.has(work) && conditions.onBattery === true && (schedule.onBattery ?? conditions.whenOnBattery) === 'wait')
    return { reason: 'battery', text: 'This computer runs on its battery.' };
  if (NEEDS_NETWORK.has(work) && conditions.online === false) return { reason: 'network', text: 'This computer is offline.' };
  if (NEEDS_NETWORK.has(work) && conditions.metered === true && (schedule.metered ?? conditions.whenMetered) === 'wait')
    return { reason: 'metered', text: 'The connection is paid by volume.' };
  const isPatient = spread && now < Math.max(dueAt, awakeSince) + PATIENCE_MS;
  if (before === 'at-work' || (before === 'held-up' && isPatient))
    return { reason: 'turn', text: 'After what comes before it at this site.' };
  return null;
}
