import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import type { DatabaseLoss } from './database-loss.ts';

/**
 * What an undo would take away now: for each table with rows that came since the switch, `rowsNow` in the live table, `rowsBackup` what of them would be left
 * (the rest is only here). Tables without such rows are left out. Only reads. Throws `database.*`, `source.*`, `ssh.*`.
 */
export function undoLoss(
  work: DatabaseWork,
  _context: Pick<StepContext, 'target' | 'connections' | 'secrets' | 'job'>,
): Promise<DatabaseLoss> {
  return Promise.reject(new AppError('unexpected', { detail: work.database }));
}
