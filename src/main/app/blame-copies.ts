import type { Copy } from '../../shared/model/backup.ts';
import { AppError, type ErrorCode } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { checkCopy, type Verifying } from './verify-copy.ts';

/** What the bytes of a copy may be to blame for. */
const MAY_BE_A_COPY: ReadonlySet<ErrorCode> = new Set([
  'archive.chain-differs',
  'archive.unreadable',
  'verify.hash-differs',
  'place.read-failed',
]);

/**
 * Checks the copies that were read when a failure may be their fault, so that the proof of the damaged one is withdrawn and nothing builds on it any more.
 * Where every byte is the one that was recorded, what is inside is compared as well. Returns the failure with the copies named that are to blame, or as it
 * was. Throws the reason of the signal.
 */
export async function blameCopies(world: Verifying, failure: unknown, read: readonly Copy[], job: JobContext): Promise<unknown> {
  if (!(failure instanceof AppError) || !MAY_BE_A_COPY.has(failure.code)) return failure;
  job.log(failure.message);
  for (const level of ['intact', 'sound'] as const) {
    const faults: string[] = [];
    for (const copy of read) {
      const fault = await faultOf(world, copy, level, job);
      if (fault !== null) faults.push(fault);
    }
    if (faults.length > 0) return new AppError(failure.code, { detail: [failure.detail, ...faults].join('\n'), cause: failure });
  }
  return failure;
}

async function faultOf(world: Verifying, copy: Copy, level: 'intact' | 'sound', job: JobContext): Promise<string | null> {
  try {
    const problem = await checkCopy(world, copy, level, job);
    return problem === null ? null : `${world.catalog.places.find(copy.placeId)?.name ?? copy.placeId}: ${problem.message}`;
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof AppError) || error.code.startsWith('catalog.')) throw error;
    // Nothing is known of this copy then.
    job.log(error.message);
    return null;
  }
}
