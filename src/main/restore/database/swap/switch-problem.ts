import { AppError } from '../../../errors/app-error.ts';
import { errorNumber } from '../../../sites/database-session.ts';

const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;

/** What a refused statement of a switch says: that a lock was not to be had, or what else the server said. Anything else stays as it is. */
export function switchProblem(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'database.refused') return error;
  const isLocked = [LOCK_WAIT_TIMEOUT, DEADLOCK].includes(errorNumber(error));
  return new AppError(isLocked ? 'restore.swap-locked' : 'restore.swap-failed', { detail: error.detail, cause: error });
}
