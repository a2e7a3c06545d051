import { useEffect } from 'react';
import { useNavigation } from '../api/stores.ts';
import type { Crumb } from '../navigation.ts';

/** Tells the title bar where this screen stands: [Fleet, aurora-market]. The last entry is the screen itself. */
export function useTrail(trail: readonly Crumb[]): void {
  const setTrail = useNavigation((state) => state.setTrail);
  const key = JSON.stringify(trail);
  useEffect(() => {
    setTrail(JSON.parse(key) as readonly Crumb[]);
  }, [setTrail, key]);
}
