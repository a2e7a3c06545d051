import type { SideRows } from '../../../../shared/model/restore.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';

/**
 * Puts rows that lie aside into their live tables, parents before children, where their keys are free; all others stay aside, and are said. Triggers of the
 * live tables fire, foreign keys are held. One row for each of `tables`: put back when nothing of it lies aside any more. May be called again.
 * Throws `restore.target-differs`, `database.*`, `source.*`, `ssh.*`.
 */
export function putBackRows(work: DatabaseWork, _context: StepContext, _tables: readonly string[]): Promise<readonly SideRows[]> {
  return Promise.reject(new AppError('unexpected', { detail: work.database }));
}
