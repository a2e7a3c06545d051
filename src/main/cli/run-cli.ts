import { parseArgs } from 'node:util';
import type { App } from '../app/app.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import { EXIT, ProblemReport, UsageError, type Command, type CommandResult, type Exit } from './command.ts';
import { backupList, backupRun, backupShow, backupVerify } from './commands/backup.ts';
import { serverAdd, serverCheck, serverEdit, serverImport, serverList, serverPin, serverRemove } from './commands/server.ts';
import { siteAdd, siteDetect, siteList, siteRemove } from './commands/site.ts';
import { catalogRebuild, jobList, jobShow, placeSet, status } from './commands/work.ts';

const COMMANDS: readonly Command[] = [
  status,
  placeSet,
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
  backupRun,
  backupList,
  backupShow,
  backupVerify,
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
  /** Whether secrets of this run may be written to the 0600 file. */
  readonly secrets: { keep(enabled: boolean): void };
}

export type OpenApp = (access: Command['access']) => Promise<App>;

/** Runs one command and returns its exit status. `--json` prints one document on stdout, also for a problem. */
export async function runCli(argv: readonly string[], terminal: Terminal, openApp: OpenApp): Promise<Exit> {
  const json = argv.includes('--json');
  try {
    if (argv.length === 0 || argv[0] === 'help' || argv.includes('--help')) {
      terminal.out(usage(argv));
      return argv.length === 0 ? EXIT.wrongUsage : EXIT.done;
    }
    const { command, positionals, options } = parse(argv);
    const app = await openApp(command.access);
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
      print(result, json, terminal);
      return result.exit;
    } finally {
      await app.close();
    }
  } catch (error) {
    return report(error, json, terminal);
  }
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
  terminal.err([problem.title, problem.hint, ...(problem.detail === '' ? [] : [problem.detail]), `(${problem.code})`].join('\n'));
  if (error instanceof ProblemReport) return error.exit;
  return error instanceof AppError && error.code === 'place.not-chosen' ? EXIT.needsConfirmation : EXIT.failed;
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
    'Secrets: HOLDFAST_SERVER_SECRET (passphrase or password of a server) and HOLDFAST_DATABASE_PASSWORD, else a question at the terminal;',
    'kept in a 0600 file only with --keep-secrets-in-file.',
    'HOLDFAST_HOME moves the data folder.',
  ].join('\n');
}
