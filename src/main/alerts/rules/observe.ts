import type { AlertCondition, AlertConditionId, AlertSeverity } from '../../../shared/model/alert.ts';
import type { FleetStatus } from '../../../shared/model/fleet.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { conditionTitle } from './texts.ts';
import { eventOf, keyOf } from './event-of.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A condition is over once it was not found for so long: what comes back sooner was never over. */
export const GONE_FOR_MS = 15 * MINUTE;
/** As long as something may keep coming back before each end of it is believed. */
const LONGEST_GONE_MS = DAY;
/** As long as a drive that is there again may take to be caught up with before it is said of each site what it lacks. */
const CATCHING_UP_MS = DAY;
export const WORSE: Readonly<Record<AlertSeverity, number>> = { note: 0, 'at-risk': 1, critical: 2 };

/** Not looked for while what was due is being caught up with: that it is not found then does not say that it is over. */
const NOT_FOUND_AT_A_START: ReadonlySet<string> = new Set(['schedule-overdue']);

/** One or more findings that are the same condition. */
export interface Observation {
  readonly key: string;
  readonly code: string;
  readonly severity: AlertSeverity;
  readonly siteId: SiteId | null;
  readonly siteName: string | null;
  readonly text: string;
  readonly count: number;
  /** Key of the condition that says it for all sites while it is there: a drive that was not seen lacks the copies of each. */
  readonly saidBy?: string;
}

/** What the fleet shows, one for each condition; several findings of one condition are folded. Pure. */
export function observationsOf({
  sites,
  findings,
}: Pick<FleetStatus, 'findings'> & { readonly sites: readonly ObservedSite[] }): readonly Observation[] {
  const found = new Map<string, Observation>();
  const add = (finding: FleetStatus['findings'][number], site: ObservedSite['site'] | null): void => {
    const key = keyOf(finding, site?.id ?? null);
    const { code, severity, text } = finding;
    const before = found.get(key);
    if (before === undefined) {
      const observation = { key, code, severity, text, siteId: site?.id ?? null, siteName: site?.name ?? null, count: 1 };
      found.set(key, code === 'copy-overdue' ? { ...observation, saidBy: driveKey(finding) } : observation);
      return;
    }
    // Worst first is how they come: the text of the first is the one that counts.
    const isWorse = WORSE[severity] > WORSE[before.severity];
    found.set(key, { ...before, ...(isWorse ? { severity, text } : {}), count: before.count + 1 });
  };
  for (const { site, findings: ofSite } of sites) for (const finding of ofSite) add(finding, site);
  for (const finding of findings) add(finding, null);
  return [...found.values()];
}

function driveKey({ placeId }: Pick<FleetStatus['findings'][number], 'placeId'>): string {
  return keyOf({ code: 'drive-not-seen', placeId, backupId: null, serverId: null }, null);
}

interface ObservedSite {
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly findings: FleetStatus['findings'];
}

export interface ObserveInput {
  readonly now: number;
  readonly open: readonly AlertCondition[];
  readonly observations: readonly Observation[];
  /** Sites with overdue work that is not called so yet, because the computer was off. */
  readonly hiddenByStart: ReadonlySet<SiteId>;
  /** Whoever is told that copies are owed is told of drives that were not seen as well. */
  readonly isToldOfDrives: boolean;
  /** The condition of this key that was over last. */
  readonly lastResolved: (key: string) => AlertCondition | null;
  readonly newId: () => AlertConditionId;
}

/** The conditions as they are now: those still open, the new ones, and those that are over by this look. Pure but for the ids. */
export function observe({
  now,
  open,
  observations,
  hiddenByStart,
  isToldOfDrives,
  lastResolved,
  newId,
}: ObserveInput): readonly AlertCondition[] {
  const byKey = new Map(observations.map((observation) => [observation.key, observation]));
  const known = new Set(open.map(({ key }) => key));
  // It begins nothing then, and ends nothing that was told before.
  const isSaid = ({ saidBy }: Observation): boolean => {
    if (saidBy === undefined || !isToldOfDrives) return false;
    if (byKey.has(saidBy) || known.has(saidBy)) return true;
    const seenAgain = lastResolved(saidBy)?.resolvedAt ?? null;
    return seenAgain !== null && Math.abs(now - Date.parse(seenAgain)) < CATCHING_UP_MS;
  };
  return [
    ...open.map((condition) => {
      const observation = byKey.get(condition.key);
      if (observation !== undefined) return found(condition, observation, now);
      const isHidden = NOT_FOUND_AT_A_START.has(condition.code) && condition.siteId !== null && hiddenByStart.has(condition.siteId);
      return isHidden ? condition : notFound(condition, now);
    }),
    ...observations
      .filter((observation) => !known.has(observation.key) && !isSaid(observation))
      .map((observation) => opened({ ...observation, source: 'finding' }, { now, before: lastResolved(observation.key), id: newId() })),
  ];
}

/** A condition that begins. */
export function opened(
  { key, code, severity, siteId, siteName, text, count, source }: Observation & Pick<AlertCondition, 'source'>,
  { now, before, id }: { readonly now: number; readonly before: AlertCondition | null; readonly id: AlertConditionId },
): AlertCondition {
  const at = new Date(now).toISOString();
  const event = eventOf(code);
  const cameBack = before !== null && before.resolvedAt !== null && now - Date.parse(before.resolvedAt) < DAY;
  return {
    id,
    key,
    event,
    source,
    code,
    severity,
    siteId,
    siteName,
    text,
    count,
    title: conditionTitle(event, code, siteName),
    openedAt: at,
    seenAt: at,
    goneSince: null,
    resolvedAt: null,
    returns: cameBack ? before.returns + 1 : 0,
    toldSeverity: null,
    toldAt: null,
    reminders: 0,
    nextReminderAt: null,
    acknowledgedAt: null,
    snoozedUntil: null,
    note: '',
  };
}

function found(condition: AlertCondition, { severity, text, count, siteName }: Observation, now: number): AlertCondition {
  const isJob = condition.source === 'job';
  const at = new Date(now).toISOString();
  return {
    ...condition,
    severity,
    siteName,
    text,
    // Of a failing job each attempt was counted.
    count: isJob ? condition.count : count,
    title: conditionTitle(condition.event, condition.code, siteName),
    seenAt: at,
    goneSince: null,
  };
}

/** What a failed job opened ends when such a job succeeds, not before. */
function notFound(condition: AlertCondition, now: number): AlertCondition {
  if (condition.source === 'job') return condition;
  const at = new Date(now).toISOString();
  if (condition.toldSeverity === null) return { ...condition, goneSince: at, resolvedAt: at };
  if (condition.goneSince === null) return { ...condition, goneSince: at };
  const wait = Math.min(GONE_FOR_MS * 2 ** Math.min(condition.returns, 20), LONGEST_GONE_MS);
  return now - Date.parse(condition.goneSince) < wait ? condition : { ...condition, resolvedAt: at };
}
