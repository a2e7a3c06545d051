import type { AlertCondition, AlertContent, AlertDigestLine } from '../../../shared/model/alert.ts';
import type { FleetStatus } from '../../../shared/model/fleet.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { localTime } from './local-time.ts';
import { utc } from './texts.ts';

const DAY_MS = 86_400_000;

/** The local day for which a report is due now, or null. After days asleep there is one report, not one for each day. */
export function reportDue(reportedOn: string | null, dailyAt: string, now: number, zone: string): string | null {
  const { day, time } = localTime(now, zone);
  // A day that lies further ahead than any zone was reported by a clock that ran ahead.
  const isToCome = reportedOn === null || reportedOn < day || reportedOn > localTime(now + 2 * DAY_MS, zone).day;
  return time >= dailyAt && isToCome ? day : null;
}

/** What the daily report reads of a site. */
export interface ReportedSite {
  readonly site: { readonly name: string };
  readonly verdict: FleetStatus['sites'][number]['verdict'];
  readonly because: string;
  readonly newestGoodAt: string | null;
  readonly health: { readonly score: number };
}

export interface ReportFacts {
  readonly day: string;
  readonly now: number;
  /** Worst first. */
  readonly sites: readonly ReportedSite[];
  readonly open: readonly AlertCondition[];
  readonly lines: readonly AlertDigestLine[];
  /** What was caught up with after the computer was off. */
  readonly caughtUp: readonly string[];
}

const VERDICTS: Readonly<Record<ReportedSite['verdict'], string>> = {
  protected: 'protected',
  'at-risk': 'at risk',
  critical: 'critical',
  'no-backup': 'no backup',
};

/** More than these are counted, not listed: the window has them all. */
const LISTED = 100;

/** One page: how each site stands, what is open, what happened since the last report. Pure. */
export function reportContent({ day, now, sites, open, lines, caughtUp }: ReportFacts): AlertContent {
  const well = sites.filter(({ verdict }) => verdict === 'protected').length;
  const told = open.filter(({ toldSeverity }) => toldSeverity !== null);
  const isWell = well === sites.length && told.length === 0;
  const openWords = told.length === 0 ? 'nothing is open' : told.length === 1 ? '1 alert is open' : `${told.length} alerts are open`;
  return {
    title: `Daily report ${day}: ${well} of ${sites.length} sites protected, ${openWords}`,
    happened: isWell ? 'All sites are protected; nothing is open.' : `${well} of ${sites.length} sites are protected; ${openWords}.`,
    safe: '',
    next: isWell ? '' : 'Open Holdfast: its first screen shows the worst site first, with what would help it most.',
    fields: [],
    sections: [
      { heading: 'Sites', lines: listed(sites.map((site) => siteLine(site, now))) },
      { heading: 'Open alerts', lines: listed(told.map(({ title, text, openedAt }) => `${title}, since ${utc(openedAt)} UTC. ${text}`)) },
      { heading: 'Caught up with', lines: listed(caughtUp) },
      { heading: 'Since the last report', lines: listed(lines.map(({ at, text }) => `${utc(at)} UTC  ${text}`)) },
    ].filter((section) => section.lines.length > 0),
  };
}

function siteLine({ site, verdict, because, newestGoodAt, health }: ReportedSite, now: number): string {
  const age = newestGoodAt === null ? 'no good backup' : `newest good backup ${formatAge(Math.max(0, now - Date.parse(newestGoodAt)))}`;
  return `${site.name}: ${VERDICTS[verdict]}, health ${health.score} of 100, ${age}. ${because}`;
}

function listed(lines: readonly string[]): string[] {
  const more = lines.length - LISTED;
  return more > 0 ? [...lines.slice(0, LISTED), `and ${more} more`] : [...lines];
}
