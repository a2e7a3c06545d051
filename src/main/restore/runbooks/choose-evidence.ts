import { isExecutable, meaningOfMode } from '../../archive/executable.ts';
import type { ChangedFile } from './find-changes.ts';
import { isRestless, isUpload } from './site-folders.ts';

/** At 10 Mbit/s some three minutes: whoever was broken into waits for the restore. */
export const MOST_EVIDENCE_BYTES = 250_000_000;
const MOST_FILE_BYTES = 100_000_000;

export type EvidenceReason = 'can be run' | 'changed' | 'log';

export interface Evidence {
  readonly file: ChangedFile;
  readonly reason: EvidenceReason;
  /** Empty: it is kept. */
  readonly leftOutBecause: string;
}

/** All that looks suspicious, what matters most first. */
export interface EvidenceFacts {
  /** Executables in folders for uploads. */
  readonly executables: readonly ChangedFile[];
  /** Files of the site that changed since nothing is trusted any more. */
  readonly changed: readonly ChangedFile[];
  readonly logs: readonly ChangedFile[];
  /** Folders for uploads, below the root. */
  readonly uploads: readonly string[];
}

const RANK: Readonly<Record<EvidenceReason, number>> = { 'can be run': 0, changed: 1, log: 2 };

/** What of it is kept and what is left out, within a limit of bytes: what can be run comes first, then changed code, changed uploads, logs; small files before big ones. Pure. */
export function chooseEvidence(facts: EvidenceFacts, mostBytes = MOST_EVIDENCE_BYTES): readonly Evidence[] {
  const found = new Map<string, Omit<Evidence, 'leftOutBecause'>>();
  const add = (files: readonly ChangedFile[], reason: EvidenceReason) => {
    for (const file of files) {
      const key = file.path.toString('latin1');
      if (!found.has(key)) found.set(key, { file, reason });
    }
  };
  const asEntries = facts.executables.map((file) => ({ ...file, type: 'file' as const }));
  const modeMeans = meaningOfMode(asEntries);
  add(
    asEntries.filter((file) => isExecutable(file, { modeMeans })),
    'can be run',
  );
  const uploaded = (file: ChangedFile) => isUpload(file.path.toString('latin1'), facts.uploads);
  const quiet = facts.changed.filter(({ path }) => !isRestless(path.toString('latin1')));
  add(bySize(quiet.filter((file) => !uploaded(file))), 'changed');
  add(bySize(quiet.filter(uploaded)), 'changed');
  add(bySize(facts.changed), 'changed');
  add(bySize(facts.logs), 'log');
  let left = mostBytes;
  return [...found.values()]
    .toSorted((a, b) => RANK[a.reason] - RANK[b.reason])
    .map((each) => {
      const leftOutBecause = whyNot(each.file, left);
      if (leftOutBecause === '') left -= each.file.bytes;
      return { ...each, leftOutBecause };
    });
}

function whyNot({ path, bytes }: ChangedFile, left: number): string {
  // Passwords and keys lie sealed in the backups of the settings, and nowhere else on this computer.
  if (/(?:^|\/)\.env(?:\.|$)[^/]*$/.test(path.toString('latin1'))) return 'it holds secrets';
  if (bytes > MOST_FILE_BYTES) return 'it is bigger than 100 MB';
  return bytes > left ? 'there was no more room within the limit' : '';
}

function bySize(files: readonly ChangedFile[]): readonly ChangedFile[] {
  return files.toSorted((a, b) => a.bytes - b.bytes);
}
