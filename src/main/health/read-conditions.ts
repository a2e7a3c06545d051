import type { BackupSummary } from '../../shared/model/backup.ts';
import { effectiveRetention } from '../../shared/model/effective-retention.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import type { RpoStatus, RtoStatus } from '../../shared/model/health.ts';
import type { BackupId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import { conditionFindings } from './condition-findings.ts';
import type { FleetCatalog, World } from './fleet-catalog.ts';
import type { PlaceHolding } from './proof-board.ts';

/** Beyond these nobody counts. */
const FAILURES_COUNTED = 30;

export interface ConditionGround {
  readonly site: Site;
  readonly server: Server;
  readonly world: World;
  readonly holdings: readonly PlaceHolding[];
  readonly newest: BackupSummary | null;
  readonly rpo: RpoStatus;
  readonly rto: RtoStatus;
  readonly lastBackupJob: Job | null;
  readonly copyFailed: ReadonlySet<BackupId>;
}

/** What holds of a site until somebody mends it, from what the catalog knows of its jobs, its goals and its sizes. */
export function readConditions(catalog: FleetCatalog, ground: ConditionGround): readonly Finding[] {
  const { site, server, world, holdings, newest, ...rest } = ground;
  const lastPruneJob = catalog.jobs.newestOutcome(site.id, 'prune');
  return conditionFindings({
    ...rest,
    now: world.now,
    newestId: newest?.id ?? null,
    failedInARow: rest.lastBackupJob?.state === 'failed' ? catalog.healthFacts.failedInARow(site.id, FAILURES_COUNTED) : NONE,
    lastServerJob: newer(rest.lastBackupJob, catalog.jobs.newestOutcome(site.id, 'adopt')),
    lastVerifyJob: catalog.jobs.newestOutcome(site.id, 'verify'),
    lastPruneJob,
    server: { id: server.id, name: server.name, pinnedAt: server.hostKey?.pinnedAt ?? null },
    tooLarge: tooLargeIn(world, site, holdings),
  });
}

function newer(a: Job | null, b: Job | null): Job | null {
  if (a === null || b === null) return a ?? b;
  return (a.endedAt ?? '') > (b.endedAt ?? '') ? a : b;
}

const NONE = { count: 0, since: null } as const;

function tooLargeIn({ places, retention }: World, site: Site, holdings: readonly PlaceHolding[]) {
  if (retention.length === 0) return [];
  return holdings.flatMap(({ placeId, bytes }) => {
    const place = places.find(({ id }) => id === placeId);
    const { enabled, maxBytes } = effectiveRetention(retention, site.id, placeId).policy;
    return place === undefined || !enabled || maxBytes === null || bytes <= maxBytes ? [] : [{ place, bytes, maxBytes }];
  });
}
