import type { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { SitePolicy } from '../../shared/model/policy.ts';
import { firstProof } from '../../shared/model/proof.ts';
import type { BackupFacts } from '../catalog/retained.ts';
import { effectiveRetention } from '../../shared/model/effective-retention.ts';
import { zoneHere } from '../retention/calendar.ts';
import { planRetention } from '../retention/plan-retention.ts';
import { retainedCopies } from '../retention/retained-copies.ts';
import { instantOf } from '../support/clock.ts';
import { owedCopies } from '../transfer/owed-copies.ts';
import type { Modules } from './modules.ts';

/** What site policies want in which place and that is not there, in the order it is to be copied. `wanted`: of these sites alone. */
export function owedNow(
  modules: Pick<Modules, 'catalog' | 'clock'>,
  wanted: (siteId: SiteId) => boolean = () => true,
): ReadonlyMap<PlaceId, readonly BackupId[]> {
  const { catalog } = modules;
  const policies = new Map<SiteId, SitePolicy>();
  const backups: BackupFacts[] = [];
  const kept = new Set<string>();
  for (const { id } of catalog.sites.list()) {
    const policy = catalog.sitePolicies.of(id);
    if (policy.copyTo.length === 0 || !wanted(id)) continue;
    const facts = catalog.retained.ofSite(id);
    policies.set(id, policy);
    backups.push(...facts);
    for (const placeId of policy.copyTo) for (const backupId of keptIn(modules, facts, id, placeId)) kept.add(`${placeId} ${backupId}`);
  }
  return owedCopies({
    policies,
    backups,
    copies: backups.flatMap(({ copies }) => copies),
    places: catalog.places.list(),
    keeps: (placeId, backupId) => kept.has(`${placeId} ${backupId}`),
  });
}

/** Whether copies of a site are brought to its places without being asked for; where nobody has decided, they are. */
export function pushesByItself({ schedules }: Pick<Modules['catalog'], 'schedules'>, siteId: SiteId): boolean {
  return schedules.of(siteId).find(({ work }) => work === 'push')?.schedule.rhythm !== null;
}

/** What the retention of a place would keep if everything lay there: what it deleted, or would at once, is not brought again. */
function keptIn(
  { catalog, clock }: Pick<Modules, 'catalog' | 'clock'>,
  facts: readonly BackupFacts[],
  siteId: SiteId,
  placeId: PlaceId,
): readonly BackupId[] {
  const { policy } = effectiveRetention(catalog.retentionPolicies.list(), siteId, placeId);
  if (!policy.enabled) return facts.map(({ id }) => id);
  const proof = firstProof(instantOf(clock));
  const asIfThere = facts.map((backup) =>
    backup.copies.some((copy) => copy.placeId === placeId)
      ? backup
      : { ...backup, copies: [...backup.copies, { backupId: backup.id, placeId, location: '', proof }] },
  );
  const decisions = planRetention({ policy, copies: retainedCopies(asIfThere, placeId), now: clock.now(), zone: zoneHere() });
  return decisions.filter(({ keep }) => keep).map(({ backupId }) => backupId);
}
