import type { Drill } from '../../shared/model/drill.ts';
import type { Proof } from '../../shared/model/backup.ts';
import { nextProof } from '../../shared/model/proof.ts';
import type { AppError, ErrorCode } from '../errors/app-error.ts';

/** Faults beyond these say nothing new in one sentence. */
const NAMED = 3;

/** What only the backup can be blamed for. */
const OF_THE_BACKUP = new Set<ErrorCode>([
  'import.copy-damaged',
  'import.dump-cut',
  'import.other-database',
  'import.foreign-statement',
  'file-list.damaged',
  'zip.damaged',
]);
/**
 * Numbers of refusals that come from what a statement says: duplicate or missing keys, columns and tables, values that do not fit, syntax. Rights, room,
 * settings and features of the server are none of them (1419: no triggers without SUPER while a binary log is written).
 */
const BY_CONTENT = new Set([1048, 1050, 1051, 1054, 1060, 1061, 1062, 1064, 1067, 1136, 1146, 1264, 1292, 1364, 1366, 1406]);

/**
 * Whether what ended a drill speaks against the backup; else it could not be carried through. A statement that is refused speaks against it only for what it
 * says, and where the scratch server is of the make of the one it was dumped from, and not older. When in doubt it does not: a good backup must not be
 * called bad. Pure.
 */
export function isFaultOfBackup(
  { code, detail }: Pick<AppError, 'code' | 'detail'>,
  dumpedFrom: string | null,
  restoredTo: string,
): boolean {
  if (OF_THE_BACKUP.has(code) || code.startsWith('verify.')) return true;
  if (code !== 'import.statement-refused' || dumpedFrom === null || !canTake(dumpedFrom, restoredTo)) return false;
  return BY_CONTENT.has(Number(/\bERROR (\d+)/.exec(detail)?.[1] ?? 0));
}

function canTake(dumpedFrom: string, restoredTo: string): boolean {
  const isMariaDb = (version: string) => /mariadb/i.test(version);
  if (isMariaDb(dumpedFrom) !== isMariaDb(restoredTo)) return false;
  const number = (version: string) => {
    const [, major = '0', minor = '0'] = /^(?:5\.5\.5-)?(\d+)\.(\d+)/.exec(version) ?? [];
    return Number(major) * 1000 + Number(minor);
  };
  return number(restoredTo) >= number(dumpedFrom);
}

/**
 * What holds of a copy after a drill that used it. Passed: proven now, while the times of the levels below stay, because a drill reads no file of the media
 * but a sample. Failed: the proof is withdrawn, and only another drill that passes gives it back; for bytes that are not those recorded, a check that finds
 * them right. Aborted: nothing. Pure. `at`: UTC.
 */
export function proofAfterDrill(previous: Proof, outcome: Drill['outcome'], failure: DrillFailure, at: string): Proof {
  switch (outcome) {
    case 'aborted':
      return previous;
    case 'passed': {
      const { intactAt, soundAt } = previous;
      return { ...nextProof(previous, { ok: true, level: 'proven' }, at), intactAt, soundAt };
    }
    case 'failed': {
      const text = `the drill failed: ${failureText(failure.faults)}`;
      return { ...previous, failure: { at, step: failure.isDamaged ? 'intact' : 'proven', code: 'drill.failed', text } };
    }
  }
}

export interface DrillFailure {
  readonly faults: readonly string[];
  /** Bytes of the copy are not those that were recorded. */
  readonly isDamaged: boolean;
}

function failureText(faults: readonly string[]): string {
  const more = faults.length - NAMED;
  return [...faults.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
