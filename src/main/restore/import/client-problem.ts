import { AppError } from '../../errors/app-error.ts';

/**
 * What a client says of the statement it stopped at, without the data in it: what the server quotes of the statement (`near '...'`) and of rows
 * (`Duplicate entry '...'`) is left out. Pure.
 */
export function clientWords(stderr: string): string {
  const line = stderr.split('\n').find((one) => /^ERROR \d+/.test(one)) ?? stderr.split('\n').findLast((one) => one.trim() !== '') ?? '';
  return line
    .replace(/(near|Duplicate entry|Incorrect \S+ value:|value:) '[\s\S]*$/i, (_all, word: string) => `${word} (left out)`)
    .replace(/^(ERROR \d+ \(\w+\)) at line \d+/, '$1')
    .slice(0, 400);
}

/** The line of what it was sent at which the client stopped; null when it does not say. */
export function clientLine(stderr: string): number | null {
  const [, line] = /^ERROR \d+ \(\w+\) at line (\d+)/m.exec(stderr) ?? [];
  return line === undefined ? null : Number(line);
}

/** Why a client ended before its end mark. `at`: what it was busy with. */
export function clientProblem(exitCode: number, stderr: string, at: string | null, password = ''): AppError {
  const number = Number(/^ERROR (\d+)/m.exec(stderr)?.[1] ?? 0);
  const hidden = password.length >= 4 ? stderr.replaceAll(password, '(password)') : stderr;
  const words = clientWords(hidden);
  const detail = `${at === null ? '' : `${at}: `}${words === '' ? `the client ended with status ${exitCode}` : words}`;
  switch (number) {
    case 1045:
    case 1044:
    case 1698:
      return new AppError('database.access-denied', { detail });
    case 1049:
      return new AppError('database.unknown-database', { detail });
    case 1021:
    case 1114:
      return new AppError('import.no-space', { detail });
    case 1153:
      return new AppError('import.packet-too-small', { detail });
    case 2002:
    case 2003:
    case 2005:
      return new AppError('database.unreachable', { detail });
    case 0:
      // What the client itself cannot make sense of has no number: trying again changes nothing about the dump.
      return new AppError(/^ERROR at line \d+:/m.test(stderr) ? 'import.statement-refused' : 'import.not-finished', { detail });
    case 2006:
    case 2013:
    case 1927:
    case 1053:
      return new AppError('import.not-finished', { detail });
    default:
      return new AppError('import.statement-refused', { detail });
  }
}
