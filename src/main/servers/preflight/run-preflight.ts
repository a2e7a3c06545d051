import type { PreflightReport } from '../../../shared/model/preflight.ts';
import preflightText from '../../remote/preflight.sh';
import { AppError } from '../../errors/app-error.ts';
import { instantOf, type Clock } from '../../support/clock.ts';
import type { RemoteShell, ServerConnections } from '../ssh/remote-shell.ts';
import { readAnswer } from './answer.ts';
import { abilitiesOf } from './abilities.ts';
import { rowsOf } from './rows.ts';

const preflight = { name: 'preflight', text: preflightText } as const;

/** Finds out what a server can do. Only reads. Throws `ssh.*`. */
export async function checkServer(
  connections: ServerConnections,
  serverId: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<PreflightReport> {
  const begun = performance.now();
  return connections.withShell(serverId, signal, (shell) => runPreflight(shell, Math.round(performance.now() - begun), clock, signal));
}

export async function runPreflight(shell: RemoteShell, connectedInMs: number, clock: Clock, signal: AbortSignal): Promise<PreflightReport> {
  const { exitCode, stdout, stderr } = await shell.run({ program: preflight, args: [], signal });
  if (exitCode !== 0) throw new AppError('ssh.command-failed', { detail: `preflight ended with ${exitCode}: ${stderr.slice(-500)}` });
  const answer = readAnswer(stdout.toString('utf8'));
  return {
    checkedAt: instantOf(clock),
    connectedInMs,
    rows: rowsOf(answer, clock.now()),
    abilities: abilitiesOf(answer),
    programs: [preflight.name],
  };
}
