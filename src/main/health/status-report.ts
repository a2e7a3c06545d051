import { formatBytes } from '../../shared/format/bytes.ts';
import { formatAge, formatDuration } from '../../shared/format/durations.ts';
import type { DiskRow } from '../../shared/model/disk.ts';
import type { Drill } from '../../shared/model/drill.ts';
import type { Finding, FleetStatus, SiteStatus } from '../../shared/model/fleet.ts';
import { HEALTH_WORDS, type NightMark } from '../../shared/model/health.ts';
import type { Job } from '../../shared/model/job.ts';
import type { PageBlock, PageSection } from '../support/printable-page.ts';
import { printablePage, printedTime } from '../support/printable-page.ts';
import { redactValue } from '../support/redact.ts';
import { counted, listed } from './place-words.ts';

export interface StatusReportFacts {
  readonly fleet: FleetStatus;
  /** Of all sites, newest first. */
  readonly drills: readonly Drill[];
  /** By site: when the next drill is due, UTC; null: no rhythm. */
  readonly drillDueAt: ReadonlyMap<string, string | null>;
  /** Jobs of the last `REPORT_DAYS` days, newest first. */
  readonly jobs: readonly Job[];
  /** UTC. */
  readonly writtenAt: string;
  readonly appVersion: string;
}

export const REPORT_DAYS = 7;
const DAY = 24 * 3_600_000;
const DEEP = 20;
/** So many next steps fit on the page. */
const STEPS = 5;

export function statusReportJson({ fleet, drills, jobs, writtenAt, appVersion, drillDueAt }: StatusReportFacts): string {
  const document = {
    format: 'holdfast-status-report',
    version: 1,
    writtenBy: { app: 'holdfast', version: appVersion },
    writtenAt,
    answer: answerOf(fleet),
    fleet: { ...fleet, recentJobs: undefined },
    drills: drills.filter(({ startedAt }) => Date.parse(writtenAt) - Date.parse(startedAt) <= 90 * DAY),
    drillDueAt: Object.fromEntries(drillDueAt),
    jobs,
  };
  return `${JSON.stringify(redactValue(document, DEEP), null, 2)}\n`;
}

/** One page for the owner: are we safe, how do we know, what is next. Pure. */
export function statusReport(facts: StatusReportFacts): string {
  const { fleet, writtenAt, appVersion } = facts;
  return printablePage({
    title: 'Backup status',
    summary: answerOf(fleet),
    sections: [safe(facts), know(facts), week(facts), ...found(facts), next(facts), room(facts)],
    footer: `Written ${printedTime(writtenAt)} by Holdfast ${appVersion}. All times are UTC; each figure was read from copies and records, none was promised.`,
  });
}

/** The first question, in one sentence or two. */
export function answerOf({ sites, health, findings }: Pick<FleetStatus, 'sites' | 'health' | 'findings'>): string {
  if (health.score === null || health.level === null || health.worst === null) return 'No site is registered: nothing is protected.';
  const bad = sites.filter(({ verdict }) => verdict !== 'protected');
  const urgent = [...findings, ...sites.flatMap((site) => site.findings)].filter(({ severity }) => severity === 'critical').length;
  const first =
    bad.length === 0
      ? `YES${urgent === 0 ? '' : ', BUT NOT ALL IS WELL'}. ${sites.length === 1 ? 'The site is' : `All ${sites.length} sites are`} protected.`
      : bad.length === sites.length
        ? `NO. ${sites.length === 1 ? 'The site is' : 'None of the sites is'} protected as it should be.`
        : `NOT ALL. ${counted(bad.length, 'site', 'sites')} of ${sites.length} ${bad.length === 1 ? 'is' : 'are'} not protected as they should be: ${listed(bad.map(({ site }) => site.name))}.`;
  const open = urgent === 0 ? '' : ` ${counted(urgent, 'critical finding is', 'critical findings are')} open.`;
  return `${first} The fleet is as well as its worst site: ${health.worst.siteName}, ${health.score} of 100 (${HEALTH_WORDS[health.level]}).${open}`;
}

function safe({ fleet: { sites } }: StatusReportFacts): PageSection {
  return {
    title: 'Are we safe?',
    blocks: [
      {
        kind: 'table',
        head: ['Site', 'Health', 'Newest good backup', 'Loss allowed', 'Time to recover', 'Why'],
        rows: sites.map(({ site, health, rpo, rto, because, verdict }) => [
          site.name,
          `${health.score}, ${HEALTH_WORDS[health.level]}`,
          rpo.ageMs === null ? 'none' : `${formatAge(rpo.ageMs)}${rpo.level === 'over' ? ', OVER' : ''}`,
          formatDuration(rpo.targetMs),
          `${rto.measuredMs === null ? 'not measured' : formatDuration(rto.measuredMs)}${
            rto.targetMs === null ? '' : ` of ${formatDuration(rto.targetMs)}${rto.level === 'over' ? ', MISSED' : ''}`
          }`,
          [verdict === 'protected' ? '' : because, ...health.caps.map(({ text }) => text)].filter((text) => text !== '').join('\n') ||
            because,
        ]),
      },
    ],
  };
}

function know({ fleet: { sites }, drills, drillDueAt, writtenAt }: StatusReportFacts): PageSection {
  return {
    title: 'How do we know?',
    blocks: [
      {
        kind: 'table',
        head: ['Site', 'Copies, how far proved, and when', '3-2-1-1-0', 'Last drill', 'Next drill'],
        rows: sites.map(({ site, board }) => {
          const proofs = board.cells.map(({ placeName, newest }) =>
            newest === null
              ? `${placeName}: no copy`
              : `${placeName}: ${newest.failed ? 'FAILED its check' : newest.level}, ${since(newest.provedAt, writtenAt)}`,
          );
          const missing = board.rules.filter(({ held }) => !held).map(({ id }) => id);
          const drill = drills.find(({ siteId }) => siteId === site.id);
          const due = drillDueAt.get(site.id) ?? null;
          return [
            site.name,
            proofs.length === 0 ? 'no copy' : proofs.join('\n'),
            missing.length === 0 ? 'held' : `NOT HELD: ${missing.join(', ')}`,
            drill === undefined ? 'none' : `${drill.outcome}, ${since(drill.startedAt, writtenAt)}`,
            due === null ? 'no rhythm' : Date.parse(due) <= Date.parse(writtenAt) ? `DUE since ${due.slice(0, 10)}` : due.slice(0, 10),
          ];
        }),
      },
      {
        kind: 'text',
        text: 'Intact: every byte was re-read and its hash compared. Sound: its structure and contents as well. Proven: it was restored in a drill.',
      },
    ],
  };
}

function week({ fleet: { sites }, jobs }: StatusReportFacts): PageSection {
  const names = new Map(sites.map(({ site }) => [site.id, site.name]));
  const failed = jobs.filter(({ state }) => state === 'failed' || state === 'warning');
  const rows = sites.map(({ site, nights, newest }) => {
    const days = nights.slice(-REPORT_DAYS);
    return [
      site.name,
      days.map(nightWord).join(' '),
      newest === null ? '-' : `${formatBytes(newest.bytes)}, ${printedTime(newest.startedAt)}`,
    ];
  });
  const blocks: PageBlock[] = [{ kind: 'table', head: ['Site', `The last ${REPORT_DAYS} days, today the last`, 'Newest backup'], rows }];
  if (failed.length > 0)
    blocks.push({
      kind: 'table',
      head: ['When', 'What', 'Result', 'Problem'],
      rows: failed
        .slice(0, 10)
        .map(({ createdAt, title, state, siteId, problem }) => [
          printedTime(createdAt),
          siteId === null ? title : `${title}${title.includes(names.get(siteId) ?? '') ? '' : ` (${names.get(siteId) ?? ''})`}`,
          state === 'failed' ? 'FAILED' : 'with a warning',
          problem?.title ?? '',
        ]),
    });
  else blocks.push({ kind: 'text', text: `${counted(jobs.length, 'job', 'jobs')} ended in these days; none failed.` });
  return { title: 'The last week', blocks };
}

function nightWord({ state, level, isOffRange }: NightMark): string {
  if (state === 'made') return `${level ?? 'LOST'}${isOffRange ? '(odd)' : ''}`;
  return state === 'failed' ? 'FAILED' : state === 'running' ? 'running' : '-';
}

function found({ fleet }: StatusReportFacts): readonly PageSection[] {
  const rows = [
    ...fleet.findings.map((finding) => rowOf('All', finding)),
    ...fleet.sites.flatMap(({ site, findings }: SiteStatus) => findings.map((finding) => rowOf(site.name, finding))),
  ];
  return [
    {
      title: 'Open findings',
      blocks: [rows.length === 0 ? { kind: 'text', text: 'None.' } : { kind: 'table', head: ['Weight', 'Where', 'What', 'Since'], rows }],
    },
  ];
}

function rowOf(where: string, { severity, text, at }: Finding): readonly string[] {
  return [severity === 'critical' ? 'CRITICAL' : severity === 'at-risk' ? 'at risk' : 'note', where, text, at.slice(0, 10)];
}

function next({ fleet: { health } }: StatusReportFacts): PageSection {
  const steps = health.steps.slice(0, STEPS);
  return {
    title: 'What is next?',
    blocks: [
      steps.length === 0
        ? { kind: 'text', text: 'Nothing is to be done.' }
        : {
            kind: 'table',
            head: ['Site', 'Do this', 'Because', 'Health'],
            rows: steps.map(({ siteName, action, text, from, to }) => [
              siteName,
              ACTION_WORDS[action],
              text,
              to > from ? `${from} to ${to}` : String(from),
            ]),
          },
    ],
  };
}

/** What an action is called where nobody can press it. */
export const ACTION_WORDS: Readonly<Record<FleetStatus['health']['steps'][number]['action'], string>> = {
  none: 'Nothing',
  'add-database': 'Register a source',
  'pin-host-key': 'Compare and accept the host key',
  'back-up': 'Make a backup',
  'see-problem': 'Look at the problem',
  verify: 'Verify the copies',
  'add-place': 'Add a place away from the provider',
  copy: 'Copy what is owed',
  'copy-to': 'Let the policy name a place that gets no copies',
  heal: 'Heal the failed copy',
  'plug-in-drive': 'Plug the drive in',
  'run-drill': 'Run a drill',
  'add-source': 'Add files or settings to the backup',
  'see-retention': 'Review the retention',
  'see-disk': 'Make room',
  'save-key-kit': 'Save the recovery kit of the key',
};

function room({ fleet: { disks } }: StatusReportFacts): PageSection {
  return {
    title: 'Room',
    blocks: [
      {
        kind: 'table',
        head: ['Disk', 'Used', 'Of', 'Full', 'Forecast'],
        rows: disks.map((disk) => [
          disk.name,
          disk.newest === null ? 'not read yet' : formatBytes(disk.newest.usedBytes),
          disk.newest === null || disk.newest.totalBytes === null ? '-' : formatBytes(disk.newest.totalBytes),
          disk.usedPercent === null ? '-' : `${Math.floor(disk.usedPercent)} %${disk.isOverLimit ? ', OVER THE LINE' : ''}`,
          forecastWords(disk),
        ]),
      },
    ],
  };
}

/** "full in 40 days". */
export function forecastWords({ forecast }: Pick<DiskRow, 'forecast'>): string {
  switch (forecast.state) {
    case 'not-known':
      return `not known (${counted(forecast.readings, 'reading', 'readings')} so far)`;
    case 'steady':
      return 'does not grow';
    case 'grows':
      return `${formatBytes(forecast.bytesPerDay)} a day${
        forecast.fullInDays === null ? '' : `, full in ${counted(forecast.fullInDays, 'day', 'days')}`
      }`;
  }
}

function since(at: string, writtenAt: string): string {
  return formatAge(Math.max(0, Date.parse(writtenAt) - Date.parse(at)));
}
