import type { Compression } from '../../../shared/model/preflight.ts';
import { AppError } from '../../errors/app-error.ts';
import { lookAtDumpTool } from '../../remote/programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';

/** The dump program of a server and what it can do. */
export interface DumpTool {
  /** Absolute path on the server. */
  readonly path: string;
  readonly flavour: 'mysql' | 'mariadb';
  /** `Ver 10.19 Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)`: what it says of itself, without its name. */
  readonly version: string;
  /** Those of OPTIONAL_FLAGS it knows. */
  readonly options: ReadonlySet<string>;
  readonly compressions: ReadonlySet<Compression>;
}

/** Options only some of the dump programs know; an unknown one would end them with status 2 or 7. */
const OPTIONAL_FLAGS = ['set-gtid-purged', 'column-statistics', 'dump-history', 'no-tablespaces'] as const;

/** Throws `capture.no-dump-tool`. */
export async function findDumpTool(shell: RemoteShell, forMariaDb: boolean, signal: AbortSignal): Promise<DumpTool> {
  const prefer = forMariaDb ? 'mariadb-dump' : 'mysqldump';
  const result = await shell.run({ program: lookAtDumpTool, args: [prefer, ...OPTIONAL_FLAGS], signal });
  const lines = result.stdout.toString('utf8').split('\n');
  const all = (key: string) => lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [path] = all('tool');
  if (path === undefined) throw new AppError('capture.no-dump-tool', { detail: result.stderr.slice(-500) });
  // Some print their own path before the version, some their name.
  const version = (all('version')[0] ?? '').replace(/^\S*(?:mysqldump|mariadb-dump)\S*\s+/, '');
  if (version === '') throw new AppError('capture.no-dump-tool', { detail: `${path} is there but does not run.` });
  return {
    path,
    flavour: /mariadb/i.test(version) ? 'mariadb' : 'mysql',
    version,
    options: new Set(all('option')),
    compressions: new Set(['none', ...(all('compression') as Compression[])]),
  };
}
