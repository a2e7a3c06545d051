import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes an empty file that only its owner may read, in a folder of the same kind, before SQLite would make it for everybody; what SQLite puts
 * beside it (-wal, -shm) inherits the mode.
 *
 * A file that exists is never opened here: on POSIX, closing any handle of a file drops every lock this process has on it, SQLite's included.
 */
export function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    chmodSync(file, 0o600);
  }
}
