import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';

export function goBack(work: DatabaseWork, _context: StepContext): Promise<void> {
  return Promise.reject(new AppError('unexpected', { detail: work.database }));
}
