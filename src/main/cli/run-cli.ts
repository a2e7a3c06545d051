import { parseArgs } from 'node:util';
import { isActive } from '../../shared/model/job.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { App } from '../app/app.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import { lineWithoutSteering, withoutSteering } from '../support/plain-text.ts';
import { EXIT, ProblemReport, UsageError, type Command, type CommandResult, type Exit } from './command.ts';
import { anomalyAcknowledge, anomalyAcknowledgeKey, anomalyList } from './commands/anomaly.ts';
import { auditExport, auditList, auditVerify } from './commands/audit.ts';
import { alertsAcknowledge, alertsList, alertsOutbox, alertsSettings, alertsTest } from './commands/alerts.ts';
import { backupAdopt, backupAnnotate, backupDiff, backupStats, backupSynthesize, verificationRun } from './commands/backup-more.ts';
import { backupList, backupRun, backupShow, backupVerify } from './commands/backup.ts';
import {
  checklistConfirm,
  checklistExport,
  checklistHistory,
  checklistSettings,
  checklistShow,
  checklistWithdraw,
} from './commands/checklist.ts';
import { copyCatchUp, copyHeal, copyPull, copyPush } from './commands/copy.ts';
import { card, cardKind, cardPrinted, cardWrite, documentsSet, documentsShow, learning, learningPutAway } from './commands/documents.ts';
import { disk, health, reportStatus } from './commands/health.ts';
import { cronInstall, cronList, cronRemove, cronShow, cronTest } from './commands/cron.ts';
import { drillList, drillReport, drillRun, drillSettings } from './commands/drill.ts';
import {
  incidentClose,
  incidentList,
  incidentNote,
  incidentOpen,
  incidentReportCommand,
  incidentShow,
  incidentTask,
} from './commands/incident.ts';
import { keyCreate, keyImport, keyKit, keyReplace, keyStatus } from './commands/key.ts';
import { placeAdd, placeList, placeRemove, placeTest } from './commands/place.ts';
import { sitePolicy, transferLimits } from './commands/policy.ts';
import { restoreLetGo, restoreList, restorePutBack, restoreSettle, restoreShow, restoreUndo } from './commands/restore-after.ts';
import { restoreDecide } from './commands/restore-decide.ts';
import { restorePlan, restoreRun } from './commands/restore.ts';
import {
  retentionApply,
  retentionDeletions,
  retentionPlan,
  retentionSet,
  retentionShow,
  retentionSimulate,
  retentionTakeBack,
} from './commands/retention.ts';
import { serverAdd, serverCheck, serverEdit, serverImport, serverList, serverPin, serverRemove } from './commands/server.ts';
import { agent } from './commands/agent.ts';
import { scheduleList, scheduleRunDue, scheduleRunNow, scheduleSet } from './commands/schedule.ts';
import { siteAdd, siteDetect, siteList, siteRemove } from './commands/site.ts';
import { sourceAdd, sourceLook, sourcePropose, sourceRemove } from './commands/source.ts';
import { catalogRebuild, jobList, jobShow, placeSet, status } from './commands/work.ts';
import {
  alertOwners,
  ARCHIVE_VARIABLE,
  CRON_VARIABLE,
  DATABASE_VARIABLE,
  DRILL_VARIABLE,
  PLACE_VARIABLE,
  SERVER_VARIABLE,
} from './secret-owners.ts';
import { sendAlerts } from './send-alerts.ts';
import type { CommandSecrets } from './terminal-secrets.ts';

const COMMANDS: readonly Command[] = [
  status,
  placeSet,
  placeList,
  placeAdd,
  placeTest,
  placeRemove,
  serverAdd,
  serverPin,
  serverEdit,
  serverList,
  serverImport,
  serverCheck,
  serverRemove,
  siteDetect,
  siteAdd,
  siteList,
  siteRemove,
  sitePolicy,
  sourcePropose,
  sourceAdd,
  sourceLook,
  sourceRemove,
  backupRun,
  backupList,
  backupShow,
  backupVerify,
  backupAdopt,
  backupDiff,
  backupStats,
  backupAnnotate,
  backupSynthesize,
  copyPush,
  copyPull,
  copyHeal,
  copyCatchUp,
  retentionPlan,
  retentionApply,
  retentionSimulate,
  retentionShow,
  retentionSet,
  retentionDeletions,
  retentionTakeBack,
  verificationRun,
  restorePlan,
  restoreRun,
  restoreUndo,
  restoreSettle,
  restorePutBack,
  restoreDecide,
  restoreLetGo,
  restoreShow,
  restoreList,
  cronInstall,
  cronList,
  cronShow,
  cronRemove,
  cronTest,
  drillRun,
  drillList,
  drillReport,
  drillSettings,
  health,
  disk,
  reportStatus,
  incidentOpen,
  incidentList,
  incidentShow,
  incidentReportCommand,
  incidentNote,
  incidentTask,
  incidentClose,
  checklistShow,
  checklistConfirm,
  checklistWithdraw,
  checklistHistory,
  checklistExport,
  checklistSettings,
  documentsShow,
  documentsSet,
  cardWrite,
  cardKind,
  cardPrinted,
  card,
  learningPutAway,
  learning,
  anomalyList,
  anomalyAcknowledge,
  anomalyAcknowledgeKey,
  auditList,
  auditExport,
  auditVerify,
  transferLimits,
  keyStatus,
  keyCreate,
  keyKit,
  keyImport,
  keyReplace,
  alertsList,
  alertsTest,
  alertsSettings,
  alertsOutbox,
  alertsAcknowledge,
  scheduleList,
  scheduleSet,
  scheduleRunDue,
  scheduleRunNow,
  agent,
  jobList,
  jobShow,
  catalogRebuild,
];

export interface Terminal {
  /** Whole lines for the answer. */
  readonly out: (text: string) => void;
  /** Whole lines for everything else. */
  readonly err: (text: string) => void;
  /** A line that the next one overwrites; does nothing where stderr is no terminal. */
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
  readonly secrets: CommandSecrets;
}

export type OpenApp = (access: Command['access'], stays: boolean) => Promise<App>;

/** Runs one command and returns its exit status. `--json` prints one document on stdout, also for a problem. */
export async function runCli(argv: readonly string[], given: Terminal, openApp: OpenApp): Promise<Exit> {
  const terminal = withoutSteeringIn(given);
  const json = argv.includes('--json');
  try {
    if (argv.length === 0 || argv[0] === 'help' || argv.includes('--help')) {
      terminal.out(usage(argv));
      return argv.length === 0 ? EXIT.wrongUsage : EXIT.done;
    }
    const { command, positionals, options } = parse(argv);
    const stays = command.stays === true && options['once'] !== true;
    const app = await openApp(command.access, stays);
    const looks = command.looks === true && !stays;
    let sends = looks;
    // Of one site alone it says nothing of the others.
    let isCaughtUp = false;
    app.on('job.changed', ({ state }) => (sends ||= !stays && !isActive(state)));
    try {
      const result = await command.run({
        app,
        positionals,
        options,
        signal: terminal.signal,
        secrets: terminal.secrets,
        note: terminal.err,
        progress: terminal.progress,
      });
      isCaughtUp = looks && positionals.length === 0 && !terminal.signal.aborted;
      print(result, json, terminal);
      return result.exit;
    } finally {
      if (sends) {
        terminal.secrets.introduce(alertOwners(process.env));
        const line = await sendAlerts(app, { looks, isCaughtUp, signal: terminal.signal });
        if (line !== null) terminal.err(line);
      }
      await app.close();
    }
  } catch (error) {
    return report(error, json, terminal);
  }
}

/** Much of what is printed was said by a server, and a server may be in other hands: none of it may steer the terminal. */
function withoutSteeringIn(terminal: Terminal): Terminal {
  return {
    ...terminal,
    out: (text) => terminal.out(withoutSteering(text)),
    err: (text) => terminal.err(withoutSteering(text)),
    progress: (text) => terminal.progress(lineWithoutSteering(text)),
  };
}

function parse(argv: readonly string[]) {
  const words = argv.filter((word) => !word.startsWith('-'));
  const command = COMMANDS.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '));
  if (command === undefined) throw new UsageError(`No such command: ${words.slice(0, 2).join(' ')}`);
  try {
    const parsed = parseArgs({ args: [...argv], allowPositionals: true, options: { ...command.options, json: { type: 'boolean' } } });
    const positionals = parsed.positionals.slice(command.name.split(' ').length);
    const [min, max] = command.positionals;
    if (positionals.length < min || positionals.length > max) throw new UsageError(`Usage: ${command.usage}`);
    return { command, positionals, options: parsed.values as Readonly<Record<string, string | boolean | undefined>> };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${command.usage}`);
  }
}

function print(result: CommandResult, json: boolean, terminal: Terminal): void {
  terminal.out(json ? JSON.stringify(result.json, null, 2) : result.text);
}

function report(error: unknown, json: boolean, terminal: Terminal): Exit {
  if (error instanceof UsageError) {
    if (json) terminal.out(JSON.stringify({ usage: error.message }, null, 2));
    terminal.err(error.message);
    return EXIT.wrongUsage;
  }
  const problem = error instanceof ProblemReport ? error.problem : problemOf(error);
  if (json) terminal.out(JSON.stringify({ problem }, null, 2));
  terminal.err([problem.title, hintOf(problem), ...(problem.detail === '' ? [] : [problem.detail]), `(${problem.code})`].join('\n'));
  if (error instanceof ProblemReport) return error.exit;
  return error instanceof AppError && error.code === 'place.not-chosen' ? EXIT.needsConfirmation : EXIT.failed;
}

/** The hints speak of the window; a terminal has other ways to give a secret. */
function hintOf({ code, hint }: Problem): string {
  if (code === 'ssh.secret-missing') return `${hint} On the command line: ${SERVER_VARIABLE}; see "help".`;
  if (code === 'place.secret-missing') return `${hint} On the command line: ${PLACE_VARIABLE}; see "help".`;
  if (code === 'drill.secret-missing') return `${hint} On the command line: ${DRILL_VARIABLE}; see "help".`;
  if (code === 'source.secret-missing') return `${hint} On the command line: ${DATABASE_VARIABLE}; see "help".`;
  return hint;
}

function usage(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith('-') && word !== 'help');
  const wanted = COMMANDS.filter(({ name }) => words.every((word) => name.split(' ').includes(word)));
  const list = wanted.length > 0 ? wanted : COMMANDS;
  return [
    'Usage: holdfast COMMAND [--json]',
    '',
    ...list.map((command) => `  ${command.usage}\n      ${command.about}`),
    '',
    'Exit status: 0 done, 1 failed, 2 wrong usage, 3 needs a confirmation, 4 done with a warning, 130 cancelled.',
    'Secrets, in this order:',
    `  ${SERVER_VARIABLE}_NAME    passphrase or password of the server NAME: capitals, with _ for all but letters and digits (web-1: _WEB_1)`,
    `  ${SERVER_VARIABLE}         the same for the server of the command, never for its jump servers`,
    `  ${DATABASE_VARIABLE}_NAME, ${DATABASE_VARIABLE}`,
    '                                 password of a database entered by hand; without a name where the site has one such database',
    `  ${PLACE_VARIABLE}_NAME, ${PLACE_VARIABLE}     secret access key of an S3 place`,
    `  ${ARCHIVE_VARIABLE}_SITE, ${ARCHIVE_VARIABLE}`,
    '                                 password of the encrypted zips that the server of a site makes',
    `  ${DRILL_VARIABLE}_SITE, ${DRILL_VARIABLE}`,
    '                                 password of the scratch database that drills of a site restore to',
    `  ${CRON_VARIABLE}_SITE, ${CRON_VARIABLE}`,
    '                                 address that the server of a site calls by itself, for "cron install --webhook set"',
    '  HOLDFAST_ALERTS_EMAIL_PASSWORD, HOLDFAST_ALERTS_SLACK_URL, HOLDFAST_ALERTS_WEBHOOK_SECRET',
    '                                 what channels of alerts need',
    '  HOLDFAST_SEALING_KEY           secret key of a recovery kit, for "key import" alone',
    '  the 0600 file of the data folder, written only with --keep-secrets-in-file',
    '  a question at the terminal, with the name of the server or database',
    'HOLDFAST_HOME moves the data folder.',
  ].join('\n');
}
