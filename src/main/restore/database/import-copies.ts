import { AppError } from '../../errors/app-error.ts';
import type { DatabaseSession } from '../../sites/database-session.ts';
import { bentBy } from '../import/bent-by.ts';
import { copySource, type DumpCopy } from '../import/dump-source.ts';
import { importDump } from '../import/import-dump.ts';
import type { ImportRequest, ImportResult } from '../import/import-request.ts';
import { remoteTarget } from '../import/remote-target.ts';
import type { StepContext } from '../step.ts';
import { counted } from './counted.ts';
import type { DatabaseWork, ReadableDump } from './database-work.ts';
import { importMark } from './in-place/own-sessions.ts';
import { withDatabase } from './open-work.ts';
import { workSchemas } from './schema-names.ts';
import { sayProgress } from './say-progress.ts';

export interface CopiesImport extends Pick<ImportRequest, 'schema' | 'tables' | 'content' | 'names'> {
  readonly dump: ReadableDump;
  /** Makes room for the import; before each attempt, as what an earlier one left is worth nothing. */
  readonly clear: (session: DatabaseSession) => Promise<void>;
}

export interface CopiesImported extends ImportResult {
  /** A sentence for each copy that could not be read. */
  readonly faults: readonly string[];
}

/**
 * Makes room and imports, from the first copy that is whole and in reach. A line that was lost leaves half of it behind: it begins anew. Throws `import.*`, `database.*`,
 * `ssh.*`; `import.copy-damaged` with what is wrong with each copy when none could be read to its end.
 */
export async function importCopies(work: DatabaseWork, context: StepContext, request: CopiesImport): Promise<CopiesImported> {
  const { job } = context;
  const { dump } = request;
  const faults: string[] = [];
  let last: AppError | null = null;
  for (const copy of dump.copies) {
    const { name } = copy.store.place;
    try {
      const result = await importCopy(work, context, request, copy);
      context.say(
        `${counted(result.tables, 'table', 'tables')} and ${counted(result.rows, 'row', 'rows')} from ${name}, over ${counted(result.sessions, 'session', 'sessions')}`,
      );
      for (const { text } of result.fixUps) context.say(text);
      return { ...result, faults };
    } catch (error) {
      job.signal.throwIfAborted();
      last = await faultOfCopy(error, dump, copy, context);
      faults.push(`${name}: ${last.message}`);
      context.say(faults.at(-1) ?? '');
    }
  }
  // One copy that is out of reach for now is not a damaged one.
  if (last !== null && faults.length === 1) throw last;
  throw new AppError('import.copy-damaged', { detail: faults.join('\n') });
}

function importCopy(
  work: DatabaseWork,
  context: StepContext,
  { dump: { artifact }, schema, tables, content, names, clear }: CopiesImport,
  copy: DumpCopy,
): Promise<ImportResult> {
  const { job } = context;
  return withDatabase(work, context, async ({ shell, credentials, session }) => {
    await clear(session);
    job.signal.throwIfAborted();
    job.step(`Importing ${artifact.file} from ${copy.store.place.name}`, artifact.bytes);
    return importDump({
      target: remoteTarget(shell, credentials),
      schema,
      artifact,
      source: copySource(copy, artifact),
      tables,
      content,
      ...(names === undefined ? {} : { names }),
      mark: importMark(workSchemas(work)),
      signal: job.signal,
      onProgress: sayProgress(job, context.clock, tables?.length ?? artifact.inventory.tables.length),
    });
  });
}

/** The problem of the copy, where another one may be whole or in reach; else throws `error`. A bent byte makes a statement that the database refuses. */
async function faultOfCopy(error: unknown, { artifact }: ReadableDump, copy: DumpCopy, { job }: StepContext): Promise<AppError> {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'import.copy-damaged' || error.code.startsWith('place.')) return error;
  const fault = await bentBy(error, copySource(copy, artifact), artifact, job);
  if (fault !== null) return fault;
  throw error;
}
