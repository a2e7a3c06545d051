import type { Incident } from '../../../shared/model/incident.ts';
import type { Proposal } from '../../../shared/model/proposal.ts';
import { AppError } from '../../errors/app-error.ts';
import { proposeBackup } from '../../restore/proposal/propose-backup.ts';
import type { Modules } from '../modules.ts';
import { gatherProposalFacts } from './gather-proposal-facts.ts';

/** Which backup answers what happened, and why not the others. Asks no server. Throws `incident.not-answered`. */
export async function propose(
  modules: Pick<Modules, 'catalog' | 'stores' | 'presences'>,
  { siteId, siteName, situation }: Incident,
  signal: AbortSignal,
): Promise<Proposal> {
  if (situation === null) throw new AppError('incident.not-answered', { detail: siteName });
  return proposeBackup(await gatherProposalFacts(modules, { id: siteId }, situation, signal));
}
