import { formatDuration } from '../../shared/format/durations.ts';
import type { AfterCareTask, Incident } from '../../shared/model/incident.ts';
import type { Restore, RunStep } from '../../shared/model/restore.ts';
import type { PlanStep } from '../../shared/model/runbook.ts';
import type { SiteRecovery } from '../../shared/model/site-recovery.ts';
import { type PageBlock, type PageSection, printablePage, printedTime } from '../support/printable-page.ts';
import { redactValue } from '../support/redact.ts';
import { lossBlocks } from './loss-blocks.ts';

export interface IncidentReportFacts {
  readonly incident: Incident;
  /** All of the incident, oldest first. */
  readonly restores: readonly Restore[];
  /** Of the backups that were restored. */
  readonly files: readonly { readonly backupId: string; readonly file: string; readonly bytes: number; readonly sha256: string }[];
  readonly goals: Pick<SiteRecovery, 'rpoGoalMinutes' | 'rtoGoalMinutes'>;
  /** UTC. */
  readonly writtenAt: string;
  readonly appVersion: string;
}

const DEEP = 20;
/** Links that pass the maintenance page are keys: who has the report must not have them. */
const SHORTEST_SECRET = 8;
const HIDDEN_LINK = '[a link that passes the maintenance page]';

export function incidentReportJson(facts: IncidentReportFacts): string {
  const { incident, restores, files, goals, writtenAt, appVersion } = facts;
  const document = {
    format: 'holdfast-incident-report',
    version: 1,
    writtenBy: { app: 'holdfast', version: appVersion },
    writtenAt,
    incident,
    restores,
    files,
    goals,
  };
  return `${withoutLinks(facts, JSON.stringify(redactValue(document, DEEP), null, 2))}\n`;
}

/** Everything that is known of an incident as one page to print. Pure. */
export function incidentReport(facts: IncidentReportFacts): string {
  const { incident, restores, writtenAt, appVersion } = facts;
  const page = printablePage({
    title: `Incident ${incident.number}: ${incident.siteName}`,
    summary: summaryOf(incident, restores),
    sections: [
      whatHappened(incident),
      ...restores.flatMap((restore) => restoreSections(facts, restore)),
      timeline(incident),
      ...(facts.files.length === 0 ? [] : [hashes(facts)]),
      afterCare(incident.tasks),
      ...(incident.note === '' ? [] : [{ title: 'Notes', blocks: [{ kind: 'text' as const, text: incident.note }] }]),
    ],
    footer: `Written ${printedTime(writtenAt)} by Holdfast ${appVersion}. Incident ${incident.id}.`,
  });
  return withoutLinks(facts, page);
}

function withoutLinks({ incident, restores }: IncidentReportFacts, text: string): string {
  const links = [incident, ...restores].flatMap(({ bypassUrl }) => (bypassUrl === null || bypassUrl === '' ? [] : [bypassUrl]));
  // The commands that put the page up name the secret alone.
  const secrets = links.flatMap((link) => link.split('/').at(-1) ?? []).filter(({ length }) => length >= SHORTEST_SECRET);
  return [...links, ...secrets].reduce((clean, link) => clean.replaceAll(escapedForms(link), HIDDEN_LINK), text);
}

/** As it stands in JSON, and as it stands on the page. */
function escapedForms(link: string): RegExp {
  const forms = [link, link.replaceAll('&', '&amp;')].map((form) => form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(forms.join('|'), 'g');
}

function summaryOf({ openedAt, closedAt, tasks }: Incident, restores: readonly Restore[]): string {
  const last = restores.at(-1);
  const open = tasks.filter(({ doneAt }) => doneAt === null).length;
  const ended = closedAt === null ? 'still open' : `closed ${printedTime(closedAt)}`;
  const result = last === undefined ? 'Nothing was restored.' : `Newest restore: ${RESTORE_STATE[last.state]}.`;
  const rest = open === 0 ? '' : ` ${open} ${open === 1 ? 'task is' : 'tasks are'} not done.`;
  return `Opened ${printedTime(openedAt)}, ${ended}. ${result}${rest}`;
}

const RESTORE_STATE: Readonly<Record<Restore['state'], string>> = {
  planned: 'planned, not run',
  running: 'running',
  done: 'done',
  failed: 'failed before the live site was touched',
  'rolled-back': 'failed, and everything was put back as it was',
  stuck: 'STUCK: it was neither finished nor put back',
  cancelled: 'cancelled',
  deciding: 'waits for a decision',
  interrupted: 'interrupted',
  undone: 'done, then undone',
};

function whatHappened({ siteName, situation, openedAt, closedAt, maintenanceSince }: Incident): PageSection {
  const answers: (readonly [string, string])[] =
    situation === null
      ? [['What happened', 'not answered']]
      : [
          ['What happened', situation.branch],
          ['Noticed', printedTime(situation.noticedAt)],
          ['First sign', situation.firstSignAt === null ? 'not known' : printedTime(situation.firstSignAt)],
          ...(situation.tables.length === 0 ? [] : [['Tables', situation.tables.join(', ')] as const]),
          ...(situation.paths.length === 0 ? [] : [['Files', situation.paths.join(', ')] as const]),
        ];
  return {
    title: 'What happened',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['Site', siteName],
          ['Opened', printedTime(openedAt)],
          ['Closed', closedAt === null ? 'not yet' : printedTime(closedAt)],
          ...answers,
          ...(maintenanceSince === null ? [] : [['Maintenance page since', printedTime(maintenanceSince)] as const]),
        ],
      },
    ],
  };
}

function restoreSections(facts: IncidentReportFacts, restore: Restore): readonly PageSection[] {
  const { plan } = restore;
  const title = `Restore of the backup made ${printedTime(plan.backup.startedAt)}`;
  return [
    { title, blocks: [restoreFacts(facts, restore), ...problemBlocks(restore)] },
    { title: 'Where it was written to', blocks: [identityFacts(restore)] },
    { title: 'What was lost', blocks: lossBlocks(restore) },
    { title: 'Steps and commands', blocks: plan.steps.flatMap((step, index) => stepBlocks(step, restore.steps[index], index)) },
    ...(restore.checks.length === 0 ? [] : [verification(restore)]),
  ];
}

function restoreFacts({ goals }: IncidentReportFacts, restore: Restore): PageBlock {
  const { plan, confirmedAt, endedAt, undo } = restore;
  const tookMs = confirmedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(confirmedAt);
  return {
    kind: 'facts',
    rows: [
      ['Result', RESTORE_STATE[restore.state]],
      ['Backup', `${plan.backup.id}, ${plan.level} in ${plan.placeName}`],
      ['Method', plan.method],
      ['Confirmed', confirmedAt === null ? 'not' : printedTime(confirmedAt)],
      ['Ended', endedAt === null ? 'not' : printedTime(endedAt)],
      ['Data lost (RPO)', against(plan.rpoMs, goals.rpoGoalMinutes)],
      ['Time to recover (RTO)', against(tookMs, goals.rtoGoalMinutes)],
      ['Live site', restore.liveTouched ? 'was changed' : 'was not changed, or is as it was'],
      ['Undo', undo.state === 'none' ? 'none' : `${undo.state}${undo.keeps.length === 0 ? '' : `: ${undo.keeps.join(', ')}`}`],
      ...(restore.safetyCopyId === null ? [] : [['Safety copy', restore.safetyCopyId] as const]),
    ],
  };
}

/** `2 h 5 min, goal 1 h: MISSED`. */
function against(ms: number | null, goalMinutes: number | null): string {
  const measured = ms === null ? 'not measured' : formatDuration(ms);
  if (goalMinutes === null) return `${measured}, no goal set`;
  const goal = `${measured}, goal ${formatDuration(goalMinutes * 60_000)}`;
  return ms === null ? goal : `${goal}: ${ms <= goalMinutes * 60_000 ? 'kept' : 'MISSED'}`;
}

function problemBlocks({ problem }: { readonly problem: Restore['problem'] }): readonly PageBlock[] {
  if (problem === null) return [];
  const text = `${problem.title} (${problem.code}). ${problem.hint}`;
  return [{ kind: 'text', text }, ...(problem.detail === '' ? [] : [{ kind: 'code' as const, text: problem.detail }])];
}

function identityFacts({ plan: { identity, siteName } }: Restore): PageBlock {
  return {
    kind: 'facts',
    rows: [
      ['Site', siteName],
      ['Server', `${identity.serverName}, ${identity.address}`],
      ['Host key', identity.hostKey],
      ['Folder', identity.root],
      ...(identity.appUrl === null ? [] : [['Address of the site', identity.appUrl] as const]),
      ...identity.databases.map(
        ({ database, user, serverVersion, serverUuid }) => ['Database', `${database} as ${user}, ${serverVersion}, ${serverUuid}`] as const,
      ),
    ],
  };
}

function stepBlocks(step: PlanStep, run: RunStep | undefined, index: number): readonly PageBlock[] {
  const took =
    run === undefined || run.startedAt === null || run.endedAt === null
      ? ''
      : `, ${formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))} from ${printedTime(run.startedAt)}`;
  const heading = `${index + 1}. ${step.title}: ${run?.state ?? 'not reached'}${took}${step.touchesLive ? ' (changes the live site)' : ''}`;
  const output = run === undefined || run.output === '' ? [] : [run.output];
  const code = [...step.commands.map((command) => `$ ${command}`), ...output].join('\n');
  return [
    { kind: 'text', text: heading },
    ...(code === '' ? [] : [{ kind: 'code' as const, text: code }]),
    ...(run === undefined ? [] : problemBlocks(run)),
  ];
}

function verification({ checks }: Restore): PageSection {
  return {
    title: 'Verification after the switch',
    blocks: [
      {
        kind: 'table',
        head: ['Looked at', 'Expected', 'Found', 'Result'],
        rows: checks.map(({ label, expected, found, ok }) => [label, expected, found, ok ? 'as expected' : 'NOT as expected']),
      },
    ],
  };
}

function timeline({ timeline: events }: Incident): PageSection {
  return {
    title: 'Timeline',
    blocks: [
      {
        kind: 'table',
        head: ['Time', 'Kind', 'What'],
        rows: events
          .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
          .map(({ at, kind, text, detail }) => [printedTime(at), kind, detail === '' ? text : `${text}\n${detail}`]),
      },
    ],
  };
}

function hashes({ files }: IncidentReportFacts): PageSection {
  return {
    title: 'What the backups consist of',
    blocks: [
      {
        kind: 'table',
        head: ['Backup', 'File', 'Bytes', 'SHA-256'],
        rows: files.map(({ backupId, file, bytes, sha256 }) => [backupId, file, String(bytes), sha256]),
      },
    ],
  };
}

function afterCare(tasks: readonly AfterCareTask[]): PageSection {
  return {
    title: 'After-care',
    blocks: [
      tasks.length === 0
        ? { kind: 'text', text: 'No tasks.' }
        : {
            kind: 'table',
            head: ['Task', 'Due', 'Done', 'Note'],
            rows: tasks.map(({ title, dueAt, doneAt, automatic, note }) => [
              title,
              printedTime(dueAt),
              doneAt === null ? 'NOT DONE' : `${printedTime(doneAt)}${automatic ? ', by Holdfast' : ''}`,
              note,
            ]),
          },
    ],
  };
}
