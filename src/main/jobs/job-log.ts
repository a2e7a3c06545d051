import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Clock, instantOf } from '../support/clock.ts';
import { errnoOf } from '../support/durable-files.ts';
import type { Logger } from '../support/logger.ts';

/** A log ends here, in bytes; what a job says at its end is written even then. Enough for some ten thousand lines. */
const CAP_BYTES = 1_048_576;
const ENDING = '.log';

/** What one job said, line by line, in `FOLDER/JOB.log`. */
export interface JobLog {
  /** Several lines stay several lines, each with its time. */
  line(text: string): void;
  /** As `line`, also when the log is full. */
  lastWord(text: string): void;
  close(): void;
}

/** Written at once, not buffered: after kill -9 the log tells how far the job came. A log that cannot be written never stops a job. */
export function openJobLog(folder: string, jobId: string, clock: Clock, logger: Logger): JobLog {
  let handle: number | null = null;
  let bytes = 0;
  let full = false;
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      logger.error('job.log-not-written', { jobId, cause });
      close();
    }
  };
  const write = (text: string): void =>
    guarded(() => {
      if (handle === null) return;
      const at = instantOf(clock);
      const entry = Buffer.from(
        visibleLines(text)
          .map((line) => `${at} ${line}\n`)
          .join(''),
      );
      bytes += entry.length;
      writeSync(handle, entry);
    });
  const close = (): void => {
    if (handle !== null) closeSync(handle);
    handle = null;
  };
  guarded(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    handle = openSync(logFile(folder, jobId), 'a', 0o600);
  });
  return {
    line(text) {
      if (full) return;
      if (bytes + Buffer.byteLength(text) > CAP_BYTES) {
        full = true;
        write('The log is full; further lines are left out.');
        return;
      }
      write(text);
    },
    lastWord: write,
    close,
  };
}

/** Empty when the job never wrote one or the file is gone. */
export function readJobLog(folder: string, jobId: string): string {
  try {
    return readFileSync(logFile(folder, jobId), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Also where there is none. A name that is no file of this folder is left alone. */
export async function removeJobLog(folder: string, jobId: string): Promise<void> {
  if (basename(jobId) === jobId) await rm(logFile(folder, jobId), { force: true });
}

/** Jobs with a log, in no order. */
export async function listJobLogs(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).flatMap((name) => (name.endsWith(ENDING) ? [name.slice(0, -ENDING.length)] : []));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** When it was last written to, milliseconds since the epoch; null: there is none. */
export async function jobLogWrittenAt(folder: string, jobId: string): Promise<number | null> {
  try {
    return (await stat(logFile(folder, jobId))).mtimeMs;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const logFile = (folder: string, jobId: string): string => join(folder, `${jobId}${ENDING}`);

/** Remote programs may say anything: control characters would steer the terminal that shows the log. */
function visibleLines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/[^\P{Cc}\t]/gu, '\ufffd'));
}
