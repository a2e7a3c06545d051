import * as z from 'zod';
import { BackupId, DrillId, IncidentId, PlaceId, ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';

/** How well it fits, 0 to 110: see `matchScore`. */
const score = z.int().min(0).max(110);

/** Something that goes by a name, and what it takes to go there and to say what it is. */
export const SearchHit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site'), score, siteId: SiteId, name: z.string(), serverName: z.string() }),
  z.object({
    kind: z.literal('backup'),
    score,
    backupId: BackupId,
    siteId: SiteId,
    siteName: z.string(),
    startedAt: Instant,
    /** Of a checkpoint; null: it has none. */
    label: z.string().nullable(),
    note: z.string(),
  }),
  z.object({ kind: z.literal('server'), score, serverId: ServerId, name: z.string(), address: z.string() }),
  z.object({ kind: z.literal('place'), score, placeId: PlaceId, name: z.string(), where: z.string() }),
  /** As the newest whole backup of its site has it. `rows` null: not counted. */
  z.object({
    kind: z.literal('table'),
    score,
    backupId: BackupId,
    siteId: SiteId,
    siteName: z.string(),
    startedAt: Instant,
    database: z.string(),
    table: z.string(),
    rows: z.int().nonnegative().nullable(),
  }),
  z.object({
    kind: z.literal('incident'),
    score,
    incidentId: IncidentId,
    siteId: SiteId,
    siteName: z.string(),
    number: z.string(),
    openedAt: Instant,
    closedAt: Instant.nullable(),
  }),
  z.object({
    kind: z.literal('drill'),
    score,
    drillId: DrillId,
    siteId: SiteId,
    siteName: z.string(),
    startedAt: Instant,
    outcome: z.enum(['passed', 'failed', 'aborted']),
  }),
]);
export type SearchHit = z.infer<typeof SearchHit>;
