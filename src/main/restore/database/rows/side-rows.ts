import type { SideRows } from '../../../../shared/model/restore.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseWork } from '../database-work.ts';

/** Rows that lie aside now, by table; empty when there are none. Throws `database.*`. */
export function sideRowsOf(work: DatabaseWork, _session: DatabaseSession): Promise<readonly SideRows[]> {
  return Promise.reject(new AppError('unexpected', { detail: work.database }));
}
