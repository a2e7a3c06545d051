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
  // A dump program that was stopped by a dead compressor is not the one to name.
  if (compress !== 0 && (dump === 0 || dump === undefined || dump > 128 || /errno 32|Broken pipe/i.test(words)))
    return new AppError('capture.stage-failed', { detail: `${compression} ${ending(compress)}. ${words}` });
  return new AppError(codeOf(words), { detail: `The dump program ${ending(dump)}. ${words}` });
}

function codeOf(words: string): 'database.access-denied' | 'database.unknown-database' | 'database.unreachable' | 'capture.dump-failed' {
  if (/Got error: (1045|1044|1698)\b/.test(words)) return 'database.access-denied';
  if (/Got error: 1049\b/.test(words)) return 'database.unknown-database';
  if (/Got error: (2002|2003|2005|2013)\b.*when trying to connect/.test(words)) return 'database.unreachable';
  return 'capture.dump-failed';
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
