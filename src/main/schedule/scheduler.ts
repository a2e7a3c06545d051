import type { ServerId, SiteId } from '../../shared/model/ids.ts';
import { type ScheduledWork, type Slot } from '../../shared/model/schedule.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import { type Conditions, decideDue, type DueItem } from './decide-due.ts';
import { keepProposals } from './keep-proposals.ts';
import { slotsOfAWrongClock } from './mend-future.ts';
import { type MissedTimes, missedTimes, owedRows } from './missed-times.ts';
import type { Launched, SchedulerPorts } from './ports.ts';
import { slotAt } from './record-due.ts';
import { afterClosing, afterFailure, type BrokenOff, settleByJobs } from './settle-slot.ts';

export interface Scheduler {
  /** One look at what is due. A second call while one is running makes it look once more. Never throws. */
  tick(): Promise<void>;
  /** Does all that is due, of one site or of all, until nothing of it can go on; resolves with the slots it touched. */
  runDue(siteId: SiteId | null, signal: AbortSignal): Promise<readonly Slot[]>;
  /** Begins one kind of work beside its rhythm. Throws `job.already-running`, `site.not-found`. */
  runNow(siteId: SiteId, work: ScheduledWork): Promise<Slot>;
  /** The computer was asleep, or this app began: what came due before is caught up with. */
  woke(): void;
  /** Notices whether the computer was asleep since the last look, before somebody judges what is overdue. */
  notice(): void;
  /** What was due is done, or waits and nobody stays for it: from now on nothing is excused by the computer having been off. */
  caughtUp(): void;
  /** No further look; waits for the one that is running. */
  close(): Promise<void>;
  /** After `close` and the end of all jobs: what is found running at the next start was killed, and not closed. */
  settleClosed(): void;
}

/** Between two looks that belong to one wakefulness; ticks come each minute. */
const ASLEEP_MS = 5 * 60_000;
/** A clock that goes back by less is only being kept right. */
const BACK_MS = 1000;
/** Sites that catch up follow each other so far apart, all of them within the limit. */
const SPREAD_MS = 2 * 60_000;
const SPREAD_WITHIN_MS = 15 * 60_000;
/** Slots are kept a year and a month, for the history and the statistics of a year. */
const KEPT_MS = 400 * 86_400_000;
const DAY_MS = 86_400_000;
/** After the furthest time a slot can bear. */
const FOR_EVER = '9999-12-31T00:00:00.000Z';

export function createScheduler(ports: SchedulerPorts): Scheduler {
  const { catalog, clock, logger, runTimes } = ports;
  const { slots, schedules, sites } = catalog;
  const closing = new AbortController();
  let lastTick: number | null = null;
  let awakeSince: number | null = null;
  let lastForgotten: number | null = null;
  let isFutureToMend = false;
  let running: Promise<void> = Promise.resolve();
  let again = false;
  let active = false;
  let isSettled = false;

  function setAwakeSince(now: number): void {
    awakeSince = now;
    catalog.settings.put('awake-since', new Date(now).toISOString());
  }

  /** A gap between two ticks is sleep, or a clock that jumped; either way it begins anew from here. */
  function noticeGap(now: number): number {
    const isFirst = lastTick === null;
    const wentBack = lastTick !== null && now < lastTick - BACK_MS;
    isFutureToMend ||= isFirst || wentBack;
    // A clock that lost its time is set right in a moment: what is the past then must not be taken for marks of a clock that ran ahead.
    if (isFutureToMend && ports.clockStanding() !== 'behind') {
      mendFuture(now);
      isFutureToMend = false;
    }
    if (isFirst || wentBack || (lastTick !== null && now - lastTick > ASLEEP_MS)) setAwakeSince(now);
    lastTick = now;
    return awakeSince ?? now;
  }

  function mendFuture(now: number): void {
    const from = new Date(now + 1).toISOString();
    for (const slot of slotsOfAWrongClock(slots.between({ siteId: null, work: null, from, until: FOR_EVER }), now)) slots.delete(slot);
    // What was set by the clock that ran ahead would not be due until then.
    for (const each of schedules.list())
      if (Date.parse(each.schedule.since) > now)
        schedules.put({ ...each, schedule: { ...each.schedule, since: new Date(now).toISOString() } });
  }

  function settleRunning(now: number, brokenOff: BrokenOff): boolean {
    let changed = false;
    const open = slots.open();
    if (open.length === 0) return false;
    const scheduled = new Set(schedules.list().map(({ siteId, work }) => `${siteId} ${work}`));
    for (const slot of open) {
      const settled = scheduled.has(`${slot.siteId} ${slot.work}`)
        ? settleOne(slot, open, now, brokenOff)
        : ended(slot, 'The site was removed.', now);
      if (settled === slot) continue;
      slots.put(settled);
      changed = true;
    }
    return changed;
  }

  function settleOne(slot: Slot, open: readonly Slot[], now: number, brokenOff: BrokenOff): Slot {
    if (slot.state !== 'running') return slot;
    const jobs = slot.jobIds.flatMap((id) => ports.job(id) ?? []);
    const settled = settleByJobs(slot, jobs, now, brokenOff);
    const isFollowed = open.some((other) => other.state === 'waiting' && other.siteId === slot.siteId && other.work === slot.work);
    // The next one waits already: it is the retry.
    if (settled.state === 'waiting' && isFollowed)
      return {
        ...settled,
        state: 'failed',
        reason: 'failed',
        jobIds: slot.jobIds,
        notBefore: null,
        settledAt: new Date(now).toISOString(),
      };
    return settled;
  }

  function itemsOf(only: SiteId | null, now: number): readonly DueItem[] {
    const until = new Date(now).toISOString();
    const open = slots.open();
    const known = sites.list();
    const order = known.map(({ id }) => id).toSorted();
    const stepMs = Math.min(SPREAD_MS, SPREAD_WITHIN_MS / Math.max(1, order.length));
    const serverOf = new Map(known.map(({ id, serverId }) => [id, serverId]));
    return schedules.list().flatMap(({ siteId, work, schedule }): readonly DueItem[] => {
      const serverId = serverOf.get(siteId);
      if (serverId === undefined || (only !== null && only !== siteId)) return [];
      const mine = open.filter((slot) => slot.siteId === siteId && slot.work === work);
      const newest = slots.newestDueAt(siteId, work, until);
      return [
        {
          siteId,
          serverId,
          work,
          schedule,
          notBefore: work === 'drill' ? (ports.drillDueAt(siteId) ?? Number.MAX_SAFE_INTEGER) : null,
          lastDueAt: newest === null ? null : Date.parse(newest),
          waiting: mine.find(({ state }) => state === 'waiting') ?? null,
          running: mine.find(({ state }) => state === 'running') ?? null,
          spreadMs: Math.round(order.indexOf(siteId) * stepMs),
        },
      ];
    });
  }

  async function conditionsNow(servers: ReadonlyMap<ServerId, boolean>): Promise<Conditions> {
    const { onBattery, metered, pausedUntil } = catalog.settings.get('schedules');
    return {
      ...(await ports.computer()),
      whenOnBattery: onBattery,
      whenMetered: metered,
      pausedUntil: pausedUntil === null ? null : Date.parse(pausedUntil),
      clock: ports.clockStanding(),
      servers,
      busy: ports.busy(),
    };
  }

  /** One look; returns what began, as it stood then: what takes no job, or could not be done, is over by the time this returns. */
  async function look(only: SiteId | null, spread: boolean): Promise<readonly Slot[]> {
    const now = clock.now();
    const awake = noticeGap(now);
    // What a look writes goes to disk in one go: each time costs a catalog that outlives a power cut a wait for the disk.
    const clockIs = ports.clockStanding();
    const before = catalog.settings.get('due-times');
    const missed = missedTimes(before, now, clockIs);
    // A schedule counts from when it is proposed.
    const propose = (): boolean => clockIs !== 'behind' && keepProposals(ports, now);
    let changed = catalog.atomically(() => [propose(), settleRunning(now, 'killed')].includes(true));
    const servers = new Map<ServerId, boolean>();
    const begun: Slot[] = [];
    for (;;) {
      const conditions = await conditionsNow(servers);
      const items = itemsOf(only, now);
      const actions = decideDue({ now, awakeSince: awake, missedAfter: missed.after, spread, items, conditions, runTimes });
      catalog.atomically(() => {
        for (const action of actions) if (action.kind === 'record') slots.put(action.slot);
        // Of one site alone nothing is known of the others.
        if (only === null && missed.next !== before) noteMissed(missed, items, now);
      });
      for (const action of actions) {
        if (action.kind !== 'launch') continue;
        // What has to wait after all has not begun: whoever waits until nothing can go on would wait for ever.
        const slot = await begin(action.slot);
        if (slot.state !== 'waiting') begun.push(slot);
      }
      changed ||= actions.length > 0;
      const asked = new Set(actions.flatMap((action) => (action.kind === 'look' ? [action.serverId] : [])));
      if (asked.size === 0) break;
      await Promise.all([...asked].map(async (serverId) => servers.set(serverId, await ports.answers(serverId, closing.signal))));
      closing.signal.throwIfAborted();
    }
    forgetOld(now);
    if (changed) ports.changed();
    return begun;
  }

  /** Once the newest have their rows, so that it can be said which one stood for what was missed. */
  function noteMissed({ owed, next }: MissedTimes, items: readonly DueItem[], now: number): void {
    const until = new Date(now).toISOString();
    if (owed !== null)
      for (const item of items) {
        const known = slots.between({ siteId: item.siteId, work: item.work, from: new Date(owed.from).toISOString(), until });
        for (const slot of owedRows(item, owed, known, now, runTimes)) slots.put(slot);
      }
    catalog.settings.put('due-times', next);
  }

  /** The slot is written as running before the work begins: whatever happens then, it does not begin twice. */
  async function begin(slot: Slot): Promise<Slot> {
    const schedule = schedules.of(slot.siteId).find(({ work }) => work === slot.work)?.schedule;
    if (schedule === undefined) throw new AppError('site.not-found', { detail: slot.siteId });
    const startedAt = new Date(clock.now()).toISOString();
    const isAsked = slot.reason === 'asked';
    const begun: Slot = {
      ...slot,
      state: 'running',
      reason: isAsked ? 'asked' : null,
      text: '',
      startedAt,
      attempts: slot.attempts + 1,
      notBefore: null,
    };
    slots.put(begun);
    const after = await outcomeOf(begun, schedule);
    slots.put(after);
    logger.info('schedule.slot', { siteId: slot.siteId, work: slot.work, dueAt: slot.dueAt, state: after.state, reason: after.reason });
    return after;
  }

  async function outcomeOf(begun: Slot, schedule: Parameters<SchedulerPorts['launch']>[2]): Promise<Slot> {
    try {
      return afterLaunch(begun, await ports.launch(begun.siteId, begun.work, schedule, closing.signal), clock.now());
    } catch (error) {
      if (closing.signal.aborted) return afterClosing(begun);
      if (!(error instanceof AppError)) logger.error('schedule.unexpected', { siteId: begun.siteId, work: begun.work, cause: error });
      if (error instanceof AppError && error.code === 'job.already-running')
        return { ...begun, state: 'waiting', reason: 'same-work', text: 'The same is at work.', attempts: begun.attempts - 1 };
      return afterFailure(begun, problemOf(error), clock.now());
    }
  }

  function forgetOld(now: number): void {
    if (lastForgotten !== null && Math.abs(now - lastForgotten) < DAY_MS) return;
    lastForgotten = now;
    if (ports.clockStanding() === 'trusted') slots.forget(new Date(now - KEPT_MS).toISOString());
  }

  async function runLooks(): Promise<void> {
    active = true;
    try {
      do {
        again = false;
        await look(null, true);
      } while (again && !closing.signal.aborted);
    } catch (cause) {
      if (!closing.signal.aborted) logger.error('schedule.tick-failed', { cause });
    } finally {
      active = false;
    }
  }

  /** Nothing else looks at the slots meanwhile. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = running.then(work);
    running = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  return {
    tick() {
      if (closing.signal.aborted) return Promise.resolve();
      if (active) {
        again = true;
        return running;
      }
      active = true;
      return alone(runLooks);
    },
    async runDue(siteId, signal) {
      const from = new Date(clock.now()).toISOString();
      const touched = new Map<string, Slot>();
      const note = (each: readonly Slot[]): void => {
        for (const slot of each)
          if (siteId === null || slot.siteId === siteId) touched.set(`${slot.siteId} ${slot.work} ${slot.dueAt}`, slot);
      };
      for (;;) {
        signal.throwIfAborted();
        const begun = await alone(() => look(siteId, false));
        note([...begun, ...slots.open()]);
        const jobs = slots.open().filter((slot) => slot.state === 'running' && (siteId === null || slot.siteId === siteId));
        if (begun.length === 0 && jobs.length === 0) break;
        if (jobs.length > 0)
          await ports.whenAnyEnded(
            jobs.flatMap(({ jobIds }) => jobIds),
            signal,
          );
      }
      return [...touched.values()]
        .flatMap(({ siteId: id, work, dueAt }) => slots.find(id, work, dueAt) ?? [])
        .filter(({ settledAt }) => settledAt === null || settledAt >= from);
    },
    runNow: (siteId, work) =>
      alone(async () => {
        if (sites.find(siteId) === null) throw new AppError('site.not-found', { detail: siteId });
        const now = clock.now();
        keepProposals(ports, now);
        settleRunning(now, 'killed');
        const mine = slots.open().filter((slot) => slot.siteId === siteId && slot.work === work);
        if (mine.some(({ state }) => state === 'running') || ports.busy().has(`${siteId} ${work}`))
          throw new AppError('job.already-running', { detail: work });
        // What waits is what the operator asks for.
        const slot = mine[0] ?? slotAt({ siteId, work }, now);
        const begun = await begin({ ...slot, reason: 'asked' });
        ports.changed();
        return begun;
      }),
    woke() {
      setAwakeSince(clock.now());
    },
    notice() {
      noticeGap(clock.now());
    },
    caughtUp() {
      awakeSince = null;
      catalog.settings.put('awake-since', null);
    },
    async close() {
      closing.abort(new AppError('job.interrupted'));
      await running;
    },
    settleClosed() {
      if (isSettled) return;
      isSettled = true;
      try {
        catalog.atomically(() => settleRunning(clock.now(), 'closed'));
      } catch (cause) {
        // Whatever becomes of the slots, the app has to end.
        logger.error('schedule.not-settled', { cause });
      }
    },
  };
}

function afterLaunch(begun: Slot, launched: Launched, now: number): Slot {
  const settledAt = new Date(now).toISOString();
  switch (launched.kind) {
    case 'jobs':
      return { ...begun, jobIds: [...launched.jobIds] };
    case 'done':
      return { ...begun, state: 'done', reason: launched.nothing ? 'nothing' : begun.reason, text: launched.text, settledAt };
    case 'wait':
      return { ...begun, state: 'waiting', reason: launched.reason, text: launched.text, attempts: begun.attempts - 1, startedAt: null };
    case 'not-possible':
      return { ...begun, state: 'skipped', reason: 'not-possible', text: launched.text, settledAt };
  }
}

function ended(slot: Slot, text: string, now: number): Slot {
  return { ...slot, state: 'skipped', reason: 'cancelled', text, settledAt: new Date(now).toISOString() };
}
