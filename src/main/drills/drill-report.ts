import { formatBytes } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import type { AssertionResult, Drill } from '../../shared/model/drill.ts';
import { type PageSection, printablePage, printedTime } from '../support/printable-page.ts';
import { redactValue } from '../support/redact.ts';
import { rtoTrend } from './rto-trend.ts';

export interface DrillReportFacts {
  readonly drill: Drill;
  /** Drills of the same site, newest first. */
  readonly history: readonly Drill[];
  /** SHA-256 of what was restored, by file. */
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
  /** Allowed time to recover, minutes; null: no goal. */
  readonly rtoGoalMinutes: number | null;
  /** UTC. */
  readonly writtenAt: string;
  readonly appVersion: string;
}

const DEEP = 20;

export function drillReportJson(facts: DrillReportFacts): string {
  const { drill, history, files, rtoGoalMinutes, writtenAt, appVersion } = facts;
  const document = {
    format: 'holdfast-drill-report',
    version: 1,
    writtenBy: { app: 'holdfast', version: appVersion },
    writtenAt,
    drill,
    files,
    rtoGoalMinutes,
    trend: rtoTrend(history),
  };
  return `${JSON.stringify(redactValue(document, DEEP), null, 2)}\n`;
}

/** The evidence of a drill as one page to print. Pure. */
export function drillReport(facts: DrillReportFacts): string {
  const { drill, writtenAt, appVersion } = facts;
  return printablePage({
    title: `Drill of ${drill.siteName}`,
    summary: summaryOf(drill),
    sections: [
      whatWasTried(facts),
      ...(drill.problem === null ? [] : [problemSection(drill.problem)]),
      timesOf(facts),
      ...(drill.databases.length === 0 ? [] : [databasesOf(drill)]),
      ...(drill.assertions.length === 0 ? [] : [conditionsOf(drill)]),
      ...(drill.media === null ? [] : [filesOf(drill.media)]),
      ...(drill.settings === undefined ? [] : [{ title: 'Settings', blocks: [{ kind: 'text' as const, text: SETTINGS[drill.settings] }] }]),
      ...(facts.files.length === 0 ? [] : [hashesOf(facts)]),
      ...trendOf(facts),
    ],
    footer: `Written ${printedTime(writtenAt)} by Holdfast ${appVersion}. Drill ${drill.id}.`,
  });
}

const SETTINGS: Readonly<Record<NonNullable<Drill['settings']>, string>> = {
  opened: 'The sealed settings were opened with the key of this computer, and hold what the manifest says.',
  'no-key': 'The sealed settings look whole from outside. They were not opened: the key is not on this computer.',
  differs: 'The sealed settings are not what the manifest says.',
};

export function summaryOf({ outcome, siteName, backupAt, restoreMs }: Drill): string {
  const what = `The backup of ${siteName} made ${printedTime(backupAt)}`;
  switch (outcome) {
    case 'passed':
      return `PASSED. ${what} was restored${restoreMs === null ? '' : ` in ${formatDuration(restoreMs)}`}, and nothing differed.`;
    case 'failed':
      return `FAILED. ${what} could not be restored as it should be.`;
    case 'aborted':
      return `NOT CARRIED THROUGH. This says nothing of the backup made ${printedTime(backupAt)}.`;
  }
}

function whatWasTried({ drill }: DrillReportFacts): PageSection {
  return {
    title: 'What was tried',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['Site', drill.siteName],
          ['Backup', `${drill.backupId}, made ${printedTime(drill.backupAt)}`],
          ['Read from', drill.placeName],
          ['Restored to', drill.targetName],
          ['Began', printedTime(drill.startedAt)],
          ['Ended', printedTime(drill.endedAt)],
        ],
      },
    ],
  };
}

function problemSection({ title, hint, detail, code }: NonNullable<Drill['problem']>): PageSection {
  return {
    title: 'Problem',
    blocks: [{ kind: 'text', text: `${title} (${code}). ${hint}` }, ...(detail === '' ? [] : [{ kind: 'code' as const, text: detail }])],
  };
}

function timesOf({ drill, rtoGoalMinutes }: DrillReportFacts): PageSection {
  const measured = drill.restoreMs === null ? 'not measured' : formatDuration(drill.restoreMs);
  const goal = rtoGoalMinutes === null ? 'none set' : formatDuration(rtoGoalMinutes * 60_000);
  const kept =
    drill.restoreMs === null || rtoGoalMinutes === null ? '' : drill.restoreMs <= rtoGoalMinutes * 60_000 ? ', kept' : ', MISSED';
  return {
    title: 'Time to recover the data (RTO)',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['Measured', measured],
          ['Goal', `${goal}${kept}`],
        ],
      },
      { kind: 'table', head: ['Phase', 'Took'], rows: drill.phases.map(({ name, ms }) => [name, formatDuration(ms)]) },
    ],
  };
}

function databasesOf({ databases }: Drill): PageSection {
  return {
    title: 'Databases',
    blocks: [
      {
        kind: 'table',
        head: ['Database', 'Tables', 'Rows', 'Differences from the backup'],
        rows: databases.map(({ database, tables, rows, differences }) => [
          database,
          String(tables),
          String(rows),
          differences.length === 0 ? 'none' : differences.join('\n'),
        ]),
      },
    ],
  };
}

function conditionsOf({ assertions, backupAt }: Drill): PageSection {
  return {
    title: 'Conditions',
    blocks: [
      {
        kind: 'text',
        text: `Ages are measured back from the time of the backup (${printedTime(backupAt)}), not from the time of the drill.`,
      },
      {
        kind: 'table',
        head: ['Condition', 'Statement', 'Expected', 'Found', 'Result'],
        rows: assertions.map((each) => [each.title, each.sql, expectation(each), each.found, each.ok ? 'held' : 'NOT HELD']),
      },
    ],
  };
}

export function expectation({ comparison, expected }: Pick<AssertionResult, 'comparison' | 'expected'>): string {
  switch (comparison) {
    case 'equals':
      return `equals ${expected}`;
    case 'not-equals':
      return `is not ${expected}`;
    case 'above':
      return `above ${expected}`;
    case 'below':
      return `below ${expected}`;
    case 'age-below':
      return `at most ${expected} h before the backup`;
  }
}

function filesOf({ sampled, bytes, differences }: NonNullable<Drill['media']>): PageSection {
  return {
    title: 'Sample of the files',
    blocks: [
      { kind: 'text', text: `${sampled} files (${formatBytes(bytes)}), chosen by chance, were restored and their SHA-256 compared.` },
      differences.length === 0 ? { kind: 'text', text: 'Nothing differed.' } : { kind: 'list', items: differences },
    ],
  };
}

function hashesOf({ files }: DrillReportFacts): PageSection {
  return {
    title: 'What was read',
    blocks: [
      {
        kind: 'table',
        head: ['File', 'Bytes', 'SHA-256 as recorded when the backup was made'],
        rows: files.map(({ file, bytes, sha256 }) => [file, String(bytes), sha256]),
      },
    ],
  };
}

function trendOf({ history }: DrillReportFacts): readonly PageSection[] {
  const trend = rtoTrend(history);
  if (trend.length < 2) return [];
  return [
    {
      title: 'Earlier drills',
      blocks: [
        {
          kind: 'table',
          head: ['Drill', 'Result', 'Restored in'],
          rows: trend.map(({ at, outcome, restoreMs }) => [
            printedTime(at),
            outcome,
            restoreMs === null ? 'not measured' : formatDuration(restoreMs),
          ]),
        },
      ],
    },
  ];
}
