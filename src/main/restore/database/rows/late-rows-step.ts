import { AppError } from '../../../errors/app-error.ts';
import type { RestoreStep } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';

export function lateRowsStep(work: DatabaseWork): RestoreStep {
  const { live, side } = workSchemas(work);
  return {
    plan: {
      id: `late-rows:${live}`,
      kind: 'last-rows',
      title: `Keep rows of ${live} that the backup does not have`,
      commands: [],
      changes: `Rows are kept in ${side}.`,
      undo: `${side} is dropped.`,
      touchesLive: false,
      estimatedMs: null,
    },
    run: () => Promise.reject(new AppError('unexpected', { detail: work.database })),
  };
}
