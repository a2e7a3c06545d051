import type { SiteStatus } from '../../../../shared/model/fleet.ts';
import type { BackupId, PlaceId } from '../../../../shared/model/ids.ts';

interface Target {
  readonly backupId: BackupId;
  /** Null: on this computer, else wherever it is. */
  readonly placeId: PlaceId | null;
}

/**
 * Which copy "verify" means, so that pressing it brings what it promises: the newest where the verdict asks for it, else the one away from the provider
 * that nobody read for too long, else the newest backup of which nothing was read back. Null: there is no backup.
 */
export function toVerify({
  nextAction,
  newest,
  health,
  board,
}: Pick<SiteStatus, 'nextAction' | 'newest' | 'health' | 'board'>): Target | null {
  if (nextAction !== 'verify') {
    if (health.caps.some(({ id, action }) => id === 'no-offsite-copy' && action === 'verify')) {
      const [away] = board.cells
        .flatMap(({ offsite, placeId, newest: copy }) => (offsite && copy !== null && !copy.failed ? [{ placeId, ...copy }] : []))
        .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
      if (away !== undefined) return { backupId: away.backupId, placeId: away.placeId };
    }
    const unread = health.factors.find(({ id, action }) => id === 'verification' && action === 'verify')?.evidence;
    if (unread?.kind === 'backup') return { backupId: unread.backupId, placeId: null };
  }
  return newest === null ? null : { backupId: newest.id, placeId: null };
}
