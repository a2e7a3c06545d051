import type { Copy } from '../../../shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { assertPlaceAnswers } from '../../places/look-at-copy.ts';
import { type CopyChoice, nearestCopies } from '../../restore/import/dump-source.ts';
import { openCopy } from '../file-lists.ts';
import type { Modules } from '../modules.ts';
import { passwordsOfZips } from '../zip-passwords.ts';

export interface ChosenCopy extends CopyChoice {
  readonly copy: Copy;
}

/**
 * The copy that is tried: the named one, also when its last check failed; else, of those that hold, the one with the best proof in the nearest place that
 * answers. Throws `drill.no-backup`.
 */
export async function chooseDrillCopy(
  modules: Pick<Modules, 'catalog' | 'stores' | 'connections' | 'secrets'>,
  backupId: BackupId,
  placeId: PlaceId | null,
  { signal, log }: Pick<JobContext, 'signal' | 'log'>,
): Promise<ChosenCopy> {
  const copies = modules.catalog.backups.copiesOf(backupId);
  const wanted = copies.filter((copy) => (placeId === null ? copy.proof.failure === null : copy.placeId === placeId));
  const faults: string[] = [];
  const open: ChosenCopy[] = [];
  const passwords = passwordsOfZips(modules, log);
  for (const copy of wanted) {
    try {
      const { store, location } = await openCopy(modules, copy);
      await assertPlaceAnswers(store, signal);
      open.push({ copy: { ...copy, location }, store, location, level: copy.proof.level, passwords });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      faults.push(error.message);
      log(error.message);
    }
  }
  const [best] = nearestCopies(open);
  const chosen = open.find(({ store }) => store === best?.store);
  if (chosen === undefined) {
    const detail = wanted.length === 0 ? 'No copy of the backup holds.' : `No copy can be read now.\n${faults.join('\n')}`;
    throw new AppError('drill.no-backup', { detail });
  }
  return chosen;
}
