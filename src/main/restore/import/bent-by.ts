import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { DumpSource } from './dump-source.ts';
import { readDump } from './read-dump.ts';

/** What damaged bytes look like before the end of the dump, where their hash tells. */
const MAY_BE_DAMAGE = new Set([
  'import.statement-refused',
  'import.foreign-statement',
  'import.other-database',
  'import.character-set',
  'import.packet-too-small',
  'import.dump-cut',
]);

/** A bent byte makes a statement that the database refuses: the copy is read again to its end. Null: it is whole, or the error is none that damage makes. */
export async function bentBy(
  error: unknown,
  source: DumpSource,
  artifact: Pick<DatabaseArtifact, 'file' | 'bytes' | 'sha256'>,
  job: Pick<JobContext, 'step' | 'advance' | 'signal'>,
): Promise<AppError | null> {
  if (!(error instanceof AppError) || !MAY_BE_DAMAGE.has(error.code)) return null;
  job.step(`Reading ${artifact.file} again, to see whether the copy is whole`, artifact.bytes);
  try {
    for await (const chunk of readDump(source, artifact, job.signal, (bytes) => job.advance(bytes))) void chunk;
    return null;
  } catch (fault) {
    job.signal.throwIfAborted();
    if (fault instanceof AppError) return fault;
    throw fault;
  }
}
