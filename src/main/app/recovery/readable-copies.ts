import type { BackupId, PlaceId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { assertPlaceAnswers } from '../../places/look-at-copy.ts';
import { type CopyChoice, nearestCopies } from '../../restore/import/dump-source.ts';
import { openCopy } from '../file-lists.ts';
import type { Modules } from '../modules.ts';
import { passwordsOfZips } from '../zip-passwords.ts';

/** A copy that answers, with its place's name for people. */
export type ReadableCopy = CopyChoice;

/**
 * The copies of a backup that hold and whose places answer now: the chosen place first, then the best proof in the nearest place. `log` is told of those left
 * out. Throws `restore.no-copy`.
 */
export async function readableCopies(
  modules: Pick<Modules, 'catalog' | 'stores' | 'connections' | 'secrets'>,
  backupId: BackupId,
  chosen: PlaceId | null,
  { signal, log }: { readonly signal: AbortSignal; readonly log: (line: string) => void },
): Promise<readonly ReadableCopy[]> {
  const faults: string[] = [];
  const open: ReadableCopy[] = [];
  const passwords = passwordsOfZips(modules, log);
  for (const copy of modules.catalog.backups.copiesOf(backupId)) {
    if (copy.proof.failure !== null && copy.placeId !== chosen) continue;
    try {
      const { store, location } = await openCopy(modules, copy);
      await assertPlaceAnswers(store, signal);
      open.push({ store, location, level: copy.proof.level, passwords });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      faults.push(error.message);
      log(error.message);
    }
  }
  const nearest = nearestCopies(open);
  const copies = [...nearest.filter(({ store }) => store.place.id === chosen), ...nearest.filter(({ store }) => store.place.id !== chosen)];
  if (copies.length === 0) throw new AppError('restore.no-copy', { detail: [backupId, ...faults].join('\n') });
  return copies;
}
