import type { Copy } from '../../shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import { firstProof, nextProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { instantOf } from '../support/clock.ts';
import { copyBackup } from '../transfer/copy-backup.ts';
import { SourceDamage, SourceFailure } from '../transfer/source-damage.ts';
import type { Modules } from './modules.ts';

export type CopyModules = Pick<Modules, 'catalog' | 'stores' | 'limits' | 'clock' | 'emit' | 'logger'>;

export interface Bring {
  readonly backupId: BackupId;
  readonly to: CopyStore;
  /** Null: from the nearest place with a good copy. */
  readonly fromPlaceId: PlaceId | null;
  /** The copy that lies there already has wrong bytes. */
  readonly resend: boolean;
}

/** Nearest first: what costs neither a line nor money. */
const NEARNESS: readonly Place['kind'][] = ['this-computer', 'drive', 'server-folder', 's3'];

/**
 * Brings one backup to a place from the nearest that has a good copy. One that turns out damaged loses its proof, and the next one is taken. Returns the
 * new copy, not recorded yet: intact, or merely present where some of it lay there already and could not be compared. Throws `copy.no-source` when no
 * place could give it, and what the target throws.
 */
export async function bringCopy(modules: CopyModules, { backupId, to, fromPlaceId, resend }: Bring, job: JobContext): Promise<Copy> {
  const { catalog, limits, clock } = modules;
  const manifest = catalog.backups.manifestOf(backupId);
  if (manifest === null) throw new AppError('backup.not-found', { detail: backupId });
  const refusals: string[] = [];
  for (const source of sourcesOf(modules, backupId, to.place.id, fromPlaceId)) {
    try {
      const from = await openSource(modules, source.id);
      // Opening may have found the drive under another letter.
      const fromLocation = catalog.backups.copiesOf(backupId).find(({ placeId }) => placeId === source.id)?.location;
      if (fromLocation === undefined) continue;
      const sumsSha256 = catalog.backups.sumsSha256Of(backupId);
      const copied = await copyBackup({ manifest, sumsSha256, from, fromLocation, to, resend, limits, job });
      job.log(`${manifest.backup.folder}: ${copied.files} files from ${source.name}, kept as ${copied.location}`);
      const at = instantOf(clock);
      const [believed] = copied.believed;
      if (believed !== undefined)
        job.log(
          `${believed} and maybe others lay there already, and the place cannot say what they hold: the next verification reads them.`,
        );
      const proof = believed === undefined ? nextProof(firstProof(at), { ok: true, level: 'intact' }, at) : firstProof(at);
      return { backupId, placeId: to.place.id, location: copied.location, proof };
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof SourceFailure)) throw error;
      if (error instanceof SourceDamage) withdraw(modules, backupId, source.id, error);
      refusals.push(`${source.name}: ${error.message}`);
      job.log(`Not from ${source.name}: ${error.message}`);
    }
  }
  throw new AppError('copy.no-source', { detail: refusals.length === 0 ? manifest.backup.folder : refusals.join('\n') });
}

function sourcesOf({ catalog }: CopyModules, backupId: BackupId, except: PlaceId, only: PlaceId | null): readonly Place[] {
  return catalog.backups
    .copiesOf(backupId)
    .filter(({ placeId, proof }) => placeId !== except && proof.failure === null && (only === null || placeId === only))
    .flatMap(({ placeId }) => catalog.places.find(placeId) ?? [])
    .toSorted((a, b) => NEARNESS.indexOf(a.kind) - NEARNESS.indexOf(b.kind));
}

async function openSource({ stores }: CopyModules, placeId: PlaceId): Promise<CopyStore> {
  try {
    return await stores.storeOf(placeId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new SourceFailure(error.code, error.detail, error);
  }
}

/** On top of what holds of the copy by now. */
function withdraw({ catalog, clock, emit, logger }: CopyModules, backupId: BackupId, placeId: PlaceId, damage: SourceDamage): void {
  catalog.atomically(() => {
    const now = catalog.backups.copiesOf(backupId).find((copy) => copy.placeId === placeId);
    if (now !== undefined) catalog.backups.updateProof(backupId, placeId, nextProof(now.proof, damage.result, instantOf(clock)));
  });
  logger.warn('copy.source-damaged', { backupId, placeId, problem: damage.result.code });
  emit('fleet.changed', undefined);
}
