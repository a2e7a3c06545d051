import Database from 'better-sqlite3';
import { AppError } from '../errors/app-error.ts';

export type SqlValue = string | number | null;
export type SqlValues = Readonly<Record<string, SqlValue>>;

/**
 * The open catalog as its repositories see it. Statements are prepared once and kept. What SQLite says of a damaged, locked or full file
 * comes out as the problem the operator can act on; everything else is a bug and passes unchanged.
 */
export interface Sql {
  all(text: string, values?: SqlValues): readonly unknown[];
  /** Undefined when no row matches. */
  get(text: string, values?: SqlValues): unknown;
  /** Number of rows changed. */
  run(text: string, values?: SqlValues): number;
  /** All of `work` or nothing of it is kept. May be nested. */
  atomically<T>(work: () => T): T;
}

export function createSql(db: Database.Database): Sql {
  const prepared = new Map<string, Database.Statement<[SqlValues]>>();
  const statement = (text: string): Database.Statement<[SqlValues]> => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const fresh = db.prepare<[SqlValues]>(text);
    prepared.set(text, fresh);
    return fresh;
  };
  return {
    all: (text, values = {}) => withProblems(() => statement(text).all(values)),
    get: (text, values = {}) => withProblems(() => statement(text).get(values)),
    run: (text, values = {}) => withProblems(() => statement(text).run(values).changes),
    // Immediate: two writers wait for each other at the start instead of failing half way.
    atomically: (work) => withProblems(() => db.transaction(work).immediate()),
  };
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_UNIQUE';
}

export function withProblems<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw problemFrom(error);
  }
}

function problemFrom(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const options = { detail: `${error.message} (${error.code})`, cause: error };
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return new AppError('catalog.damaged', options);
  if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) return new AppError('catalog.busy', options);
  if (/^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(error.code)) return new AppError('catalog.write-failed', options);
  return error;
}
