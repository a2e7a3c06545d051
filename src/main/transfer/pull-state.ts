import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { WindowClosed } from './go-on.ts';
import type { TransferLimits } from './limits.ts';
import { isSame, openPartialFile, type PartialFile, type PulledSource } from './partial-file.ts';
import type { ServerFile } from './server-file.ts';

/** What all attempts of one pull share, whichever way they take. */
export interface Pull {
  readonly serverId: string;
  readonly path: string;
  readonly target: string;
  readonly limits: TransferLimits;
  readonly job: JobContext;
  readonly askForDigest: boolean;
  way: 'program' | 'sftp';
  file: PartialFile | null;
  source: PulledSource | null;
  /** Bytes that came over the line. */
  moved: number;
}

/** The file was looked at: is it still the one this pull began with, and how much of it is here? Throws `transfer.source-changed`. */
export async function beginWith(pull: Pull, found: ServerFile): Promise<{ readonly file: PartialFile; readonly source: PulledSource }> {
  const { serverId, path, target, job } = pull;
  const source = { serverId, path, ...found };
  pull.source ??= source;
  refuseChanged(pull.source, found);
  if (pull.file === null) {
    pull.file = await openPartialFile(target, source, job.signal);
    if (pull.file.position > 0) job.log(`${path}: going on from byte ${pull.file.position} of ${source.bytes}`);
  }
  return { file: pull.file, source };
}

/** Takes in the next bytes. Null: more may come at once. Throws `transfer.source-changed` and `WindowClosed`. */
export function takeIn(pull: Pull, file: PartialFile, source: PulledSource, chunk: Buffer): Promise<void> | null {
  const { job, limits } = pull;
  // Written to while it is read: what comes now belongs to another state of it.
  if (file.position + chunk.length > source.bytes) throw changed(source, 'it became longer');
  pull.moved += chunk.length;
  const stored = file.write(chunk);
  job.advance(file.position);
  if (!limits.isOpen() && file.position < source.bytes) throw new WindowClosed();
  const turn = limits.take(chunk.length, job.signal);
  return stored === null ? turn : stored.then(() => turn ?? undefined);
}

/** Throws `transfer.source-changed` unless the file is what it was. */
export function refuseChanged(before: PulledSource, now: ServerFile): void {
  if (!isSame(before, { ...before, ...now })) throw changed(before, `it has ${now.bytes} bytes now`);
}

export function changed({ path, bytes }: PulledSource, how: string): AppError {
  return new AppError('transfer.source-changed', { detail: `${path} had ${bytes} bytes when the pull began; ${how}.` });
}
