import type { MediaArtifact } from '../../shared/model/artifact.ts';
import type { BackupKind } from '../../shared/model/backup.ts';
import type { SitePolicy } from '../../shared/model/policy.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The end of a media source's newest chain, and when its full was made. */
export interface ChainEnd {
  readonly artifact: MediaArtifact;
  /** UTC. */
  readonly fullAt: string;
}

export type MediaPlan =
  | { readonly kind: 'full'; readonly because: string }
  /** `thenFull`: the chain is long or old enough afterwards that a full is built here from it. */
  | { readonly kind: 'incremental'; readonly thenFull: boolean };

/**
 * Whether the files of a source travel whole or as changes. An incremental needs a chain that can be read; a chain that has reached its length or age
 * under a policy of transferred fulls begins anew, under one of synthetic fulls it gets one more and is then put together. Pure. `now`: ms since the epoch.
 */
export function planMedia(wanted: BackupKind, end: ChainEnd | null, policy: SitePolicy, now: number): MediaPlan {
  if (wanted !== 'incremental') return { kind: 'full', because: 'a full was asked for' };
  if (end === null) return { kind: 'full', because: 'there is no earlier backup of these files that could be read' };
  const length = end.artifact.chain.length;
  const days = Math.floor((now - Date.parse(end.fullAt)) / DAY_MS);
  if (policy.newFullBy === 'synthetic') {
    return { kind: 'incremental', thenFull: length + 1 >= policy.chainLength || days >= policy.fullEveryDays };
  }
  if (length >= policy.chainLength) return { kind: 'full', because: `the chain has ${length} backups, as many as the policy allows` };
  if (days >= policy.fullEveryDays) return { kind: 'full', because: `the last full is ${days} days old` };
  return { kind: 'incremental', thenFull: false };
}
