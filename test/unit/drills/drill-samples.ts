import { randomUUID } from 'node:crypto';
import type { Drill } from '../../../src/shared/model/drill.ts';
import { BackupId, DrillId, PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import { hoursBefore, NOON } from '../model-samples.ts';

/** A drill that passed. */
export function sampleDrill(changes: Partial<Drill> = {}): Drill {
  return {
    id: DrillId.parse(randomUUID()),
    siteId: SiteId.parse(randomUUID()),
    siteName: 'aurora-market',
    backupId: BackupId.parse(randomUUID()),
    backupAt: hoursBefore(10),
    placeId: PlaceId.parse(randomUUID()),
    placeName: 'This computer',
    targetName: 'a database server of its own on this computer, MariaDB 10.11.14',
    startedAt: hoursBefore(1),
    endedAt: NOON,
    outcome: 'passed',
    phases: [{ name: 'Importing aurora_shop', ms: 65_000 }],
    restoreMs: 65_000,
    databases: [{ database: 'aurora_shop', tables: 14, rows: 49_919, differences: [] }],
    assertions: [],
    media: null,
    problem: null,
    ...changes,
  };
}
