import type { TableChoice } from '../../../../shared/model/restore.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { DatabaseWork } from '../database-work.ts';

/** One table, live and imported, side by side. Counts are exact. */
export interface TableComparison {
  readonly table: string;
  readonly action: TableChoice['action'];
  /** Null: the table is not there. */
  readonly rowsNow: number | null;
  readonly rowsBackup: number | null;
  /** Rows told apart by primary key; null where they cannot be (`why`). */
  readonly onlyNow: number | null;
  readonly onlyBackup: number | null;
  /** Rows of both sides that differ in a column both have; null where that is not known or would take long (`why`). */
  readonly changed: number | null;
  /** Why something of the above is not known; null: all is. */
  readonly why: string | null;
}

/** The chosen tables, live against what was imported beside them. Only reads. Throws `database.*`, and the reason of `signal`. */
export function compareTables(work: DatabaseWork, _session: DatabaseSession, _signal: AbortSignal): Promise<readonly TableComparison[]> {
  return Promise.reject(new AppError('unexpected', { detail: work.database }));
}
