import { useEffect } from 'react';
import { useNavigation } from '../api/stores.ts';
import type { Crumb } from '../navigation.ts';

/** Tells the title bar where this screen stands: [Fleet, aurora-market]. The last entry is the screen itself. */
export function useTrail(trail: readonly Crumb[]): void {
  const setTrail = useNavigation((state) => state.setTrail);
  // A screen that changes its subject in place stays where it is, while the way to it was forgotten.
  const isForgotten = useNavigation((state) => state.trail.length === 0);
  const key = JSON.stringify(trail);
  useEffect(() => {
    setTrail(JSON.parse(key) as readonly Crumb[]);
  }, [setTrail, key, isForgotten]);
}
