import { ProofLevel, type Copy } from '../../../shared/model/backup.ts';
import type { PlaceId } from '../../../shared/model/ids.ts';
import type { Branch } from '../../../shared/model/situation.ts';
import type { BackupFacts, PlaceFacts } from './proposal-facts.ts';

/** `none`: there is no copy. `failed`: a check failed. `untrusted`: only within the intruder's reach, or on the server that is gone. `chain`: parts are missing. */
export type CopyChoice =
  | { readonly copy: Copy; readonly place: PlaceFacts }
  | { readonly copy: null; readonly why: 'none' | 'failed' | 'untrusted' | 'chain' };

const NEARNESS = { 'this-computer': 3, drive: 2, 'server-folder': 1, s3: 0 } as const;

/** The nearest copy with the best proof that holds and can be trusted on this branch. One that can be read now goes before one that cannot. */
export function chooseCopy(facts: BackupFacts, places: ReadonlyMap<PlaceId, PlaceFacts>, branch: Branch): CopyChoice {
  let why: 'none' | 'failed' | 'untrusted' | 'chain' = 'none';
  let best: { readonly copy: Copy; readonly place: PlaceFacts; readonly score: number } | null = null;
  for (const copy of facts.backup.copies) {
    const place = places.get(copy.placeId);
    if (place === undefined) continue;
    if (copy.proof.failure !== null) why = why === 'none' ? 'failed' : why;
    else if (place.kind === 'server-folder' && (branch === 'hacked' || branch === 'server-gone')) why = 'untrusted';
    else if (facts.brokenChainAt.has(copy.placeId)) why = 'chain';
    else {
      const score = scoreOf(copy, place);
      if (best === null || score > best.score) best = { copy, place, score };
    }
  }
  return best === null ? { copy: null, why } : { copy: best.copy, place: best.place };
}

/** The bytes of an intact copy are those of the proven one elsewhere, so reach counts before level from there on. */
function scoreOf(copy: Copy, place: PlaceFacts): number {
  const level = ProofLevel.options.indexOf(copy.proof.level);
  return (place.reachable && level >= 1 ? 1000 : 0) + level * 100 + (place.reachable ? 10 : 0) + NEARNESS[place.kind];
}
