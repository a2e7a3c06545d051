import { AppError } from '../../../errors/app-error.ts';
import { openLastingLine, realPause } from '../../../servers/ssh/lasting-line.ts';
import type { RemoteShell } from '../../../servers/ssh/remote-shell.ts';
import { openDatabaseSession, type DatabaseSession } from '../../../sites/database-session.ts';
import { copySource } from '../../import/dump-source.ts';
import { importDump } from '../../import/import-dump.ts';
import type { ImportResult } from '../../import/import-request.ts';
import { remoteTarget } from '../../import/remote-target.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork, ReadableDump } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { credentialsOf } from '../swap/sign-in.ts';
import { endEarlier, importMark } from './own-sessions.ts';

export interface LiveImport {
  readonly dump: ReadableDump;
  /** As the dump spells them; null: everything. */
  readonly tables: readonly string[] | null;
  readonly content: 'all' | 'structure' | 'data';
  /** Makes room in the live schema; before each copy that is tried. */
  readonly clear: (session: DatabaseSession) => Promise<void>;
}

export interface LiveImported extends ImportResult {
  /** A sentence for each copy that could not be read. */
  readonly faults: readonly string[];
}

/** Makes room and imports, from the first copy that is whole and in reach. Throws `import.*`, `database.*`, `place.*`, `ssh.*`. */
export async function importLive(
  work: DatabaseWork,
  context: StepContext,
  { dump, tables, content, clear }: LiveImport,
): Promise<LiveImported> {
  const { job } = context;
  const schemas = workSchemas(work);
  const { artifact } = dump;
  const faults: string[] = [];
  for (const copy of dump.copies) {
    try {
      // A line that was lost leaves half of it behind: it begins anew from an empty place.
      const result = await withLiveServer(work, context, async (shell, session) => {
        await clear(session);
        job.signal.throwIfAborted();
        job.step(`Importing ${artifact.file} from ${copy.store.place.name}`, artifact.bytes);
        return importDump({
          target: remoteTarget(shell, await credentialsOf(shell, work, context)),
          schema: schemas.live,
          artifact,
          source: copySource(copy, artifact),
          tables,
          content,
          mark: importMark(schemas),
          signal: job.signal,
          onProgress: ({ bytes }) => job.advance(bytes),
        });
      });
      context.say(
        `${result.tables.toLocaleString('en-US')} tables and ${result.rows.toLocaleString('en-US')} rows from ${copy.store.place.name}`,
      );
      for (const { text } of result.fixUps) context.say(text);
      return { ...result, faults };
    } catch (error) {
      job.signal.throwIfAborted();
      if (!isFaultOfCopy(error)) throw error;
      faults.push(`${copy.store.place.name}: ${error.message}`);
      context.say(faults.at(-1) ?? '');
    }
  }
  throw new AppError('import.copy-damaged', { detail: faults.join('\n') });
}

/** A session in which nothing of an earlier attempt runs any more; again, when the server can be reached again. */
export function withLiveServer<T>(
  work: DatabaseWork,
  context: StepContext,
  use: (shell: RemoteShell, session: DatabaseSession) => Promise<T>,
): Promise<T> {
  const { connections, target, job } = context;
  return openLastingLine(connections, target.server.id, job, realPause).withShell(async (shell) => {
    const credentials = await credentialsOf(shell, work, context);
    await using session = await openDatabaseSession(shell, { ...credentials, database: null }, job.signal);
    await endEarlier(session, workSchemas(work));
    return await use(shell, session);
  });
}

/** Another copy may be whole, or in reach. */
function isFaultOfCopy(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'import.copy-damaged' || error.code === 'import.dump-cut' || error.code.startsWith('place.'))
  );
}
