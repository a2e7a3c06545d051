import { useState } from 'react';
import type { BackupSummary } from '../../../shared/model/backup.ts';

export interface Chosen {
  readonly backups: readonly BackupSummary[];
  readonly has: (backup: BackupSummary) => boolean;
  readonly toggle: (backup: BackupSummary) => void;
  readonly clear: () => void;
  /** Why the chosen ones cannot be compared; null when they can. */
  readonly blocked: string | null;
}

/** Two backups of one site, kept over pages and searches. A third takes the place of the one chosen first. */
export function useChosen(): Chosen {
  const [backups, setBackups] = useState<readonly BackupSummary[]>([]);
  const has = (backup: BackupSummary) => backups.some(({ id }) => id === backup.id);
  const [first, second] = backups;
  return {
    backups,
    has,
    toggle: (backup) => setBackups(has(backup) ? backups.filter(({ id }) => id !== backup.id) : [...backups.slice(-1), backup]),
    clear: () => setBackups([]),
    blocked:
      first === undefined || second === undefined
        ? 'Tick two backups first'
        : first.siteId === second.siteId
          ? null
          : `${first.siteName} and ${second.siteName} are two sites: tick two backups of one`,
  };
}

/** The older one first: what came later is what is new. */
export function inOrder([a, b]: readonly BackupSummary[]): { readonly before: BackupSummary; readonly after: BackupSummary } | null {
  if (a === undefined || b === undefined) return null;
  return a.startedAt <= b.startedAt ? { before: a, after: b } : { before: b, after: a };
}
