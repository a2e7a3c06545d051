import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import type { DiskRow } from '../../../shared/model/disk.ts';
import {
  type CheckVerdict,
  HEALTH_WORDS,
  HealthCheckId,
  HealthComponentId,
  type HealthLevel,
  type SiteHealthReport,
} from '../../../shared/model/health.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { App } from '../../app/app.ts';
import { ask, EXIT, text, UsageError, type Command, type CommandResult, type Exit } from '../command.ts';
import { findSite } from '../find.ts';
import { facts, table } from '../table.ts';
import { reportResult } from './save-report.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** What can be checked by itself: a component or one of the checks it is made of. */
const NAMES: readonly string[] = [...HealthComponentId.options, ...HealthCheckId.options];

export const health: Command = {
  name: 'health',
  usage: 'health [SITE] [--detailed] [--check NAME,...] [--report FILE]',
  about: `Score, level and what is next; of all sites, or of one with its checks. --check: ${NAMES.join(', ')}. Exit status: 0 good or better, 4 at risk, 1 critical.`,
  options: { detailed: flag, check: string, report: string },
  positionals: [0, 1],
  access: 'read',
  async run({ app, options, positionals }) {
    const wanted = checksIn(text(options, 'check'));
    const report = text(options, 'report');
    if (report !== undefined) {
      const format = report.endsWith('.json') ? 'json' : report.endsWith('.pdf') ? 'pdf' : 'html';
      await ask(app, 'report.save-status', { format, file: report });
    }
    const [name] = positionals;
    const detailed = options['detailed'] === true || wanted !== null;
    const result = name === undefined && !detailed ? await fleet(app) : await sites(app, name, { detailed, wanted });
    return report === undefined ? result : { ...result, text: `${result.text}\n\nThe status report is in ${report}.` };
  },
};

interface Depth {
  readonly detailed: boolean;
  readonly wanted: ReadonlySet<string> | null;
}

async function fleet(app: App): Promise<CommandResult> {
  const { score, level, worst, sites: all, steps, checkedAt } = await ask(app, 'health.fleet', undefined);
  const json = { checkedAt, score, level, worst, sites: all, steps };
  if (level === null || worst === null) return { exit: EXIT.done, json, text: 'No site is registered.' };
  const rows = all.map((each) => [
    each.siteName,
    String(each.health.score),
    HEALTH_WORDS[each.health.level],
    each.rpo.ageMs === null ? 'none' : formatAge(each.rpo.ageMs),
    each.rto.measuredMs === null ? 'not measured' : formatDuration(each.rto.measuredMs),
    each.health.reasons[0]?.text ?? '',
  ]);
  const next = steps.slice(0, 5).map(({ siteName, action, text: why, from, to }) => [siteName, action, `${from} -> ${to}`, why]);
  const lines = [
    `The fleet is as well as its worst site: ${worst.siteName}, ${score ?? 0} of 100, ${HEALTH_WORDS[level]}.`,
    '',
    table(['Site', 'Score', 'Level', 'Newest good', 'Restored in', 'Why'], rows),
    ...(next.length === 0 ? [] : ['', table(['Next', 'Action', 'Score', 'Because'], next)]),
  ];
  return { exit: exitOf(level), json, text: lines.join('\n') };
}

async function sites(app: App, name: string | undefined, depth: Depth): Promise<CommandResult> {
  const { sites: all } = await ask(app, 'fleet.status', undefined);
  const ids: readonly SiteId[] = name === undefined ? all.map(({ site }) => site.id) : [(await findSite(app, name)).site.id];
  const reports = await Promise.all(ids.map((siteId) => ask(app, 'health.site', { siteId })));
  if (reports.length === 0) return { exit: EXIT.done, json: [], text: 'No site is registered.' };
  return {
    exit: worstOf(reports.map((report) => exitOfReport(report, depth.wanted))),
    json: name === undefined ? reports : reports[0],
    text: reports.map((report) => describe(report, depth)).join('\n\n'),
  };
}

function describe(report: SiteHealthReport, { detailed, wanted }: Depth): string {
  const { siteName, health: found, rpo, rto, checks, components, disks } = report;
  const isWanted = (id: string): boolean => wanted === null || wanted.has(id);
  const checked = [
    ...components.filter(({ id }) => isWanted(id)).map(({ label, state, text: why }): [string, string] => [label, `${state}: ${why}`]),
    ...checks
      .filter(({ id }) => isWanted(id) && (detailed || wanted !== null))
      .map(({ label, verdict, found: what, wanted: limit }): [string, string] => [label, `${verdict}: ${what} (wanted: ${limit})`]),
  ];
  if (wanted !== null) return facts([['Site', siteName], ...checked]);
  const age = rpo.ageMs === null ? 'no good backup' : formatAge(rpo.ageMs);
  return facts([
    ['Site', siteName],
    [
      'Health',
      `${found.score} of 100, ${HEALTH_WORDS[found.level]}${found.formula > found.score ? ` (${found.formula} before the cap)` : ''}`,
    ],
    ...found.caps.map((cap): [string, string] => [`at most ${cap.at}`, cap.text]),
    ['Newest good', `${age}, allowed ${formatDuration(rpo.targetMs)}: ${rpo.level}`],
    ['Restored in', restoredIn(rto)],
    ...checked,
    ...(detailed ? found.factors.map(({ id, points, of, text: why }): [string, string] => [`${id} ${points}/${of}`, why]) : []),
    ...(detailed ? disks.map((disk): [string, string] => ['Room', roomOf(disk)]) : []),
    ...found.steps.map(({ action, from, to, text: why }): [string, string] => ['Next', `${action}, ${from} -> ${to}: ${why}`]),
  ]);
}

/** Good and better is well; what a person should look at is a warning; what must not wait is a failure. */
function exitOf(level: HealthLevel): Exit {
  return level === 'critical' ? EXIT.failed : level === 'warning' ? EXIT.warning : EXIT.done;
}

function restoredIn({ measuredMs, targetMs, level }: SiteHealthReport['rto']): string {
  const measured = measuredMs === null ? 'not measured: no drill has passed' : formatDuration(measuredMs);
  if (targetMs === null) return `${measured}; no target is set`;
  return `${measured}, allowed ${formatDuration(targetMs)}${measuredMs === null ? '' : `: ${level}`}`;
}

/** With `--check`, of what was asked for alone. */
function exitOfReport({ health: { level }, checks, components }: SiteHealthReport, wanted: ReadonlySet<string> | null): Exit {
  if (wanted === null) return exitOf(level);
  const states = components.filter(({ id }) => wanted.has(id)).map(({ state }) => state);
  const verdicts = checks.filter(({ id }) => wanted.has(id)).map(({ verdict }) => verdict);
  if (states.includes('unhealthy') || verdicts.includes('failed')) return EXIT.failed;
  const unsure: readonly CheckVerdict[] = ['attention', 'not-known'];
  return states.some((state) => state === 'attention' || state === 'not-known') || verdicts.some((verdict) => unsure.includes(verdict))
    ? EXIT.warning
    : EXIT.done;
}

function worstOf(exits: readonly Exit[]): Exit {
  if (exits.includes(EXIT.failed)) return EXIT.failed;
  return exits.includes(EXIT.warning) ? EXIT.warning : EXIT.done;
}

function checksIn(list: string | undefined): ReadonlySet<string> | null {
  if (list === undefined) return null;
  const names = list.split(',').map((name) => (name.trim() === 'optimization' ? 'optimisation' : name.trim()));
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new UsageError(`--check: ${unknown} is none of ${NAMES.join(', ')}.`);
  return new Set(names);
}

export const disk: Command = {
  name: 'disk',
  usage: 'disk [SITE]',
  about:
    'How full servers, accounts, this computer, drives and S3 are, and when they will be. Exit status: 0, or 4 when one is over the line.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals: [name] }) {
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const disks = await ask(app, 'disk.list', { siteId });
    const rows = disks.map((each) => [
      each.name,
      each.newest === null ? 'not read yet' : formatBytes(each.newest.usedBytes),
      each.newest === null || each.newest.totalBytes === null ? '-' : formatBytes(each.newest.totalBytes),
      each.usedPercent === null ? '-' : `${Math.floor(each.usedPercent)} %${each.isOverLimit ? ' OVER' : ''}`,
      each.backupBytes === null ? '-' : formatBytes(each.backupBytes),
      forecastOf(each),
    ]);
    return {
      exit: disks.some(({ isOverLimit }) => isOverLimit) ? EXIT.warning : EXIT.done,
      json: disks,
      text: rows.length === 0 ? 'There is no server and no place yet.' : table(['Disk', 'Used', 'Of', 'Full', 'Backups', 'Forecast'], rows),
    };
  },
};

export const reportStatus: Command = {
  name: 'report status',
  usage: 'report status [--format html|json|pdf] [--output FILE]',
  about: 'One page for the owner: are we safe, how do we know, what is next. PDF needs the desktop window.',
  options: { format: string, output: string },
  positionals: [0, 0],
  access: 'read',
  run: ({ app, options }) =>
    reportResult(options, {
      print: (format) => ask(app, 'report.status', { format }),
      save: (format, file) => ask(app, 'report.save-status', { format, file }),
    }),
};

function roomOf(row: DiskRow): string {
  if (row.newest === null) return `${row.name}: not read yet`;
  const of = row.newest.totalBytes === null ? '' : ` of ${formatBytes(row.newest.totalBytes)}`;
  return `${row.name}: ${formatBytes(row.newest.usedBytes)}${of}${row.isOverLimit ? ', OVER THE LINE' : ''}, ${forecastOf(row)}`;
}

function forecastOf({ forecast }: DiskRow): string {
  switch (forecast.state) {
    case 'not-known':
      return `forecast not known (${forecast.readings} readings)`;
    case 'steady':
      return 'does not grow';
    case 'grows':
      return `${formatBytes(forecast.bytesPerDay)} a day${forecast.fullInDays === null ? '' : `, full in ${forecast.fullInDays} days`}`;
  }
}
