import type { SiteId } from '../../../shared/model/ids.ts';
import { AllDrills } from './AllDrills.tsx';
import { SiteDrills } from './SiteDrills.tsx';

/** Test restores: of one site with all that belongs to them, or of all sites. */
export function DrillsScreen({ siteId }: { readonly siteId: SiteId | null }) {
  return siteId === null ? <AllDrills /> : <SiteDrills siteId={siteId} />;
}
