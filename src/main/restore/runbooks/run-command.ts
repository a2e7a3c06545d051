import { AppError } from '../../errors/app-error.ts';
import { runSiteCommandProgram } from '../../remote/runbook-programs.ts';
import type { RemoteEnd, RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { hideSecrets } from './hide-secrets.ts';
import { keepOutput, type KeptOutput } from './kept-output.ts';

export const COMMAND_SECONDS = 300;
/** What the server may take longer than the command to say that it ended it; after that this side ends it. */
const GRACE_SECONDS = 30;
/** 128 and HUP, KILL, TERM. */
const ENDED_FROM_OUTSIDE = new Set([129, 137, 143]);

export interface CommandRequest {
  /** Absolute path of the site's root. */
  readonly root: string;
  /** For the shell of the server, as it stands. */
  readonly line: string;
  /** Default: 300. */
  readonly seconds?: number;
  /** Values that are hidden in what is kept, the line itself among it. */
  readonly hidden: readonly string[];
  readonly signal: AbortSignal;
}

export interface CommandResult {
  /** As it may be shown. */
  readonly line: string;
  /** Null: it took too long and was ended, with all it had started. */
  readonly exitCode: number | null;
  /** Both streams as one; of a long one the beginning and the end, below 20 kB. No secrets. */
  readonly output: string;
  readonly ms: number;
  /** The account it ran as, where it is not the one that signed in. */
  readonly as: string | null;
}

/**
 * Runs one command line in the root of a site. That it fails is a result, not an error. Throws `site.root-missing`, `restore.account-refused`, `ssh.*`, and the reason of `signal`, which
 * ends the command on the server too.
 */
export async function runCommand(shell: RemoteShell, request: CommandRequest): Promise<CommandResult> {
  const { root, line, seconds = COMMAND_SECONDS, hidden, signal } = request;
  const deadline = AbortSignal.timeout((seconds + GRACE_SECONDS) * 1000);
  const kept = keepOutput();
  const began = performance.now();
  const result = (exitCode: number | null, reports: readonly string[]): CommandResult => ({
    line: hideSecrets(line, hidden),
    exitCode,
    output: kept.text((text) => hideSecrets(text, hidden)),
    ms: Math.round(performance.now() - began),
    as: valueOf(reports, 'as'),
  });
  try {
    const { exitCode, reports, stderr } = await stream(shell, request, seconds, AbortSignal.any([signal, deadline]), kept);
    if (reports.includes('root missing')) throw new AppError('site.root-missing', { detail: root });
    const account = valueOf(reports, 'account');
    if (account !== null) throw new AppError('restore.account-refused', { detail: `${account}, the owner of ${root}` });
    if (reports.includes('timeout')) return result(null, reports);
    const status = valueOf(reports, 'exit');
    // A server that restarts ends its programs first and the line afterwards.
    if (status === null && ENDED_FROM_OUTSIDE.has(exitCode))
      throw new AppError('ssh.connection-lost', { detail: 'run-site-command was ended' });
    // Without its word nothing is known of the command, whatever the shell ended with.
    if (status === null)
      throw new AppError('ssh.command-failed', { detail: `run-site-command ended with ${exitCode}. ${stderr.slice(-500)}` });
    return result(Number(status), reports);
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    return result(null, []);
  }
}

async function stream(
  shell: RemoteShell,
  { root, line }: CommandRequest,
  seconds: number,
  signal: AbortSignal,
  kept: KeptOutput,
): Promise<RemoteEnd> {
  const lines = line.split('\n');
  const { stdout, ended } = await shell.stream({
    program: runSiteCommandProgram,
    args: [root, String(seconds), String(lines.length)],
    input: `${line}\n`,
    signal,
  });
  for await (const chunk of stdout) kept.push(chunk as Buffer);
  return ended;
}

function valueOf(reports: readonly string[], key: string): string | null {
  return reports.find((report) => report.startsWith(`${key} `))?.slice(key.length + 1) ?? null;
}

/** A command with its answer, for the journal. Pure. */
export function describeCommand({ line, exitCode, output, ms, as }: CommandResult): string {
  const end = exitCode === null ? 'ended because it took too long' : `ended with ${exitCode}`;
  const head = `$ ${line}   (${as === null ? '' : `as ${as}, `}${end}, ${(ms / 1000).toFixed(1)} s)`;
  return output === '' ? head : `${head}\n${output}`;
}

/** The command that failed and what it said last, as part of a sentence. Pure. */
export function failureOf({ line, exitCode, output }: CommandResult): string {
  const said = output
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .slice(-6)
    .join(' ')
    .slice(-600);
  return `\`${line}\` ${exitCode === null ? 'took too long' : `ended with ${exitCode}`}${said === '' ? '' : `: ${said}`}`;
}
