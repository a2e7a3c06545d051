import type { Backup } from '../../shared/model/backup.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';

/**
 * How a job ends whose backup is kept and recorded. `not-read-back`: the copy was not read from the disk to its end; `reason`: why, where it was not
 * stopped by hand.
 */
export function outcomeOf({ id, warnings }: Pick<Backup, 'id' | 'warnings'>, how: 'as-asked' | 'not-read-back', reason = ''): JobOutcome {
  const detail = [reason, ...warnings.map(({ text }) => text)].filter((text) => text !== '').join('\n');
  if (how === 'not-read-back')
    return { state: 'warning', problem: new AppError('backup.not-read-back', { detail }).toProblem(), backupId: id };
  if (warnings.length === 0) return { state: 'succeeded', problem: null, backupId: id };
  return { state: 'warning', problem: new AppError('capture.incomplete', { detail }).toProblem(), backupId: id };
}
