import { createHash } from 'node:crypto';
import type { CronProgram, ProgramState } from '../../shared/model/cron.ts';
import { serverFile, versionOf } from './server-file.ts';

/** This app's own. */
export const ownProgram: CronProgram = { version: serverFile.version, sha256: serverFile.sha256 };

/** A program as it was found on a server; null: none was. */
export function programOf(bytes: Buffer | null): CronProgram | null {
  if (bytes === null) return null;
  return { version: versionOf(bytes.toString('utf8')) ?? '', sha256: createHash('sha256').update(bytes).digest('hex') };
}

export function programState(bytes: Buffer | null): ProgramState {
  return compareProgram(programOf(bytes));
}

export function compareProgram(program: CronProgram | null): ProgramState {
  if (program === null) return 'missing';
  if (program.sha256 === ownProgram.sha256) return 'current';
  const order = compareVersions(program.version, ownProgram.version);
  return order === 0 ? 'changed' : order < 0 ? 'older' : 'newer';
}

/** What says no version is older than any. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return version === '' ? [] : version.split('.').map(Number);
}
