import { AppError } from '../../errors/app-error.ts';
import type { RemoteEnd } from '../../servers/ssh/remote-shell.ts';

/** Exit status of each stage the program reported; a stage that never reported is missing. */
export function stagesOf(end: RemoteEnd): ReadonlyMap<string, number> {
  const stages = new Map<string, number>();
  for (const report of end.reports) {
    const match = /^stage (\S+) (\d+)$/.exec(report);
    if (match !== null) stages.set(match[1] ?? '', Number(match[2]));
  }
  return stages;
}

/** What went wrong at the server's end of the stream; null when every stage ended with 0. */
export function dumpProblem(end: RemoteEnd, compression: string, secret: string): AppError | null {
  const stages = stagesOf(end);
  const words = tidy(end.stderr, secret);
  if (stages.get('prepare') !== undefined)
    return new AppError('capture.stage-failed', { detail: `The private folder for the dump could not be made. ${words}` });
  const dump = stages.get('dump');
  const compress = stages.get('compress');
  if (dump === 0 && compress === 0 && end.exitCode === 0) return null;
  // A dump program that could no longer write because the compressor was gone is not the one to name.
  const stoppedByOther = dump === 0 || dump === undefined || dump > 128 || /errno \d+ on write|Broken pipe/i.test(words);
  if (compress !== 0 && (stoppedByOther || wasKilled(compress)))
    return new AppError('capture.stage-failed', { detail: `${compression} ${ending(compress)}. ${words}` });
  return new AppError(codeOf(words), { detail: `The dump program ${ending(dump)}. ${words}` });
}

/** Only what the client says of its sign-in has a problem of its own; the same words in the middle of a dump are the dump's. */
function codeOf(words: string): 'database.access-denied' | 'database.unknown-database' | 'database.unreachable' | 'capture.dump-failed' {
  const match = /Got error: (\d+)\b.* when (?:trying to connect|selecting the database)/.exec(words);
  switch (Number(match?.[1] ?? 0)) {
    case 1044:
    case 1045:
    case 1698:
      return 'database.access-denied';
    case 1049:
      return 'database.unknown-database';
    case 2002:
    case 2003:
    case 2005:
    case 2013:
      return 'database.unreachable';
    default:
      return 'capture.dump-failed';
  }
}

/** 141 is SIGPIPE: whoever read from it went away first. */
function wasKilled(status: number | undefined): boolean {
  return status !== undefined && status > 128 && status !== 141;
}

function ending(status: number | undefined): string {
  if (status === undefined) return 'did not say how it ended';
  return status > 128 ? `was killed (signal ${status - 128})` : `ended with status ${status}`;
}

/** The client repeats whole statements; the operator needs the message, and nobody needs a password. */
function tidy(stderr: string, secret: string): string {
  const text = secret.length >= 4 ? stderr.replaceAll(secret, '(password)') : stderr;
  return text
    .split('\n')
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)}...` : line))
    .filter((line) => line.trim() !== '')
    .slice(-8)
    .join('\n');
}
