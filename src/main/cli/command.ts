import type { ParseArgsOptionsConfig } from 'node:util';
import type { CallName } from '../../shared/ipc/channels.ts';
import type { Input, Output } from '../../shared/ipc/contract.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { App } from '../app/app.ts';
import type { CommandSecrets } from './terminal-secrets.ts';

/** What the exit status of a command means. 130 is what shells use for "ended by Ctrl-C". */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2, needsConfirmation: 3, warning: 4, cancelled: 130 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export interface CommandResult {
  readonly exit: Exit;
  /** The one document of `--json`. */
  readonly json: unknown;
  /** The same for people. */
  readonly text: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface CommandContext {
  readonly app: App;
  readonly positionals: readonly string[];
  readonly options: OptionValues;
  readonly secrets: CommandSecrets;
  /** Words on the way, to stderr. */
  readonly note: (text: string) => void;
  /** A line that is overwritten by the next one, where stderr is a terminal. */
  readonly progress: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Command {
  /** `server add`. */
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many words must and may follow the name. */
  readonly positionals: readonly [min: number, max: number];
  /** `read`: may run beside an open Holdfast window. `work`: needs the data folder for itself. */
  readonly access: 'read' | 'work';
  /** Schedules and chores run by themselves while it lasts; default: a command does what it says and nothing else. */
  readonly stays?: boolean;
  /** Before it ends it looks for what alerts tell, as whoever stays does. */
  readonly looks?: boolean;
  run(context: CommandContext): Promise<CommandResult>;
}

/** A problem on its way to the terminal. */
export class ProblemReport extends Error {
  override readonly name = 'ProblemReport';
  readonly problem: Problem;
  readonly exit: Exit;
  constructor(problem: Problem, exit: Exit = EXIT.failed) {
    super(problem.title);
    this.problem = problem;
    this.exit = exit;
  }
}

/** Bad words on the command line: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export async function ask<N extends CallName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await app.call(name, input);
  if (!reply.ok) throw new ProblemReport(reply.problem);
  return reply.value;
}

export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function requiredText(options: OptionValues, name: string): string {
  const value = text(options, name);
  if (value === undefined || value === '') throw new UsageError(`--${name} is needed.`);
  return value;
}

export function portNumber(options: OptionValues, name: string, otherwise: number): number {
  const value = text(options, name);
  if (value === undefined) return otherwise;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new UsageError(`--${name}: a port is a number from 1 to 65535.`);
  return port;
}

export function oneOf<T extends string>(options: OptionValues, name: string, allowed: readonly T[]): T | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${name}: one of ${allowed.join(', ')}.`);
  return found;
}
