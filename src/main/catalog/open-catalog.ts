import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../errors/app-error.ts';
import { type Logger, silentLogger } from '../support/logger.ts';
import { type AdoptedFilesRepository, createAdoptedFilesRepository } from './adopted-files.ts';
import { createKeyChangesRepository, type KeyChangesRepository } from './key-changes.ts';
import { type AnomaliesRepository, createAnomaliesRepository } from './anomalies.ts';
import { type AuditRepository, createAuditRepository } from './audit.ts';
import { type AlertsRepository, createAlertsRepository } from './alerts.ts';
import { type BackupsRepository, createBackupsRepository } from './backups.ts';
import { createDeletionsRepository, type DeletionsRepository } from './deletions.ts';
import { type ChecklistRunsRepository, createChecklistRunsRepository } from './checklist-runs.ts';
import { type CopyAttemptsRepository, createCopyAttemptsRepository } from './copy-attempts.ts';
import { createDrillsRepository, type DrillsRepository } from './drills.ts';
import { createFindRepository, type FindRepository } from './find.ts';
import { createDiskReadingsRepository, type DiskReadingsRepository } from './disk-readings.ts';
import { createHealthDaysRepository, type HealthDaysRepository } from './health-days.ts';
import { createHealthFactsRepository, type HealthFactsRepository } from './health-facts.ts';
import { createHoldingsRepository, type HoldingsRepository } from './holdings.ts';
import { createIncidentsRepository, type IncidentsRepository } from './incidents.ts';
import { createJobsRepository, type JobsRepository } from './jobs.ts';
import { isUpToDate, migrate, type Migration, refuseNewer } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { sqliteOptions } from './native-binding.ts';
import { makePrivateFile } from './private-file.ts';
import { createOperatorDocumentsRepository, type OperatorDocumentsRepository } from './operator-documents.ts';
import { createPlacesRepository, type PlacesRepository } from './places.ts';
import { createRestoresRepository, type RestoresRepository } from './restores.ts';
import { createRetainedRepository, type RetainedRepository } from './retained.ts';
import { createRetentionPoliciesRepository, type RetentionPoliciesRepository } from './retention-policies.ts';
import { createSchedulesRepository, type SchedulesRepository } from './schedules.ts';
import { createServersRepository, type ServersRepository } from './servers.ts';
import { createSettingsRepository, type SettingsRepository } from './settings.ts';
import { createSiteCronsRepository, type SiteCronsRepository } from './site-crons.ts';
import { createSitePoliciesRepository, type SitePoliciesRepository } from './site-policies.ts';
import { createSiteRecoveriesRepository, type SiteRecoveriesRepository } from './site-recoveries.ts';
import { createSitesRepository, type SitesRepository } from './sites.ts';
import { createSlotsRepository, type SlotsRepository } from './slots.ts';
import { createSourcesRepository, type SourcesRepository } from './sources.ts';
import { createSql, withProblems } from './sql.ts';

export interface CatalogOptions {
  readonly logger?: Logger;
  /** How long to wait for another process that is writing, in milliseconds. Then `catalog.busy`. */
  readonly busyTimeoutMs?: number;
  /** Other than the released ones: for tests of the way from one version to the next. */
  readonly migrations?: readonly Migration[];
}

/**
 * The local index of everything Holdfast knows; each copy's manifest is the record it can be rebuilt from. All calls are synchronous and
 * durable when they return. While it is open, nothing but SQLite may open its file in this process (see private-file.ts).
 *
 * Every call may throw `catalog.damaged`, `catalog.busy` or `catalog.write-failed`.
 */
export interface Catalog {
  readonly file: string;
  readonly servers: ServersRepository;
  readonly sites: SitesRepository;
  readonly sources: SourcesRepository;
  readonly places: PlacesRepository;
  readonly backups: BackupsRepository;
  readonly adoptedFiles: AdoptedFilesRepository;
  readonly holdings: HoldingsRepository;
  readonly sitePolicies: SitePoliciesRepository;
  readonly siteCrons: SiteCronsRepository;
  readonly retentionPolicies: RetentionPoliciesRepository;
  readonly retained: RetainedRepository;
  readonly deletions: DeletionsRepository;
  readonly copyAttempts: CopyAttemptsRepository;
  readonly jobs: JobsRepository;
  readonly settings: SettingsRepository;
  readonly incidents: IncidentsRepository;
  readonly restores: RestoresRepository;
  readonly drills: DrillsRepository;
  readonly siteRecoveries: SiteRecoveriesRepository;
  readonly healthFacts: HealthFactsRepository;
  readonly healthDays: HealthDaysRepository;
  readonly diskReadings: DiskReadingsRepository;
  readonly alerts: AlertsRepository;
  readonly audit: AuditRepository;
  readonly anomalies: AnomaliesRepository;
  readonly keyChanges: KeyChangesRepository;
  readonly find: FindRepository;
  readonly checklistRuns: ChecklistRunsRepository;
  readonly operatorDocuments: OperatorDocumentsRepository;
  readonly schedules: SchedulesRepository;
  readonly slots: SlotsRepository;
  /** All of `work` or nothing of it is kept. */
  atomically<T>(work: () => T): T;
  close(): void;
  [Symbol.dispose](): void;
}

/** Opens the catalog, makes it when there is none, brings it to this app's schema. Throws `catalog.from-newer-app` and changes nothing then. */
export function openCatalog(file: string, options: CatalogOptions = {}): Catalog {
  const { logger = silentLogger, busyTimeoutMs = 5000, migrations = MIGRATIONS } = options;
  const db = withProblems(() => openFile(file, busyTimeoutMs));
  try {
    withProblems(() => prepare(db, file, migrations, logger));
  } catch (error) {
    db.close();
    throw error;
  }
  return catalogOf(db, file);
}

/**
 * Opens the catalog for looking only, beside an app that may be working with it: it keeps its schema and its content, and nothing can be
 * written through what this returns (`catalog.write-failed`). Where there is no catalog, an empty one in memory stands for it; one of an older
 * Holdfast is read into memory and brought to this app's schema there, for the app that has it open may be that older one. Throws
 * `catalog.from-newer-app`.
 */
export function readCatalog(file: string, options: CatalogOptions = {}): Catalog {
  const { logger = silentLogger, busyTimeoutMs = 5000, migrations = MIGRATIONS } = options;
  const db = withProblems(() => {
    const found = existsSync(file) ? openUnchanged(file, busyTimeoutMs, migrations) : new Database(':memory:', sqliteOptions(0));
    if (isUpToDate(found, migrations)) return found;
    const copy = found.memory ? found : copyInMemory(found);
    bringUpToDate(copy, file, migrations, logger);
    return copy;
  });
  db.pragma('query_only = ON');
  return catalogOf(db, file);
}

/** Read-write for SQLite, whose WAL needs it, but not for anybody who uses it. */
function openUnchanged(file: string, busyTimeoutMs: number, migrations: readonly Migration[]): Database.Database {
  const db = new Database(file, { ...sqliteOptions(busyTimeoutMs), fileMustExist: true });
  try {
    db.pragma('query_only = ON');
    refuseNewer(db, migrations);
    refuseForeign(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** As it is at this moment. Closes the file. */
function copyInMemory(db: Database.Database): Database.Database {
  try {
    const image = db.serialize();
    // Bytes 18 and 19 of the header say WAL (2), which a database in memory cannot have; 1 is the ordinary journal. sqlite.org/fileformat.html
    image[18] = 1;
    image[19] = 1;
    return new Database(image.length === 0 ? ':memory:' : image, sqliteOptions(0));
  } finally {
    db.close();
  }
}

function catalogOf(db: Database.Database, file: string): Catalog {
  const sql = createSql(db);
  const close = (): void => {
    db.close();
  };
  return {
    file,
    servers: createServersRepository(sql),
    sites: createSitesRepository(sql),
    sources: createSourcesRepository(sql),
    places: createPlacesRepository(sql),
    backups: createBackupsRepository(sql),
    adoptedFiles: createAdoptedFilesRepository(sql),
    holdings: createHoldingsRepository(sql),
    sitePolicies: createSitePoliciesRepository(sql),
    siteCrons: createSiteCronsRepository(sql),
    retentionPolicies: createRetentionPoliciesRepository(sql),
    retained: createRetainedRepository(sql),
    deletions: createDeletionsRepository(sql),
    copyAttempts: createCopyAttemptsRepository(sql),
    jobs: createJobsRepository(sql),
    settings: createSettingsRepository(sql),
    incidents: createIncidentsRepository(sql),
    restores: createRestoresRepository(sql),
    drills: createDrillsRepository(sql),
    siteRecoveries: createSiteRecoveriesRepository(sql),
    healthFacts: createHealthFactsRepository(sql),
    healthDays: createHealthDaysRepository(sql),
    diskReadings: createDiskReadingsRepository(sql),
    alerts: createAlertsRepository(sql),
    audit: createAuditRepository(sql),
    anomalies: createAnomaliesRepository(sql),
    keyChanges: createKeyChangesRepository(sql),
    find: createFindRepository(sql),
    checklistRuns: createChecklistRunsRepository(sql),
    operatorDocuments: createOperatorDocumentsRepository(sql),
    schedules: createSchedulesRepository(sql),
    slots: createSlotsRepository(sql),
    atomically: (work) => sql.atomically(work),
    close,
    [Symbol.dispose]: close,
  };
}

function openFile(file: string, busyTimeoutMs: number): Database.Database {
  try {
    makePrivateFile(file);
  } catch (cause) {
    throw new AppError('catalog.write-failed', { detail: cause instanceof Error ? cause.message : String(cause), cause });
  }
  return new Database(file, sqliteOptions(busyTimeoutMs));
}

function prepare(db: Database.Database, file: string, migrations: readonly Migration[], logger: Logger): void {
  // Before the first thing that could write, so that a newer or foreign file stays as it is.
  refuseNewer(db, migrations);
  refuseForeign(db);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  bringUpToDate(db, file, migrations, logger);
}

function bringUpToDate(db: Database.Database, file: string, migrations: readonly Migration[], logger: Logger): void {
  // Off while migrating, so that a migration may rebuild a table others refer to; each is checked as a whole instead.
  db.pragma('foreign_keys = OFF');
  for (const { version, name } of migrate(db, file, migrations)) logger.info('catalog.migrated', { version, name });
  db.pragma('foreign_keys = ON');
}

/** Version 0 means "just made"; with tables in it, it is another program's file. */
function refuseForeign(db: Database.Database): void {
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables > 0 && db.pragma('user_version', { simple: true }) === 0)
    throw new AppError('catalog.damaged', { detail: 'the file is an SQLite database of another program' });
}
