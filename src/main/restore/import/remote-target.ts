import { AppError } from '../../errors/app-error.ts';
import { importClient, importLook } from '../../remote/import-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { DatabaseCredentials } from '../../sites/credentials.ts';
import { openDatabaseSession } from '../../sites/database-session.ts';
import { optionFile } from '../../sites/option-file.ts';
import { clientFlags } from './client-flags.ts';
import type { ClientProgram, ImportTarget, RunningClient, WireCompression } from './import-target.ts';
import { lineReader } from './line-reader.ts';

/** Below this round trip the line is as fast as the server's disks, and compressing only costs: loopback, a machine next door. */
const NEAR_MS = 4;

/** The database server of a site, fed through a client program on the site's server. The password travels on standard input alone. */
export function remoteTarget(shell: RemoteShell, credentials: DatabaseCredentials): ImportTarget {
  const { user, address } = credentials;
  let found: Promise<ClientProgram> | null = null;
  const client = (signal: AbortSignal): Promise<ClientProgram> => {
    found ??= lookForClient(shell, signal).catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
  return {
    name: `${user} at ${address.socket ?? `${address.host}:${address.port}`}`,
    get isHere() {
      return shell.roundTripMs() < NEAR_MS;
    },
    isPrivate: false,
    session: (schema, signal) => openDatabaseSession(shell, { ...credentials, database: schema }, signal),
    client,
    start: async (schema, compression, delimiter, signal) =>
      start(shell, credentials, await client(signal), { schema, compression, delimiter, signal }),
  };
}

interface Start {
  readonly schema: string;
  readonly compression: WireCompression;
  readonly delimiter: string;
  readonly signal: AbortSignal;
}

async function start(
  shell: RemoteShell,
  credentials: DatabaseCredentials,
  client: ClientProgram,
  { schema, compression, delimiter, signal }: Start,
): Promise<RunningClient> {
  const options = optionFile(credentials);
  const lines = String(options.split('\n').length - 1);
  const program = await shell.feed({
    program: importClient,
    args: [client.path, compression, lines, schema, ...clientFlags(client, delimiter)],
    input: options,
    signal,
  });
  program.ended.catch(() => {});
  return {
    write: (chunk) => program.stdin.write(chunk),
    end: () => program.stdin.end(),
    onLine: (take) => void program.stdout.on('data', lineReader(take)),
    ended: program.ended.then(async ({ exitCode, stderr }) => {
      // The channel has closed, but our own buffer may still hold the answer to the end mark.
      if (!program.stdout.readableEnded) await new Promise((resolve) => program.stdout.once('end', resolve));
      return { exitCode, stderr };
    }),
  };
}

async function lookForClient(shell: RemoteShell, signal: AbortSignal): Promise<ClientProgram> {
  const result = await shell.run({ program: importLook, args: ['mariadb'], signal });
  const lines = result.stdout.toString('utf8').split('\n');
  const all = (key: string) => lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [path] = all('client');
  const [version = ''] = all('version');
  if (path === undefined) throw new AppError('import.no-client', { detail: result.stderr.slice(-500) });
  if (version === '') throw new AppError('import.no-client', { detail: `${path} is there but does not run.` });
  return { ...flavoured(path, version), compressions: new Set(['none', ...(all('compression') as WireCompression[])]) };
}

export function flavoured(path: string, version: string): Pick<ClientProgram, 'path' | 'flavour' | 'version'> {
  return { path, flavour: /mariadb/i.test(version) ? 'mariadb' : 'mysql', version: version.replace(/^\S*(?:mysql|mariadb)\S*\s+/, '') };
}
