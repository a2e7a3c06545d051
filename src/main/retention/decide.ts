import type { RetentionPolicy } from '../../shared/model/retention.ts';
import { type Ground, groundsOf, isForEver, type Moment } from './keep-rules.ts';
import type { DatedCopy } from './retained-copy.ts';

/** Kept for these grounds, or let go: because no rule keeps it, or because the cap takes it. */
export type Fate =
  | { readonly keep: true; readonly grounds: readonly Ground[] }
  | { readonly keep: false; readonly because: 'expired' | 'size-cap' };

/**
 * The fate of every copy at a moment. `copies`: of one site in one place, oldest first.
 *
 * Rules keep; what a kept one needs stays with it; then the size cap takes from the oldest on, but nothing that is kept for ever and nothing a kept
 * one needs. What stayed only for one the cap took goes with it. Applying the fates and deciding again lets nothing more go.
 */
export function decide(copies: readonly DatedCopy[], policy: RetentionPolicy, moment: Moment): ReadonlyMap<DatedCopy, Fate> {
  const grounds = groundsOf(copies, policy, moment);
  const byId = new Map(copies.map((one) => [one.copy.backupId, one]));
  const dependents = new Map<DatedCopy, Set<DatedCopy>>();
  const kept = new Set<DatedCopy>();
  const toKeep = [...grounds.keys()];
  // It grows while it is gone through: what is needed may need others in turn, however many.
  for (const one of toKeep) {
    if (kept.has(one)) continue;
    kept.add(one);
    for (const needed of neededHere(one, byId)) {
      dependents.set(needed, (dependents.get(needed) ?? new Set()).add(one));
      toKeep.push(needed);
    }
  }

  const capped = new Set<DatedCopy>();
  if (policy.enabled && policy.maxBytes !== null) {
    const mayGo = (one: DatedCopy): boolean =>
      kept.has(one) && (dependents.get(one)?.size ?? 0) === 0 && !(grounds.get(one) ?? []).some(isForEver);
    let bytes = [...kept].reduce((sum, { copy }) => sum + copy.bytes, 0);
    const release = (taken: DatedCopy): void => {
      const toRelease = [taken];
      for (const one of toRelease) {
        kept.delete(one);
        bytes -= one.copy.bytes;
        for (const needed of neededHere(one, byId)) {
          const isLast = dependents.get(needed)?.delete(one) === true && dependents.get(needed)?.size === 0;
          if (isLast && kept.has(needed) && !grounds.has(needed)) toRelease.push(needed);
        }
      }
    };
    while (bytes > policy.maxBytes) {
      const oldest = copies.find(mayGo);
      if (oldest === undefined) break;
      capped.add(oldest);
      release(oldest);
    }
  }
  return new Map(
    copies.map((one): [DatedCopy, Fate] => {
      if (!kept.has(one)) return [one, { keep: false, because: capped.has(one) ? 'size-cap' : 'expired' }];
      const [by] = dependents.get(one) ?? [];
      return [one, { keep: true, grounds: [...(grounds.get(one) ?? []), ...(by === undefined ? [] : [{ code: 'chain', by } as const])] }];
    }),
  );
}

/** A need that does not lie in this place keeps nothing here. */
function neededHere(one: DatedCopy, byId: ReadonlyMap<string, DatedCopy>): readonly DatedCopy[] {
  return one.copy.needs.flatMap((id) => {
    const needed = byId.get(id);
    return needed === undefined || needed === one ? [] : [needed];
  });
}
