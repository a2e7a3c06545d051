import type { SiteId } from '../../../shared/model/ids.ts';
import type { ScheduledWork, ScheduleDraft } from '../../../shared/model/schedule.ts';
import { describeHomeOwner } from '../../catalog/home-lock.ts';
import { AppError } from '../../errors/app-error.ts';
import { zoneHere } from '../../retention/calendar.ts';
import { proposedSchedules } from '../../schedule/proposed-schedules.ts';
import { createRunTimes } from '../../schedule/run-times.ts';
import type { Scheduler } from '../../schedule/scheduler.ts';
import { askAboutLogin } from '../schedule/ask-about-login.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { plannedRuns, siteSchedules } from '../schedule/schedule-status.ts';

const PREVIEWED = 5;
/** As far ahead as the contract says. */
const AHEAD_MS = 62 * 86_400_000;

/** `schedulerIfAny`: null in an app that only reads. */
export function scheduleCalls(modules: Modules, schedulerIfAny: () => Scheduler | null): Handlers<CallsOf<'schedule'>> {
  const { auditing, catalog, clock, closing, host, home, sites, emit } = modules;
  const runTimes = createRunTimes();
  const scheduler = (): Scheduler => {
    const found = schedulerIfAny();
    if (found === null) throw new AppError('home.in-use', { detail: describeHomeOwner(home) });
    return found;
  };
  /** A command at the terminal ends at once: what it began would be broken off. Whoever stays looks by itself. */
  const lookSoon = (): void => {
    if (host.kind !== 'terminal') void auditing.asItself(async () => schedulerIfAny()?.tick());
  };
  const changed = <T>(result: T): T => {
    emit('schedule.changed', undefined);
    return result;
  };
  const statusOf = (siteId: SiteId) => siteSchedules(modules, runTimes, sites.get(siteId));

  function set(siteId: SiteId, work: ScheduledWork, draft: ScheduleDraft | null): void {
    const kinds = catalog.sources.list(sites.get(siteId).id).map(({ kind }) => kind);
    const schedule = draft ?? proposedSchedules(kinds, zoneHere()).get(work);
    if (schedule === undefined) throw new Error(`nothing is proposed for ${work}`);
    const since = new Date(clock.now()).toISOString();
    catalog.schedules.put({ siteId, work, schedule: { ...schedule, since, setBy: draft === null ? 'proposed' : 'operator' } });
    lookSoon();
  }

  return {
    'schedule.list': () =>
      catalog.sites
        .list()
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map((site) => siteSchedules(modules, runTimes, site)),
    'schedule.get': ({ siteId }) => statusOf(siteId),
    'schedule.set': ({ siteId, work, schedule }) => {
      set(siteId, work, schedule);
      if (schedule !== null && schedule.rhythm !== null) askAboutLogin(modules);
      emit('fleet.changed', undefined);
      return changed(statusOf(siteId));
    },
    'schedule.preview': ({ rhythm, zone }) =>
      runTimes.preview(rhythm, zone, clock.now(), PREVIEWED).map((run) => new Date(run).toISOString()),
    'schedule.slots': ({ siteId, work, from, until }) => {
      const end = Math.min(Date.parse(until), clock.now() + AHEAD_MS);
      const asked = siteId === null ? catalog.sites.list() : [sites.get(siteId)];
      const planned = asked.flatMap((site) => plannedRuns(modules, runTimes, site, { work, until: end }));
      return {
        slots: [...catalog.slots.between({ siteId, work, from, until })],
        planned: planned.filter(({ at }) => at >= from).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
      };
    },
    'schedule.run-now': ({ siteId, work }) => scheduler().runNow(siteId, work),
    'schedule.run-due': async ({ siteId }) => [...(await scheduler().runDue(siteId, closing))],
    'schedule.settings': () => catalog.settings.get('schedules'),
    'schedule.set-settings': (settings) => {
      // First what the system may refuse: a setting must not say what is not so.
      host.startAtLogin?.(settings.startAtLogin);
      const asked = catalog.settings.get('schedules').startAtLogin === settings.startAtLogin ? settings.loginQuestion : 'answered';
      catalog.settings.put('schedules', { ...settings, loginQuestion: asked });
      lookSoon();
      return changed(catalog.settings.get('schedules'));
    },
  };
}
