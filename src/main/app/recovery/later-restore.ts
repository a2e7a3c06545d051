import type { Restore } from '../../../shared/model/restore.ts';

type Known = Pick<Restore, 'id' | 'targetSiteId' | 'confirmedAt' | 'state' | 'undo'>;

/**
 * The newest restore of the same site that came after this one and can itself be undone: undone out of turn, the earlier one would take the data of the later
 * one for its own. Null: there is none. Pure.
 */
export function laterRestore<T extends Known>(restores: readonly T[], { id, targetSiteId, confirmedAt }: Known): T | null {
  const after = restores.filter(
    (each) =>
      each.id !== id &&
      each.targetSiteId === targetSiteId &&
      each.state === 'done' &&
      each.undo.state === 'armed' &&
      (each.confirmedAt ?? '') > (confirmedAt ?? ''),
  );
  return after.toSorted((a, b) => (a.confirmedAt ?? '').localeCompare(b.confirmedAt ?? '')).at(-1) ?? null;
}
