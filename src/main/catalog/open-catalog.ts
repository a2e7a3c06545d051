import Database from 'better-sqlite3';
import { AppError } from '../errors/app-error.ts';
import { type Logger, silentLogger } from '../support/logger.ts';
import { type BackupsRepository, createBackupsRepository } from './backups.ts';
import { createJobsRepository, type JobsRepository } from './jobs.ts';
import { migrate, type Migration, refuseNewer } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { sqliteOptions } from './native-binding.ts';
import { makePrivateFile } from './private-file.ts';
import { createPlacesRepository, type PlacesRepository } from './places.ts';
import { createServersRepository, type ServersRepository } from './servers.ts';
import { createSettingsRepository, type SettingsRepository } from './settings.ts';
import { createSitesRepository, type SitesRepository } from './sites.ts';
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
  readonly jobs: JobsRepository;
  readonly settings: SettingsRepository;
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
    jobs: createJobsRepository(sql),
    settings: createSettingsRepository(sql),
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
