import * as z from 'zod';
import { Instant } from './instant.ts';

/** One answer to "what can this server do?". */
export const PreflightRow = z.object({
  /** Stable key: `shell`, `dump-tool`, `mysql-client`, `gzip`, `zstd`, `bzip2`, `xz`, `tar`, `sha256`, `find`, `php`, `crontab`, `disk`, `inodes`, `clock`, `web-root`. */
  id: z.string(),
  label: z.string(),
  /** What was found, for people: "mariadb-dump 10.11.14". */
  found: z.string(),
  /** `missing`: something Holdfast needs is not there. `attention`: works, with a limit that is named. */
  verdict: z.enum(['ok', 'attention', 'missing']),
  /** Why it matters, shown when the verdict is not ok. */
  why: z.string(),
});
export type PreflightRow = z.infer<typeof PreflightRow>;

export const Compression = z.enum(['gzip', 'zstd', 'bzip2', 'none']);
export type Compression = z.infer<typeof Compression>;

/** What preflight learned in a form that code decides with. */
export const ServerAbilities = z.object({
  /** Absolute path and version line of mysqldump or mariadb-dump; null when neither is there. */
  dumpTool: z.object({ path: z.string(), flavour: z.enum(['mysql', 'mariadb']), version: z.string() }).nullable(),
  compressions: z.array(Compression),
  tar: z.enum(['gnu', 'bsd', 'busybox', 'unknown']).nullable(),
  sha256: z.string().nullable(),
  findPrintf: z.boolean(),
});
export type ServerAbilities = z.infer<typeof ServerAbilities>;

export const PreflightReport = z.object({
  checkedAt: Instant,
  connectedInMs: z.int().nonnegative(),
  rows: z.array(PreflightRow),
  abilities: ServerAbilities,
  /** The remote programs that ran, by name: everything up to here only read from the server. */
  programs: z.array(z.string()),
});
export type PreflightReport = z.infer<typeof PreflightReport>;
