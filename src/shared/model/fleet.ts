import * as z from 'zod';
import { BackupSummary } from './backup.ts';
import { BackupId, PlaceId, ServerId } from './ids.ts';
import { DiskRow } from './disk.ts';
import { FleetHealth, NightMark, RpoStatus, RtoStatus, SiteHealth } from './health.ts';
import { Instant } from './instant.ts';
import { Job } from './job.ts';
import { NextAction } from './next-action.ts';
import { SitePolicy } from './policy.ts';
import { ProofBoard } from './proof-board.ts';
import { Server } from './server.ts';
import { Site } from './site.ts';
import { Source } from './source.ts';

/** What the dashboard and `status` say of a site, from facts alone. */
export const SiteVerdict = z.enum(['protected', 'at-risk', 'critical', 'no-backup']);
export type SiteVerdict = z.infer<typeof SiteVerdict>;

/** Something that stays as it is until a person looks at it: of a site (in its status) or of everything (in the fleet's). */
export const Finding = z.object({
  /** Stable key: `application-key-changed`, `copy-failed`, `new-executables`... */
  code: z.string(),
  severity: z.enum(['critical', 'at-risk', 'note']),
  text: z.string(),
  at: Instant,
  backupId: BackupId.nullable(),
  /** The place it is about. Two findings of one code in two places are two things to mend. */
  placeId: PlaceId.nullable(),
  /** The server it is about, where it is not one of a site alone. */
  serverId: ServerId.nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const SiteStatus = z.object({
  site: Site,
  server: Server,
  sources: z.array(Source),
  verdict: SiteVerdict,
  /** Why, one sentence. */
  because: z.string(),
  nextAction: NextAction,
  board: ProofBoard,
  /** Worst first. */
  findings: z.array(Finding),
  policy: SitePolicy,
  backupCount: z.int().nonnegative(),
  totalBytes: z.int().nonnegative(),
  newest: BackupSummary.nullable(),
  /** Newest backup with a copy whose proof holds. */
  newestGoodAt: Instant.nullable(),
  oldestAt: Instant.nullable(),
  /** Newest job of this site that is not queued or running. */
  lastJob: Job.nullable(),
  activeJob: Job.nullable(),
  health: SiteHealth,
  rpo: RpoStatus,
  rto: RtoStatus,
  /** The last `NIGHTS` days, today the last. */
  nights: z.array(NightMark),
  /** The copy that `verify` means, so that reading it brings what it promises. `placeId` null: on this computer, else wherever it is. Null: there is none. */
  toVerify: z.object({ backupId: BackupId, placeId: PlaceId.nullable() }).nullable(),
});
export type SiteStatus = z.infer<typeof SiteStatus>;

export const FleetStatus = z.object({
  /** Worst first. */
  sites: z.array(SiteStatus),
  servers: z.array(Server),
  /** Newest first. */
  recentJobs: z.array(Job),
  /** What is no matter of one site: servers, this computer, Holdfast itself. Worst first. */
  findings: z.array(Finding),
  /** The fleet is as well as its worst site. */
  health: FleetHealth.pick({ score: true, level: true, worst: true, steps: true }),
  /** Servers and accounts, this computer, drives, S3: as they were read last. */
  disks: z.array(DiskRow),
});
export type FleetStatus = z.infer<typeof FleetStatus>;
