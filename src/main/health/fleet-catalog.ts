import type { AlertMessage } from '../../shared/model/alert.ts';
import type { Anomaly } from '../../shared/model/anomaly.ts';
import type { BackupSummary, ProofLevel } from '../../shared/model/backup.ts';
import type { ChecklistName, ChecklistRun, ChecklistSettings } from '../../shared/model/checklist.ts';
import type { DiskReading, DiskSubject } from '../../shared/model/disk.ts';
import type { Drill, DrillSettings } from '../../shared/model/drill.ts';
import type { BackupId, JobId, PlaceId, ServerId, SiteId } from '../../shared/model/ids.ts';
import type { Job, JobKind } from '../../shared/model/job.ts';
import type { Place, Presence } from '../../shared/model/place.ts';
import type { SitePolicy } from '../../shared/model/policy.ts';
import type { RetentionPolicy, RetentionScope } from '../../shared/model/retention.ts';
import type { Server } from '../../shared/model/server.ts';
import type { SiteRecovery } from '../../shared/model/site-recovery.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import type { CronFacts } from './cron-findings.ts';
import type { FindingFacts } from './findings.ts';
import type { PlaceHolding } from './proof-board.ts';
import type { Attempts } from './score/score-facts.ts';
import type { ScheduleFacts } from './schedule-findings.ts';

/** A backup of the last weeks, as far as health asks. */
export interface RecentBackup {
  readonly id: BackupId;
  readonly startedAt: string;
  readonly bytes: number;
  readonly level: ProofLevel | null;
  readonly kind: string;
  readonly parts: readonly string[];
  readonly dumps: number;
  readonly plainDumps: number;
}

/** The part of the catalog that the state of the fleet is read from. */
export interface FleetCatalog {
  readonly servers: { list(): readonly Server[]; find(id: ServerId): Server | null };
  readonly sites: { list(): readonly Site[]; find(id: SiteId): Site | null };
  readonly sources: { list(siteId: SiteId): readonly Source[] };
  readonly places: { list(): readonly Place[] };
  readonly schedules: ScheduleFacts['schedules'];
  readonly slots: ScheduleFacts['slots'];
  readonly settings: {
    get(name: 'awake-since'): string | null;
    get(name: 'place-id'): PlaceId | null;
    get(name: 'checklist'): ChecklistSettings;
    get(name: 'sealing'): { readonly createdAt: string; readonly kitSavedAt: string | null } | null;
  };
  readonly checklistRuns: { list(list: ChecklistName, options: { readonly limit: number }): readonly ChecklistRun[] };
  readonly alerts: { unsettledMessages(): readonly AlertMessage[] };
  readonly sitePolicies: { of(siteId: SiteId): SitePolicy };
  readonly drills: { newestPassed(siteId: SiteId): Pick<Drill, 'id' | 'startedAt' | 'restoreMs'> | null };
  readonly siteRecoveries: {
    drillOf(siteId: SiteId): DrillSettings;
    of(siteId: SiteId): Pick<SiteRecovery, 'rpoGoalMinutes' | 'rtoGoalMinutes'>;
  };
  readonly retentionPolicies: { list(): readonly { readonly scope: RetentionScope; readonly policy: RetentionPolicy }[] };
  readonly siteCrons: { find(siteId: SiteId): CronFacts | null };
  readonly anomalies: { openOf(siteId: SiteId): readonly Anomaly[] };
  readonly keyChanges: { of(siteId: SiteId, since: string): FindingFacts['keyChanges'] };
  readonly holdings: {
    of(siteId: SiteId): readonly PlaceHolding[];
    failed(siteId: SiteId, limit: number): FindingFacts['failed'];
    brokenChains(siteId: SiteId, since: string): FindingFacts['brokenChains'];
    newestGoodOf(siteId: SiteId, part: 'media' | 'config'): string | null;
    lacksSince(siteId: SiteId, placeId: PlaceId): string | null;
    newestGoodIn(siteId: SiteId, placeId: PlaceId): { readonly copy: { readonly backupId: BackupId } } | null;
  };
  readonly backups: {
    newest(siteId: SiteId): BackupSummary | null;
    newestFull(siteId: SiteId): BackupSummary | null;
    totalsOf(siteId: SiteId): {
      readonly count: number;
      readonly bytes: number;
      readonly oldestAt: string | null;
      readonly newestGoodAt: string | null;
    };
  };
  readonly jobs: {
    list(options: { readonly limit: number }): readonly Job[];
    activeOf(siteId: SiteId): Job | null;
    newestEnded(siteId: SiteId): Job | null;
    newestOutcome(siteId: SiteId, kind: JobKind): Job | null;
    newestOutcomeOfAll(kind: JobKind): Job | null;
  };
  readonly healthFacts: {
    unproved(siteId: SiteId): { readonly count: number; readonly newestId: BackupId | null };
    recoveryPoints(siteId: SiteId, limit: number): number;
    recent(siteId: SiteId, since: string): readonly RecentBackup[];
    tried(
      siteId: SiteId,
      times: { readonly week: string; readonly before: string; readonly since: string },
    ): { readonly recent: Attempts; readonly before: Attempts; readonly failedAt: readonly string[] };
    newestFailed(siteId: SiteId, since: string): JobId | null;
    failedInARow(siteId: SiteId, limit: number): { readonly count: number; readonly since: string | null };
    offRange(siteId: SiteId, since: string): ReadonlySet<BackupId>;
  };
  readonly diskReadings: {
    since(day: string): readonly { readonly subject: DiskSubject; readonly readings: readonly DiskReading[] }[];
    backupBytes(): ReadonlyMap<PlaceId, number>;
  };
}

/** What is known of places at this moment, for the board; empty where nobody has looked. */
export type Presences = ReadonlyMap<PlaceId, Presence>;

/** What is the same for every site. */
export interface World {
  readonly places: readonly Place[];
  readonly retention: readonly { readonly scope: RetentionScope; readonly policy: RetentionPolicy }[];
  readonly homeId: PlaceId | null;
  readonly presences: Presences;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
