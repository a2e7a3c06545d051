import type { DrillTarget } from '../../shared/model/drill.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import type { ImportTarget } from '../restore/import/import-target.ts';
import { remoteTarget } from '../restore/import/remote-target.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import type { DatabaseCredentials } from '../sites/credentials.ts';
import { scratchSchema } from './scratch-name.ts';
import { reachOf, scratchAccountStatements } from './scratch-grants.ts';
import type { SchemasRecord, ScratchRecords } from './scratch-records.ts';
import { createScratchSchema, dropScratchSchema, type Scratch } from './scratch.ts';

export type ServerTarget = Extract<DrillTarget, { kind: 'server' }>;

export interface ServerScratchOptions {
  readonly id: string;
  readonly siteId: SiteId;
  readonly serverName: string;
  readonly target: ServerTarget;
  readonly password: string;
  readonly connections: ServerConnections;
  readonly records: ScratchRecords;
  /** All databases that are registered, with the server each site is on. */
  readonly registered: readonly { readonly serverId: string; readonly source: Source }[];
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** How long removing what a drill left may take, also after a cancel. */
const CLEAN_WITHIN_MS = 60_000;

/**
 * Lends a scratch database server that is reached through SSH; its schemas are dropped when `use` settles, also after a cancel. Three guards, each enough by
 * itself: the account is none that a registered site uses, it may write to schemas with the mark of a drill alone, and no other schema is ever named in a
 * statement that writes. Throws `drill.target-is-live`, `drill.target-reaches-live`, `database.*`, `ssh.*`, and what `use` throws.
 */
export async function withServerScratch<T>(options: ServerScratchOptions, use: (scratch: Scratch) => Promise<T>): Promise<T> {
  const { id, siteId, serverName, target, password, connections, records, signal } = options;
  assertNotLive(options);
  const { serverId, address, user } = target;
  const credentials: DatabaseCredentials = { database: '', address, user, password };
  let record: SchemasRecord = { kind: 'schemas', id, siteId, serverId, address, user, schemas: [] };
  try {
    return await connections.withShell(serverId, signal, async (shell) => {
      const imports = remoteTarget(shell, credentials);
      const serverVersion = await look(imports, options);
      return await use({
        name: `a scratch database on ${serverName}, ${/mariadb/i.test(serverVersion) ? 'MariaDB' : 'MySQL'} ${serverVersion}`,
        serverVersion,
        target: imports,
        async makeSchema(artifact, making) {
          record = { ...record, schemas: [...record.schemas, scratchSchema(artifact.database, id)] };
          await records.put(record);
          await using session = await imports.session(null, making);
          return await createScratchSchema(session, artifact, id);
        },
      });
    });
  } finally {
    if (record.schemas.length > 0) await clean(options, credentials, record);
  }
}

/** Drops what a drill that was killed left on a server. Throws what the server or the database throws. */
export async function dropLeftSchemas(
  connections: ServerConnections,
  { serverId, address, user, schemas }: SchemasRecord,
  password: string,
  signal: AbortSignal,
): Promise<void> {
  await connections.withShell(serverId, signal, async (shell) => {
    await using session = await remoteTarget(shell, { database: '', address, user, password }).session(null, signal);
    for (const schema of schemas) await dropScratchSchema(session, schema);
  });
}

async function clean(
  { connections, records, log }: ServerScratchOptions,
  { password }: DatabaseCredentials,
  record: SchemasRecord,
): Promise<void> {
  try {
    await dropLeftSchemas(connections, record, password, AbortSignal.timeout(CLEAN_WITHIN_MS));
    await records.forget(record.id);
  } catch (error) {
    records.abandon(record.id);
    log(
      `${record.schemas.join(', ')} could not be dropped and will be at the next start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function assertNotLive({ target, registered }: ServerScratchOptions): void {
  const same = registered.find(
    ({ serverId, source }) =>
      source.kind === 'database' &&
      serverId === target.serverId &&
      source.user.toLowerCase() === target.user.toLowerCase() &&
      meetsSame(source.address, target.address),
  );
  if (same === undefined || same.source.kind !== 'database') return;
  const detail = `${target.user} is the account of ${same.source.database}, and could write to it.\n${scratchAccountStatements('drill')}`;
  throw new AppError('drill.target-is-live', { detail });
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** Whether two addresses may lead to the same database server: by socket or by loopback and port, a server is the same one under several names. */
function meetsSame(a: ServerTarget['address'], b: ServerTarget['address']): boolean {
  if (a.socket !== null && b.socket !== null) return a.socket === b.socket;
  const isLocal = (each: ServerTarget['address']) => each.socket !== null || LOOPBACK.has(each.host.toLowerCase());
  if (isLocal(a) && isLocal(b)) return a.socket !== null || b.socket !== null || a.port === b.port;
  return a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port;
}

/** Returns the version of the server, once the account has been found harmless. */
async function look(imports: ImportTarget, { target: { user }, signal, log }: ServerScratchOptions): Promise<string> {
  await using session = await imports.session(null, signal);
  const lines = (await session.query('SHOW GRANTS')).flatMap((row) => Object.values(row).map(String));
  const { writes, reads } = reachOf(lines);
  if (writes.length > 0) {
    const detail = `${user} could reach: ${writes.join('; ')}.\n${scratchAccountStatements(user)}`;
    throw new AppError('drill.target-reaches-live', { detail });
  }
  if (reads.length > 0) log(`${user} could also read, and change nothing of: ${reads.join('; ')}.`);
  return session.serverVersion;
}
