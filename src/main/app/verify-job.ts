import type { Copy } from '../../shared/model/backup.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import { nearestFirst } from './file-lists.ts';
import type { VerifyParams } from './job-requests.ts';
import type { Modules } from './modules.ts';
import { verifyCopy } from './verify-copy.ts';
import { verifying } from './verifying.ts';

/** Checks one copy: in the place that is named, else on this computer, else where it is nearest. */
export async function runVerify(modules: Modules, { backupId, level, placeId }: VerifyParams, job: JobContext): Promise<JobOutcome> {
  const copy = chosen(modules, modules.catalog.backups.copiesOf(backupId), placeId);
  if (copy === undefined) throw new AppError('backup.not-found', { detail: `The catalog knows no such copy of ${backupId}.` });
  await verifyCopy(verifying(modules), copy, level, job);
  return { state: 'succeeded', problem: null, backupId };
}

function chosen(modules: Modules, copies: readonly Copy[], placeId: VerifyParams['placeId']): Copy | undefined {
  const wanted = placeId ?? modules.place()?.id;
  const there = copies.find((copy) => copy.placeId === wanted);
  return there ?? (placeId === null ? (nearestFirst(modules.catalog.places, copies)[0] ?? copies[0]) : undefined);
}
