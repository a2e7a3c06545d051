import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteOptions } from './native-binding.ts';

/** Held by the one process that may run jobs in a data folder. */
export interface HomeLock {
  release(): void;
  [Symbol.dispose](): void;
}

/**
 * Null while another process (or another part of this one) holds the folder. Reading the catalog needs no lock.
 *
 * The lock is SQLite's exclusive lock on an empty file: one of the system, on Windows and POSIX alike, so it ends with its process however that
 * ends. A process id in a file would need guessing whether its owner still lives.
 */
export function tryLockHome(home: string): HomeLock | null {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, 'home.lock');
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const db = new Database(file, sqliteOptions(0));
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  writeFileSync(ownerFile(home), `process ${process.pid}, since ${new Date().toISOString()}\n`, { mode: 0o600 });
  const release = (): void => {
    if (!db.open) return;
    rmSync(ownerFile(home), { force: true });
    db.close();
  };
  return { release, [Symbol.dispose]: release };
}

/** Who said last that the folder is theirs, for the details of `home.in-use`; empty when unknown. Decides nothing. */
export function describeHomeOwner(home: string): string {
  try {
    return readFileSync(ownerFile(home), 'utf8').trim();
  } catch {
    return '';
  }
}

const ownerFile = (home: string): string => join(home, 'home.lock.owner');
