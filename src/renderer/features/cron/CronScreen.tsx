import type { SiteId } from '../../../shared/model/ids.ts';
import { AllCron } from './AllCron.tsx';
import { SiteCron } from './SiteCron.tsx';

/** What runs on servers by itself, without this computer: of all sites, or of one with all that belongs to it. */
export function CronScreen({ siteId }: { readonly siteId: SiteId | null }) {
  return siteId === null ? <AllCron /> : <SiteCron siteId={siteId} />;
}
