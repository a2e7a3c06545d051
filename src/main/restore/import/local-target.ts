import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../errors/app-error.ts';
import type { DatabaseCredentials } from '../../sites/credentials.ts';
import { openLocalSession } from '../../sites/database-session.ts';
import { optionFile } from '../../sites/option-file.ts';
import { feedInput } from '../../support/fed-input.ts';
import { clientFlags } from './client-flags.ts';
import type { ClientProgram, ImportTarget, RunningClient } from './import-target.ts';
import { lineReader } from './line-reader.ts';
import { flavoured } from './remote-target.ts';

export interface LocalServer {
  /** Absolute path of a client program of this computer, `/usr/bin/mariadb`. */
  readonly client: string;
  readonly credentials: DatabaseCredentials;
}

const KEPT_WORDS = 16 * 1024;

/** A private database server of this computer: where drills import to. */
export function localTarget({ client: path, credentials }: LocalServer): ImportTarget {
  const { user, address } = credentials;
  const client = async (): Promise<ClientProgram> => {
    try {
      const { stdout } = await promisify(execFile)(path, ['--no-defaults', '--version'], { timeout: 10_000 });
      return { ...flavoured(path, stdout.trim()), compressions: new Set(['none']) };
    } catch (cause) {
      throw new AppError('import.no-client', { detail: `${path} does not run.`, cause });
    }
  };
  return {
    name: `${user} at ${address.socket ?? `${address.host}:${address.port}`} on this computer`,
    isHere: true,
    isPrivate: true,
    session: (schema, signal) => openLocalSession({ ...credentials, database: schema }, signal),
    client,
    start: async (schema, _compression, delimiter, signal) => start(credentials, await client(), schema, delimiter, signal),
  };
}

async function start(
  credentials: DatabaseCredentials,
  client: ClientProgram,
  schema: string,
  delimiter: string,
  signal: AbortSignal,
): Promise<RunningClient> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-import-'));
  const clean = () => rm(folder, { recursive: true, force: true });
  try {
    await chmod(folder, 0o700);
    const options = join(folder, 'client.cnf');
    await writeFile(options, optionFile(credentials), { mode: 0o600 });
    signal.throwIfAborted();
    const args = [`--defaults-file=${options}`, ...clientFlags(client, delimiter), `--database=${schema}`];
    const env = { ...process.env, MYSQL_TEST_LOGIN_FILE: join(folder, 'none'), MYSQL_HISTFILE: '/dev/null' };
    const child = spawn(client.path, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
    const { promise: ended, resolve, reject } = Promise.withResolvers<{ readonly exitCode: number; readonly stderr: string }>();
    let stderr = '';
    const abort = () => child.kill('SIGTERM');
    signal.addEventListener('abort', abort, { once: true });
    child.stdin.on('error', () => {});
    child.stderr.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-KEPT_WORDS)));
    child.once('error', (cause) => reject(new AppError('import.no-client', { detail: client.path, cause })));
    child.once('close', (code) => {
      signal.removeEventListener('abort', abort);
      void clean().finally(() =>
        signal.aborted ? reject(signal.reason as Error) : resolve({ exitCode: code ?? 255, stderr: stderr.trim() }),
      );
    });
    ended.catch(() => {});
    return {
      ...feedInput(child.stdin, ended),
      onLine: (take) => void child.stdout.on('data', lineReader(take)),
      ended,
    };
  } catch (error) {
    await clean();
    throw error;
  }
}
