import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork, ReadableDump } from '../database-work.ts';

/** The dump of the live database in the safety copy of this restore. Throws `restore.safety-copy-missing`. */
export function safetyDump(work: DatabaseWork, { restore }: Pick<StepContext, 'restore'>): ReadableDump {
  const dump = work.safetyOf(restore);
  if (dump === null || dump.copies.length === 0) throw new AppError('restore.safety-copy-missing', { detail: work.database });
  return dump;
}

const OPEN = { gzip: 'gunzip -c', zstd: 'zstd -dc', bzip2: 'bunzip2 -c', none: 'cat' } as const;

/** Where the safety copy lies and how it is imported by hand, a line each. Pure. */
export function byHand({ database }: Pick<DatabaseWork, 'database'>, { artifact, copies }: ReadableDump): string {
  const lines = copies.map(({ store, location }) => `${store.place.name}: ${location}, file ${artifact.file}`);
  return [
    ...lines,
    `${OPEN[artifact.compression]} '${artifact.file}' | mysql --binary-mode --default-character-set=utf8mb4 '${database}'`,
  ].join('\n');
}
