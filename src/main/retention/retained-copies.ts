import type { Copy, ProofLevel } from '../../shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import { reaches } from '../../shared/model/proof.ts';
import type { BackupFacts } from '../catalog/retained.ts';
import type { RetainedCopy } from './retained-copy.ts';

/** The copies of a site's backups in one place, with what the copies in all other places mean for them. */
export function retainedCopies(backups: readonly BackupFacts[], placeId: PlaceId): readonly RetainedCopy[] {
  const needed = neededFromOutside(backups, placeId);
  return backups.flatMap((backup) => {
    const { copies, id, ...facts } = backup;
    const here = copies.find((copy) => copy.placeId === placeId);
    if (here === undefined) return [];
    const intactElsewhere = copies.some((copy) => copy.placeId !== placeId && isIntact(copy));
    return [
      {
        ...facts,
        backupId: id,
        level: here.proof.failure === null ? here.proof.level : null,
        bestLevel: copies.reduce<ProofLevel>((best, { proof }) => (reaches(proof.level, best) ? proof.level : best), 'present'),
        intactElsewhere,
        neededElsewhere: !intactElsewhere && needed.has(id),
      },
    ];
  });
}

/** Read back since it came, and nothing spoke against it. */
function isIntact({ proof }: Copy): boolean {
  return proof.failure === null && reaches(proof.level, 'intact');
}

/** What copies in other places need and do not find intact beside themselves. */
function neededFromOutside(backups: readonly BackupFacts[], placeId: PlaceId): ReadonlySet<BackupId> {
  const intactIn = new Map<PlaceId, Set<BackupId>>();
  for (const { id, copies } of backups) {
    for (const copy of copies) if (isIntact(copy)) intactIn.set(copy.placeId, (intactIn.get(copy.placeId) ?? new Set()).add(id));
  }
  const needed = new Set<BackupId>();
  for (const { needs, copies } of backups) {
    for (const copy of copies) {
      if (copy.placeId === placeId) continue;
      for (const id of needs) if (intactIn.get(copy.placeId)?.has(id) !== true) needed.add(id);
    }
  }
  return needed;
}
