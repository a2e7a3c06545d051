import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { AppError } from '../errors/app-error.ts';

/** One step of the schema. Numbered from 1 without gaps; never changed once released. */
export interface Migration {
  readonly version: number;
  /** What it brings, for the log. */
  readonly name: string;
  up(db: Database.Database): void;
}

/**
 * Brings an open catalog to the newest schema. Every migration commits alone, together with its version, so an interrupted run goes on where it
 * stopped. An existing catalog is copied beside itself first, as `FILE.before-VERSION`.
 *
 * Throws `catalog.from-newer-app` (nothing changed) when the file knows more than this app.
 * @returns the migrations that ran
 */
export function migrate(db: Database.Database, file: string, migrations: readonly Migration[]): readonly Migration[] {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) throw new Error(`migration ${migration.version} stands where ${index + 1} belongs`);
  });
  refuseNewer(db, migrations);
  const first = migrations[versionOf(db)];
  if (first === undefined) return [];
  if (first.version > 1 && !db.memory) copyBeside(db, `${file}.before-${first.version}`);

  const ran: Migration[] = [];
  for (let next = applyNext(db, migrations); next !== null; next = applyNext(db, migrations)) ran.push(next);
  return ran;
}

export function isUpToDate(db: Database.Database, migrations: readonly Migration[]): boolean {
  return versionOf(db) === migrations.length;
}

export function refuseNewer(db: Database.Database, migrations: readonly Migration[]): void {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new AppError('catalog.from-newer-app', { detail: `version ${version}; this Holdfast knows versions up to ${migrations.length}` });
  }
}

/** The version is read under the write lock: another Holdfast may be migrating the same file. */
function applyNext(db: Database.Database, migrations: readonly Migration[]): Migration | null {
  return db
    .transaction((): Migration | null => {
      const next = migrations[versionOf(db)];
      if (next === undefined) return null;
      next.up(db);
      const broken = db.pragma('foreign_key_check') as readonly unknown[];
      if (broken.length > 0) throw new Error(`migration ${next.version} leaves ${broken.length} broken references`);
      db.pragma(`user_version = ${next.version}`);
      return next;
    })
    .immediate();
}

function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** VACUUM INTO reads every page, so a damaged catalog is noticed here, before anything is changed. */
function copyBeside(db: Database.Database, target: string): void {
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    // VACUUM INTO accepts an empty file and so keeps its mode.
    closeSync(openSync(partial, 'wx', 0o600));
    chmodSync(partial, 0o600);
    db.prepare('VACUUM INTO ?').run(partial);
    const handle = openSync(partial, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
