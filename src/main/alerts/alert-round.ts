import { randomUUID } from 'node:crypto';
import { type AlertCondition, type AlertConditionId, isStuck } from '../../shared/model/alert.ts';
import type { AlertsState } from '../../shared/model/alert-settings.ts';
import type { FleetStatus } from '../../shared/model/fleet.ts';
import type { JobId, SiteId } from '../../shared/model/ids.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { conditionOf, type EndedJob, happeningOf } from './rules/jobs.ts';
import { observationsOf, observe } from './rules/observe.ts';
import { type ReportedSite, reportContent, reportDue } from './rules/report.ts';
import { channelsOf, isToldWith, messageOf, tell, withdrawn } from './rules/tell.ts';

/** As many ended jobs as one transaction hears; the next round hears the rest. */
const JOBS_A_ROUND = 200;
/** What was over longer ago than this is forgotten, in milliseconds. */
const KEPT_MS = 90 * 24 * 3_600_000;

/** As long as a daily report waits for what is caught up with; and after how long it is another start for which it waits. In milliseconds. */
const HELD_MS = 2 * 3_600_000;
const HELD_ANEW_MS = 12 * 3_600_000;

/** The part of the catalog that alerts read and write. */
export type AlertCatalog = Pick<Catalog, 'alerts' | 'settings' | 'atomically'>;

export interface RoundInput {
  readonly now: number;
  /** IANA zone of the operator. */
  readonly zone: string;
  /** Null: only ended jobs are heard. */
  readonly fleet:
    | (Pick<FleetStatus, 'findings'> & {
        readonly sites: readonly (ReportedSite & Parameters<typeof observationsOf>[0]['sites'][number])[];
      })
    | null;
  /** False while the clock of this computer is in doubt: what time alone brings about is not told, and no report is written. */
  readonly isTimeTrusted: boolean;
  /** Sites that still catch up with what was due while the computer was off. */
  readonly catchingUp: ReadonlySet<SiteId>;
  /** Sites with overdue work that is not called so yet, for the same reason. */
  readonly hiddenByStart: ReadonlySet<SiteId>;
  /** What was due before the last start is still waiting or at work: the daily report is written when it is over. */
  readonly isBusyCatchingUp: boolean;
  /** What of the due times since then was caught up with, for people. */
  readonly caughtUp: (from: string | null) => readonly string[];
  /** Null: the catalog does not know it any more, or cannot read it: what is lost of one must not keep the others from being heard. */
  readonly endedJob: (id: JobId) => EndedJob | null;
  readonly newId?: () => string;
}

/**
 * Looks once: conditions, messages and what was heard change in one transaction, so that at whatever point the app ends, nothing is told twice and nothing is
 * left out. Sends nothing. Answers whether anything changed.
 */
export function runAlertRound(catalog: AlertCatalog, input: RoundInput): boolean {
  return catalog.atomically(() => {
    const known = catalog.settings.get('alerts-state');
    // Begun by a clock that ran ahead, or the clock went back: no job would be news for as long.
    const state = known !== null && Date.parse(known.since) <= input.now ? known : begin(catalog, known, input.now);
    const heard = hearJobs(catalog, state, input);
    const seen = input.fleet === null ? false : lookAtFleet(catalog, input.fleet, input);
    const reported = input.fleet === null || !input.isTimeTrusted ? false : report(catalog, state, input.fleet, input);
    return heard || seen || reported;
  });
}

/** What ended before alerts were looked at for the first time is no news. */
function begin({ alerts, settings }: AlertCatalog, known: AlertsState | null, now: number): AlertsState {
  // What was no news by the later time must not become news by the earlier one.
  if (known !== null) alerts.hearJobsBefore(known.since);
  const state: AlertsState = { since: new Date(now).toISOString(), reportedOn: null, heldSince: null };
  settings.put('alerts-state', state);
  return state;
}

function hearJobs({ alerts, settings }: AlertCatalog, { since }: AlertsState, input: RoundInput): boolean {
  const { now, endedJob } = input;
  const newId = input.newId ?? randomUUID;
  const unheard = alerts.unheardJobs(since, JOBS_A_ROUND);
  for (const jobId of unheard) {
    alerts.hearJob(jobId);
    const ended = endedJob(jobId);
    if (ended === null) continue;
    const changed = conditionOf(ended, {
      now,
      open: alerts.openConditions(),
      lastResolved: (key) => alerts.lastResolved(key),
      newId: () => newId() as AlertConditionId,
    });
    if (changed !== null) keep({ alerts, settings }, changed, input);
    const happening = happeningOf(ended);
    if (happening === null) continue;
    const { event, job, siteName, content } = happening;
    const current = settings.get('alerts');
    for (const channel of channelsOf(current, event))
      alerts.putMessage(
        messageOf({ event, siteId: job.siteId, siteName }, { channel, kind: 'happened', content, severity: 'note', now, newId }),
      );
    if (current.events[event].digest)
      alerts.addDigestLine({
        id: newId(),
        at: job.endedAt ?? new Date(now).toISOString(),
        event,
        text: `${content.title}. ${content.happened}`,
      });
  }
  return unheard.length > 0;
}

function lookAtFleet(catalog: AlertCatalog, fleet: NonNullable<RoundInput['fleet']>, input: RoundInput): boolean {
  const { alerts, settings } = catalog;
  const { now } = input;
  const newId = input.newId ?? randomUUID;
  const kept = alerts.openConditions();
  const before = new Map(kept.map((condition) => [condition.id, JSON.stringify(condition)]));
  const sites = new Set(fleet.sites.map(({ site }) => site.id));
  const conditions = observe({
    now,
    observations: observationsOf(fleet),
    // No job of a site that was removed will succeed: what failed there is over like what is not found any more.
    open: kept.map((each) => (each.siteId === null || sites.has(each.siteId) ? each : { ...each, source: 'finding' as const })),
    hiddenByStart: input.hiddenByStart,
    isToldOfDrives: isToldWith(settings.get('alerts'), 'offsite_overdue', 'drive_not_seen'),
    lastResolved: (key) => alerts.lastResolved(key),
    newId: () => newId() as AlertConditionId,
  });
  return conditions.map((condition) => keep(catalog, condition, input, before.get(condition.id))).includes(true);
}

/** Says of a condition what is to be said, and keeps both. `before`: as it was kept; nothing is written when that is how it is. */
function keep(
  { alerts, settings }: Pick<AlertCatalog, 'alerts' | 'settings'>,
  found: AlertCondition,
  input: RoundInput,
  before?: string,
): boolean {
  const { now } = input;
  const newId = input.newId ?? randomUUID;
  // Read where it is asked for alone: there may be thousands, and conditions as well.
  const unsettled = found.event === 'alerts_not_delivered' ? alerts.unsettledMessages().filter((message) => isStuck(message, now)) : [];
  const told = tell({
    condition: found,
    messages: alerts.messagesOf(found.id),
    settings: settings.get('alerts'),
    now,
    newId,
    isTimeTrusted: input.isTimeTrusted,
    stuck: new Set(unsettled.map(({ channel }) => channel)),
    catchingUp: found.siteId !== null && input.catchingUp.has(found.siteId),
  });
  // That it was seen again is no change.
  const plain = JSON.stringify({ ...told.condition, seenAt: '' });
  const isChanged = before === undefined || JSON.stringify({ ...(JSON.parse(before) as object), seenAt: '' }) !== plain;
  if (isChanged) alerts.putCondition(told.condition);
  for (const message of told.messages) alerts.putMessage(message);
  for (const line of told.lines) alerts.addDigestLine(line);
  return isChanged || told.messages.length > 0;
}

function report(
  { alerts, settings }: AlertCatalog,
  state: AlertsState,
  fleet: NonNullable<RoundInput['fleet']>,
  input: RoundInput,
): boolean {
  const { now, zone } = input;
  const newId = input.newId ?? randomUUID;
  const current = settings.get('alerts');
  const day = reportDue(state.reportedOn, current.dailyAt, now, zone);
  if (day === null) return false;
  if (input.isBusyCatchingUp) {
    // From the first look at which it was due, and not from the last wake: a computer that wakes for minutes each hour reports as well.
    const heldMs = state.heldSince === null ? Number.POSITIVE_INFINITY : now - Date.parse(state.heldSince);
    const isNew = heldMs < 0 || heldMs > HELD_ANEW_MS;
    if (isNew) settings.put('alerts-state', { ...state, heldSince: new Date(now).toISOString() });
    if (isNew || heldMs < HELD_MS) return false;
  }
  const keptFrom = new Date(now - KEPT_MS).toISOString();
  // What is older was heard, or never will be: without that each round would look through every job there ever was.
  const since = state.since > keptFrom ? state.since : keptFrom;
  settings.put('alerts-state', { ...state, since, reportedOn: day, heldSince: null });
  alerts.forget(keptFrom);
  const channels = channelsOf(current, 'daily_health_report');
  const lines = alerts.digestLines();
  for (const { id } of lines) alerts.dropDigestLine(id);
  const older = alerts.unsettledMessages().filter(({ kind, state: of }) => kind === 'daily-report' && of === 'waiting');
  const content = reportContent({
    day,
    now,
    sites: fleet.sites,
    open: alerts.openConditions(),
    lines,
    caughtUp: input.caughtUp(state.reportedOn),
  });
  for (const message of older) if (channels.includes(message.channel)) alerts.putMessage(withdrawn(message, now));
  for (const channel of channels) {
    const about = { event: 'daily_health_report', siteId: null, siteName: null } as const;
    alerts.putMessage(messageOf(about, { channel, kind: 'daily-report', content, severity: 'note', now, newId }));
  }
  return true;
}
