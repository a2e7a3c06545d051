import type { Rhythm } from '../../../src/shared/model/rhythm.ts';
import {
  DEFAULT_SCHEDULE_SETTINGS,
  type Schedule,
  SCHEDULED_WORKS,
  type ScheduledWork,
  type ScheduleSettings,
  type SiteSchedules,
  type Slot,
} from '../../../src/shared/model/schedule.ts';
import type { SiteStatus } from '../../../src/shared/model/fleet.ts';
import type { Answers } from '../fake-bridge.ts';
import { NOW, ago } from './models.ts';
import { unknown } from './problems.ts';
import type { World } from './world.ts';

/** In hours, as `ago` counts. */
const HOUR = 1;
const DAY = 24;

const RHYTHMS: Readonly<Record<ScheduledWork, Rhythm | null>> = {
  pull: { kind: 'daily', at: '06:30' },
  backup: { kind: 'weekly', weekday: 0, at: '06:00' },
  push: { kind: 'daily', at: '07:30' },
  verify: { kind: 'daily', at: '12:00' },
  drill: null,
  retention: { kind: 'daily', at: '13:00' },
  health: { kind: 'hourly', minute: 15, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] },
};

/** A week in which the computer was off for a weekend, the server once did not answer, and one pull failed. */
function slotsOf(siteId: Slot['siteId']): readonly Slot[] {
  const slot = (work: ScheduledWork, days: number, changes: Partial<Slot>): Slot => ({
    siteId,
    work,
    dueAt: ago(days * DAY),
    state: 'done',
    reason: null,
    text: '',
    startedAt: ago(days * DAY),
    settledAt: ago(days * DAY - HOUR / 4),
    jobIds: [],
    attempts: 1,
    cutOff: 0,
    notBefore: null,
    caughtUpBy: null,
    ...changes,
  });
  const closed = {
    state: 'missed',
    reason: 'closed',
    text: 'Holdfast was closed or the computer asleep.',
    startedAt: null,
    attempts: 0,
    cutOff: 0,
  } as const;
  return [
    slot('pull', 6, {}),
    slot('pull', 5, { ...closed, caughtUpBy: ago(3 * DAY) }),
    slot('pull', 4, { ...closed, caughtUpBy: ago(3 * DAY) }),
    slot('pull', 3, {}),
    slot('pull', 2, { state: 'failed', reason: 'failed', text: 'The connection was lost' }),
    slot('pull', 1, { state: 'warning', text: 'Some files could not be adopted' }),
    slot('backup', 3, {}),
    slot('push', 1, { reason: 'nothing', text: 'Every place has its copies.' }),
    slot('verify', 1, {}),
    slot('retention', 1, { state: 'skipped', reason: 'replaced', text: 'The next one came first.' }),
    slot('pull', 0, {
      state: 'waiting',
      reason: 'server',
      text: 'The server does not answer.',
      startedAt: null,
      settledAt: null,
      attempts: 0,
      cutOff: 0,
    }),
  ];
}

export function scheduleAnswers(
  world: World,
): Pick<
  Answers,
  | 'schedule.list'
  | 'schedule.get'
  | 'schedule.set'
  | 'schedule.preview'
  | 'schedule.slots'
  | 'schedule.run-now'
  | 'schedule.run-due'
  | 'schedule.settings'
  | 'schedule.set-settings'
> {
  const set = new Map<string, Schedule>();
  let settings: ScheduleSettings = DEFAULT_SCHEDULE_SETTINGS;
  const siteOf = (id: string): SiteStatus =>
    world.fleet.sites.find(({ site }) => site.id === id) ?? unknown('site.not-found', 'This site is not registered');
  const proposed = (work: ScheduledWork): Schedule => ({
    rhythm: RHYTHMS[work],
    zone: 'Europe/Berlin',
    capture: { kind: 'full', sourceIds: null },
    onBattery: null,
    metered: null,
    since: ago(30 * DAY),
    setBy: 'proposed',
  });
  const schedulesOf = ({ site }: SiteStatus): SiteSchedules => {
    const slots = slotsOf(site.id);
    return {
      siteId: site.id,
      siteName: site.name,
      works: SCHEDULED_WORKS.map((work) => {
        const schedule = set.get(`${site.id} ${work}`) ?? proposed(work);
        const open = slots.find((slot) => slot.work === work && slot.settledAt === null) ?? null;
        const last = slots.findLast((slot) => slot.work === work && slot.attempts > 0 && slot.settledAt !== null) ?? null;
        return {
          work,
          schedule,
          nextAt: schedule.rhythm === null ? null : ago(-8 * HOUR),
          last,
          lastDoneAt: last?.settledAt ?? null,
          open,
          state: schedule.rhythm === null ? 'off' : open === null ? 'scheduled' : 'waiting',
          overdueSince: null,
        };
      }),
    };
  };
  return {
    'schedule.list': () => world.fleet.sites.map(schedulesOf),
    'schedule.get': ({ siteId }) => schedulesOf(siteOf(siteId)),
    'schedule.set': ({ siteId, work, schedule }) => {
      if (schedule === null) set.delete(`${siteId} ${work}`);
      else if (settings.loginQuestion === 'not-yet') settings = { ...settings, loginQuestion: 'open' };
      if (schedule !== null)
        set.set(`${siteId} ${work}`, { ...proposed(work), ...schedule, setBy: 'operator', since: new Date(NOW).toISOString() });
      return schedulesOf(siteOf(siteId));
    },
    'schedule.preview': () => [1, 2, 3, 4, 5].map((days) => ago(-days * DAY)),
    'schedule.slots': ({ siteId, work, from, until }) => {
      const sites = world.fleet.sites.filter(({ site }) => siteId === null || site.id === siteId);
      const wanted = (each: ScheduledWork): boolean => work === undefined || work === null || work === each;
      const slots = sites.flatMap(({ site }) => slotsOf(site.id));
      const planned = sites.flatMap(({ site }) =>
        [1, 2, 3].flatMap((days) => [
          { siteId: site.id, work: 'pull' as const, at: ago(-days * DAY) },
          { siteId: site.id, work: 'push' as const, at: ago(-days * DAY - HOUR) },
        ]),
      );
      return {
        slots: slots.filter((slot) => wanted(slot.work) && slot.dueAt >= from && slot.dueAt <= until),
        planned: planned.filter((run) => wanted(run.work) && run.at >= from && run.at <= until),
      };
    },
    'schedule.run-now': ({ siteId, work }) => ({
      siteId,
      work,
      dueAt: new Date(NOW).toISOString(),
      state: 'running',
      reason: 'asked',
      text: '',
      startedAt: new Date(NOW).toISOString(),
      settledAt: null,
      jobIds: [],
      attempts: 1,
      cutOff: 0,
      notBefore: null,
      caughtUpBy: null,
    }),
    'schedule.run-due': () => [],
    'schedule.settings': () => settings,
    'schedule.set-settings': (wanted) => {
      settings = { ...wanted, loginQuestion: wanted.loginQuestion ?? 'not-yet' };
      return settings;
    },
  };
}
