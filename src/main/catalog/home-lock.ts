import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteOptions } from './native-binding.ts';
import { makePrivateFile } from './private-file.ts';

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
  const file = join(home, 'home.lock');
  makePrivateFile(file);
  const key = realpathSync(file);
  if (held.has(key)) return null;
  const db = new Database(file, sqliteOptions(0));
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  held.set(key, db);
  writeFileSync(ownerFile(home), `process ${process.pid}, since ${new Date().toISOString()}\n`, { mode: 0o600 });
  const release = (): void => {
    if (!db.open) return;
    rmSync(ownerFile(home), { force: true });
    held.delete(key);
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

/** Keeps the connections alive: one that nobody refers to is closed by the garbage collector, and the lock with it. */
const held = new Map<string, Database.Database>();

const ownerFile = (home: string): string => join(home, 'home.lock.owner');
