import type {
  AnomalyId,
  ArtifactId,
  BackupId,
  DrillId,
  IncidentId,
  JobId,
  PlaceId,
  RestoreId,
  ServerId,
  SiteId,
  SourceId,
} from '../../../src/shared/model/ids.ts';

/** A uuid that says what it is: kind, then number. */
const uuid = (kind: string, number: number): string => `${kind.padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const serverId = (n: number) => uuid('5e', n) as ServerId;
export const siteId = (n: number) => uuid('51', n) as SiteId;
export const sourceId = (n: number) => uuid('50', n) as SourceId;
export const backupId = (n: number) => uuid('ba', n) as BackupId;
export const artifactId = (n: number) => uuid('a0', n) as ArtifactId;
export const jobId = (n: number) => uuid('70', n) as JobId;
export const placeId = (n: number) => uuid('91', n) as PlaceId;
export const incidentId = (n: number) => uuid('1c', n) as IncidentId;
export const restoreId = (n: number) => uuid('4e', n) as RestoreId;
export const anomalyId = (n: number) => uuid('a7', n) as AnomalyId;
export const drillId = (n: number) => uuid('d1', n) as DrillId;
