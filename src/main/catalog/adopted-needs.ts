import type { BackupId } from '../../shared/model/ids.ts';

/** What is known of a backup where it may be one a server made of files. Those of one site are asked for together, oldest first. */
export interface MaybeAdopted {
  readonly id: BackupId;
  readonly kind: string;
  /** One name for each source of files it was adopted from; none where it was not adopted. */
  readonly adoptedFiles: readonly string[];
}

/**
 * What an incremental archive that a server made needs, which nothing in it tells: the newest full of its source before it, and the incremental between
 * them that was made last, which needs the one before it in turn. Whether a server's incremental holds what changed since the full or since the last
 * incremental depends on its script, so all of them stay. One without a full before it needs nothing. Pure.
 */
export function adoptedNeeds(oldestFirst: readonly MaybeAdopted[]): ReadonlyMap<BackupId, readonly BackupId[]> {
  const ends = new Map<string, readonly BackupId[]>();
  const needs = new Map<BackupId, readonly BackupId[]>();
  for (const { id, kind, adoptedFiles } of oldestFirst) {
    for (const name of adoptedFiles) {
      if (kind === 'full') {
        ends.set(name, [id]);
        continue;
      }
      const needed = ends.get(name);
      const full = needed?.[0];
      if (kind !== 'incremental' || needed === undefined || full === undefined) continue;
      needs.set(id, [...(needs.get(id) ?? []), ...needed]);
      ends.set(name, [full, id]);
    }
  }
  return needs;
}
