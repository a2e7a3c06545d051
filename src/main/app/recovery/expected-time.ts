import type { SiteId } from '../../../shared/model/ids.ts';
import type { Proposal } from '../../../shared/model/proposal.ts';
import { timeToRestore } from '../../restore/proposal/propose-backup.ts';
import type { Modules } from '../modules.ts';
import { measuredRate } from './measured-rate.ts';

/** How long bringing back `bytes` of compressed data of a site will take, and where the figure comes from. `bytes` null: not known. */
export function expectedTime(modules: Pick<Modules, 'catalog'>, siteId: SiteId, bytes: number | null): Pick<Proposal, 'rtoMs' | 'rtoFrom'> {
  const newest = modules.catalog.drills.newestPassed(siteId);
  return timeToRestore(newest === null ? [] : [newest], bytes, measuredRate(modules, siteId));
}
