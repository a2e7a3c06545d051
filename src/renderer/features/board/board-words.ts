import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { ProofLevel } from '../../../shared/model/backup.ts';
import type { BoardCell, BoardRule } from '../../../shared/model/proof-board.ts';
import type { Tone } from '../../design/Status.tsx';

/** "3 copies" when a figure of 3-2-1-1-0 is held, "1 of 3 copies" when it is not; of errors what there are. */
export function ruleWord({ id, wanted, have, held }: BoardRule): string {
  const [one, many] = RULE_WORDS[id];
  if (id === 'errors') return `${have} ${have === 1 ? one : many}`;
  return held ? `${wanted} ${wanted === 1 ? one : many}` : `${have} of ${wanted} ${wanted === 1 ? one : many}`;
}

const RULE_WORDS: Readonly<Record<BoardRule['id'], readonly [string, string]>> = {
  copies: ['copy', 'copies'],
  media: ['medium', 'media'],
  offsite: ['offsite', 'offsite'],
  offline: ['offline', 'offline'],
  errors: ['error', 'errors'],
};

/** A failed check is as bad as it gets; what is only missing can be put right in time. */
export function ruleTone({ id, held }: BoardRule): Tone {
  if (held) return 'ok';
  return id === 'errors' ? 'crit' : 'warn';
}

const SHOWN_BY: Readonly<Record<ProofLevel, string>> = {
  present: 'written',
  intact: 'hash re-read',
  sound: 'structure read',
  proven: 'restored in a drill',
};

/** "Fri 20 Nov 02:06 · hash re-read". */
export function shownLine({ level, provedAt, failed }: NonNullable<BoardCell['newest']>, now: number): string {
  return `${formatInstant(provedAt, now)} · ${failed ? 'the last check failed' : SHOWN_BY[level]}`;
}

/** Where the ladder is cut: the board knows that the check failed, not at which step; nothing above what was written holds. */
export function failedStep({ level, failed }: NonNullable<BoardCell['newest']>): ProofLevel | null {
  if (!failed) return null;
  return level === 'present' ? 'intact' : level;
}

/** "unplugged", "not reached": for where one word must do. Null: the place is there, or nobody looked. */
export function presenceWord({ presence, placeKind }: BoardCell): string | null {
  if (presence === 'unreachable') return 'not reached';
  if (presence !== 'absent') return null;
  return placeKind === 'drive' ? 'unplugged' : 'absent';
}

/** "unplugged, absent since Wed 18 Nov 18:05"; null while there is nothing to say. Not plugged in is no failure. */
export function presenceLine(cell: BoardCell, now: number): string | null {
  const word = presenceWord(cell);
  if (word === null) return null;
  if (cell.presence === 'unreachable') return `${word}: the last known facts`;
  return cell.absentSince === null ? word : `${word}, absent since ${formatInstant(cell.absentSince, now)}`;
}

/** "7 h ago", or the day of the backup where an older one than the newest lies there. */
export function ageLine(cell: BoardCell, newestStartedAt: string | null, now: number): string {
  if (cell.newest === null) return '';
  const age = formatAge(Math.max(0, now - Date.parse(cell.newest.provedAt)));
  if (newestStartedAt === null || cell.newest.startedAt === newestStartedAt) return age;
  return `${age} · of ${formatInstant(cell.newest.startedAt, now).split(' ').slice(1, 3).join(' ')}`;
}
