import * as z from 'zod';

export const ServerId = z.uuid().brand<'ServerId'>();
export type ServerId = z.infer<typeof ServerId>;

export const SiteId = z.uuid().brand<'SiteId'>();
export type SiteId = z.infer<typeof SiteId>;

export const SourceId = z.uuid().brand<'SourceId'>();
export type SourceId = z.infer<typeof SourceId>;

export const BackupId = z.uuid().brand<'BackupId'>();
export type BackupId = z.infer<typeof BackupId>;

export const ArtifactId = z.uuid().brand<'ArtifactId'>();
export type ArtifactId = z.infer<typeof ArtifactId>;

export const PlaceId = z.uuid().brand<'PlaceId'>();
export type PlaceId = z.infer<typeof PlaceId>;

export const JobId = z.uuid().brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

export const IncidentId = z.uuid().brand<'IncidentId'>();
export type IncidentId = z.infer<typeof IncidentId>;

export const RestoreId = z.uuid().brand<'RestoreId'>();
export type RestoreId = z.infer<typeof RestoreId>;

export const DrillId = z.uuid().brand<'DrillId'>();
export type DrillId = z.infer<typeof DrillId>;

export const AnomalyId = z.uuid().brand<'AnomalyId'>();
export type AnomalyId = z.infer<typeof AnomalyId>;
