import { randomUUID } from 'node:crypto';
import type { Anomaly } from '../../../src/shared/model/anomaly.ts';
import { AnomalyId, BackupId, SiteId, SourceId } from '../../../src/shared/model/ids.ts';
import type { Watched } from '../../../src/shared/model/watched.ts';
import { NOON } from '../model-samples.ts';

export const SITE = SiteId.parse('11111111-1111-4111-8111-111111111111');
export const SHOP = SourceId.parse('50505050-1111-4111-8111-111111111111');
export const UPLOADS = SourceId.parse('50505050-2222-4222-8222-222222222222');
/** A Monday. */
export const START = Date.parse('2026-03-02T02:00:00.000Z');
export const DAY = 86_400_000;
export const MB = 1_000_000;

export function sampleAnomaly(siteId: SiteId, changes: Partial<Anomaly> = {}): Anomaly {
  return {
    id: AnomalyId.parse(randomUUID()),
    siteId,
    kind: 'size',
    direction: 'down',
    series: `size ${SHOP} aurora_shop full gzip`,
    sourceId: SHOP,
    subject: 'aurora_shop',
    at: NOON,
    text: 'aurora_shop: 3.1 MB, usually 280 to 301 MB.',
    expected: { low: 280 * MB, high: 301 * MB, weekday: null, from: 20 },
    names: [],
    sightings: [{ backupId: BackupId.parse(randomUUID()), at: NOON, value: 3.1 * MB }],
    acknowledged: null,
    ...changes,
  };
}

export interface Night {
  readonly bytes?: number;
  readonly files?: number;
  readonly ms?: number;
  readonly rows?: Readonly<Record<string, number>>;
  readonly executables?: string;
}

/** What a night's backup of a shop looks like. */
export function night(day: number, { bytes = 290 * MB, files = 97_000, ms = 252_000, rows, executables }: Night = {}): Watched {
  return {
    backupId: BackupId.parse(randomUUID()),
    siteId: SITE,
    at: new Date(START + day * DAY).toISOString(),
    figures: [
      { series: `size ${SHOP} aurora_shop full gzip`, kind: 'size', sourceId: SHOP, subject: 'aurora_shop', value: Math.round(bytes) },
      { series: `files ${UPLOADS} media`, kind: 'files', sourceId: UPLOADS, subject: 'storage/app', value: Math.round(files) },
      { series: 'duration all', kind: 'duration', sourceId: null, subject: 'the backup', value: Math.round(ms) },
    ],
    tables: [
      {
        series: `${SHOP} aurora_shop full`,
        sourceId: SHOP,
        database: 'aurora_shop',
        rows: { orders: 182_000, customers: 40_100, settings: 31, sessions: 900, ...rows },
      },
    ],
    executables: executables ?? null,
  };
}
