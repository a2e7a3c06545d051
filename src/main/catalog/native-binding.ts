import type Database from 'better-sqlite3';

/** `BETTER_SQLITE3_BINDING`: an addon built for a runtime that the package's own prebuild does not fit. */
export function sqliteOptions(timeoutMs: number): Database.Options {
  const nativeBinding = process.env['BETTER_SQLITE3_BINDING'];
  return { timeout: timeoutMs, ...(nativeBinding === undefined || nativeBinding === '' ? {} : { nativeBinding }) };
}
