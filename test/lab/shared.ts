import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BuiltProgram, buildProgram } from './built-program.ts';
import type { Radosgw, S3Keys, S3User } from './radosgw.ts';
import { startRadosgw } from './radosgw.ts';

/** Set by the global set-up of a test run: where its workers ask for what takes too long to start for each. */
const SHARED_VARIABLE = 'HOLDFAST_LAB_SHARED';

export interface SharedServers extends AsyncDisposable {
  readonly port: number;
}

/** Runs in the process that outlives all tests; starts a server, or builds, when the first test asks for it. */
export async function serveShared(): Promise<SharedServers> {
  let radosgw: Promise<Radosgw> | null = null;
  let cli: Promise<BuiltProgram> | null = null;
  const server = createServer((request, response) => {
    const answer = async (): Promise<unknown> => {
      if (request.url === '/cli') {
        cli ??= buildProgram('src/main/cli.ts');
        return { script: (await cli).script };
      }
      radosgw ??= startRadosgw();
      const running = await radosgw;
      return request.url === '/user' ? running.addUser() : { endpoint: running.endpoint, keys: running.keys };
    };
    answer().then(
      (value) => response.end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  process.env[SHARED_VARIABLE] = String(port);
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      await (await radosgw?.catch(() => null))?.stop();
      await (await cli?.catch(() => null))?.[Symbol.asyncDispose]();
    },
  };
}

export interface SharedRadosgw {
  readonly endpoint: string;
  readonly keys: S3Keys;
  /** Another account, without buckets or rights. */
  addUser(): Promise<S3User>;
}

/** The script of the command line, built once in this test run; plain Node runs it. */
export async function sharedCli(): Promise<string> {
  return (await ask<{ script: string }>('cli')).script;
}

async function ask<T>(what: string): Promise<T> {
  const port = process.env[SHARED_VARIABLE];
  if (port === undefined) throw new Error('There are shared servers only in a test run with the lab as its global set-up.');
  const response = await fetch(`http://127.0.0.1:${port}/${what}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

/** The S3 server of this test run. Tests take a bucket of their own in it. */
export async function sharedRadosgw(): Promise<SharedRadosgw> {
  const { endpoint, keys } = await ask<{ endpoint: string; keys: S3Keys }>('radosgw');
  return { endpoint, keys, addUser: () => ask<S3User>('user') };
}
