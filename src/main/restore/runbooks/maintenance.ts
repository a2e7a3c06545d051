import { randomBytes } from 'node:crypto';
import type { Site } from '../../../shared/model/site.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import { AppError } from '../../errors/app-error.ts';
import { siteMaintenance } from '../../remote/runbook-programs.ts';
import { commandsOf, isOwnCommand } from './command-values.ts';
import type { OpenSite } from './open-site.ts';
import { COMMAND_SECONDS, describeCommand, failureOf, type CommandResult } from './run-command.ts';

/** What putting the page up and taking it down needs to know of a site. */
export interface Maintained {
  readonly site: Pick<Site, 'profile' | 'url'>;
  readonly recovery: Pick<SiteRecovery, 'commands'>;
}

/** Where commands and their answers are told. */
export interface Journal {
  say(line: string): void;
}

/** A supervisor that stops workers waits for the jobs they are at. */
const MAINTENANCE_SECONDS = COMMAND_SECONDS;
const LOOK_SECONDS = 60;
const RETRY_SECONDS = 60;

/** The random word of a bypass link. */
export function newBypassSecret(): string {
  return randomBytes(16).toString('hex');
}

/** Whether there is a page to put up at all. */
export function hasMaintenance(work: Maintained): boolean {
  return commandsOf(work, 'maintenance-on', null).length > 0;
}

/** Whether the site shows its maintenance page already, as far as it can be known: own commands of an operator leave nothing to look at. */
export async function isDown(open: OpenSite, work: Maintained): Promise<boolean> {
  if (open.programs.isDown) return true;
  if (work.site.profile !== 'laravel' || open.env.get('APP_MAINTENANCE_DRIVER') !== 'cache' || open.programs.php === null) return false;
  const [up = ''] = commandsOf({ ...work, recovery: { commands: {} } }, 'maintenance-off', open.programs);
  const { exitCode, output } = await open.run(up.replace(/ up$/, ' about --json --only=environment'), LOOK_SECONDS);
  return exitCode === 0 && /"maintenance_mode"\s*:\s*(?:true|"?ENABLED)/i.test(output);
}

export interface PutUp {
  /** The link that passes the page works. */
  readonly hasBypass: boolean;
  /** What was not as it should be, though the page is up: sentences. */
  readonly warnings: readonly string[];
}

/**
 * Puts the maintenance page up and lets the workers end. A command that fails is tried once more; where Laravel's code no longer answers, its maintenance file is written by
 * hand, which the web side of the framework heeds. Throws `restore.maintenance-failed` when the page is not up afterwards.
 */
export async function putUp(open: OpenSite, work: Maintained, secret: string, journal: Journal): Promise<PutUp> {
  const warnings: string[] = [];
  const lines = commandsOf(work, 'maintenance-on', open.programs, secret);
  let hasBypass = lines.some((line) => line.includes(secret));
  for (const line of lines) {
    let result = await tell(open.run(line, MAINTENANCE_SECONDS), journal);
    if (failedAtOnce(result)) {
      // Laravel before 8 knows no bypass link.
      const knowsNone = /--secret/.test(result.output) && /does not exist/.test(result.output);
      result = await tell(open.run(knowsNone ? line.replace(/ --secret=\S+/, '') : line, MAINTENANCE_SECONDS), journal);
      if (knowsNone) hasBypass = false;
    }
    if (result.exitCode === 0) continue;
    if (work.site.profile !== 'laravel' || isOwnCommand(work, 'maintenance-on')) throw notUp(result);
    if (!(await byHand(open, 'on', maintenanceFile(secret)))) throw notUp(result);
    journal.say('The maintenance file of Laravel was written without artisan.');
    warnings.push(`artisan did not put the maintenance page up, so its file was written by hand. ${failureOf(result)}`);
  }
  warnings.push(...(await stopWorkers(open, work, journal)));
  return { hasBypass, warnings };
}

/** Brings the site back and starts its workers. Sentences about what failed; `isUp` false: the page is still there. Never throws for what a command says. */
export async function takeDown(
  open: OpenSite,
  work: Maintained,
  journal: Journal,
): Promise<{ readonly isUp: boolean; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  let isUp = true;
  for (const line of commandsOf(work, 'maintenance-off', open.programs)) {
    let result = await tell(open.run(line, MAINTENANCE_SECONDS), journal);
    if (failedAtOnce(result)) result = await tell(open.run(line, MAINTENANCE_SECONDS), journal);
    if (result.exitCode === 0) continue;
    warnings.push(failureOf(result));
    isUp = false;
  }
  if (!isUp && work.site.profile === 'laravel' && !isOwnCommand(work, 'maintenance-off') && (await byHand(open, 'off', ''))) {
    journal.say('The maintenance file of Laravel was removed without artisan.');
    warnings.push('The site is back all the same: the maintenance file was removed by hand.');
    isUp = true;
  }
  warnings.push(...(await runEach(open, commandsOf(work, 'restart-workers', open.programs), journal)));
  return { isUp, warnings };
}

/** What hung once would hang again. */
function failedAtOnce({ exitCode }: CommandResult): boolean {
  return exitCode !== null && exitCode !== 0;
}

/** Laravel's scheduler runs nothing while the page is up, and its workers take no job; those in the middle of one end after it. */
async function stopWorkers(open: OpenSite, work: Maintained, journal: Journal): Promise<readonly string[]> {
  const lines = commandsOf(work, 'stop-workers', open.programs);
  const failures = await runEach(open, lines, journal);
  if (work.site.profile === 'laravel' && lines.length > 0)
    journal.say(
      'While the page is up, the scheduler starts nothing and workers take no new job; a job that was running goes on to its end.',
    );
  return failures.map((failure) => `Workers may still be running. ${failure}`);
}

/** Runs each, whatever the others ended with; a sentence for each that failed. */
export async function runEach(
  open: OpenSite,
  lines: readonly string[],
  journal: Journal,
  seconds = MAINTENANCE_SECONDS,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const line of lines) {
    const result = await tell(open.run(line, seconds), journal);
    if (result.exitCode !== 0) failures.push(`${failureOf(result)}.`);
  }
  return failures;
}

export async function tell(running: Promise<CommandResult>, journal: Journal): Promise<CommandResult> {
  const result = await running;
  journal.say(describeCommand(result));
  return result;
}

async function byHand({ shell, root, signal }: OpenSite, what: 'on' | 'off', content: string): Promise<boolean> {
  const { exitCode, stdout } = await shell.run({
    program: siteMaintenance,
    args: [what, root],
    ...(what === 'on' ? { input: `${content}\n` } : {}),
    signal,
  });
  return exitCode === 0 && stdout.toString('latin1').trim() === (what === 'on' ? 'down' : 'up');
}

/** What `artisan down` writes: the fields of Laravel 8 and newer, and before them those of the older ones. */
function maintenanceFile(secret: string): string {
  const time = Math.floor(Date.now() / 1000);
  const older = { time, message: null, allowed: [] };
  return JSON.stringify({
    ...older,
    except: [],
    redirect: null,
    retry: RETRY_SECONDS,
    refresh: null,
    secret,
    status: 503,
    template: null,
  });
}

function notUp(result: CommandResult): AppError {
  return new AppError('restore.maintenance-failed', { detail: failureOf(result) });
}
