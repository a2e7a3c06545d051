import type { BackupSummary } from '../../shared/model/backup.ts';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import type { BoardStep } from '../../shared/model/proof-board.ts';
import type { ScoreFacts } from './score/score-facts.ts';

interface ToVerify {
  readonly copy: SiteStatus['toVerify'];
  readonly brings: ScoreFacts['reading'];
}

/**
 * Which copy "verify" means, so that pressing it brings what it promises: the one of the newest whole backup where nobody read any, else the one away from the
 * provider that was not read for too long, else the newest backup of which nothing was read back. Pure.
 */
export function toVerify({
  newest,
  newestFull,
  unproved,
  step,
}: {
  readonly newest: BackupSummary | null;
  readonly newestFull: BackupSummary | null;
  readonly unproved: ScoreFacts['unproved'];
  readonly step: BoardStep;
}): ToVerify {
  const away = step.action === 'verify' && step.backupId !== null ? { backupId: step.backupId, placeId: step.placeId } : null;
  if (newestFull !== null && isUnread(newestFull)) {
    if (away?.backupId === newestFull.id) return { copy: away, brings: 'both' };
    return { copy: anywhere(newestFull.id), brings: 'unread' };
  }
  if (away !== null) return { copy: away, brings: away.backupId === unproved.newestId ? 'both' : 'offsite' };
  const unread = unproved.newestId ?? newest?.id ?? null;
  return { copy: unread === null ? null : anywhere(unread), brings: 'unread' };
}

function anywhere(backupId: BackupSummary['id']): SiteStatus['toVerify'] {
  return { backupId, placeId: null };
}

/** Of a backup all copies of which failed there is nothing to read. */
function isUnread({ copies }: BackupSummary): boolean {
  const good = copies.filter(({ proof }) => proof.failure === null);
  return good.length > 0 && good.every(({ proof }) => proof.level === 'present');
}
