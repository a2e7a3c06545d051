import type { PlaceId } from '../../../shared/model/ids.ts';
import type { RetentionScope } from '../../../shared/model/retention.ts';
import { useCall } from '../../api/use-call.ts';

/** The more exact scope whose policy holds in a place instead of the one of this scope; null where the latter holds, or would once it is set. */
export function useOutranked(scope: RetentionScope, placeId: PlaceId): RetentionScope | null {
  const { loaded } = useCall('retention.get', { siteId: scope.siteId, placeId });
  const setFor = loaded.state === 'ready' ? loaded.value.setFor : null;
  return setFor !== null && rank(setFor) > rank(scope) ? setFor : null;
}

/** A site in a place before a site everywhere, before a place, before everything else. */
function rank({ siteId, placeId }: RetentionScope): number {
  return (siteId === null ? 0 : 2) + (placeId === null ? 0 : 1);
}
