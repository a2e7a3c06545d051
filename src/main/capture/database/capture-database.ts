import type { DatabaseArtifact, DatabaseKind } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import { ArtifactId } from '../../../shared/model/ids.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { BackupDraft } from '../../places/place-keeper.ts';
import { artifactFileName } from '../../places/safe-name.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { openDatabaseSession, type DatabaseSession } from '../../sites/database-session.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import { instantOf, type Clock } from '../../support/clock.ts';
import type { SecretStore } from '../../support/secret-store.ts';
import { chooseCompression, FILE_ENDING, readableHere } from './choose-compression.ts';
import { findDumpTool } from './dump-tool.ts';
import { differences, MANY_ROWS, suspiciouslyEmpty } from './gate.ts';
import { hasRows, readLiveInventory } from '../../sites/live-inventory.ts';
import { planDump } from './plan-dump.ts';
import { streamDump } from './stream-dump.ts';

export interface CaptureRequest {
  readonly site: Site;
  readonly source: DatabaseSource;
  readonly kind: DatabaseKind;
  /** Null: the best both ends have. */
  readonly compression: Compression | null;
  /** Bytes of the last artifact of this source, kind and compression; null when there is none. */
  readonly expectedBytes: (compression: Compression) => number | null;
  /** File names the backup has already. */
  readonly takenFiles: readonly string[];
}

export interface CapturedDatabase {
  readonly artifact: DatabaseArtifact;
  readonly warnings: readonly BackupWarning[];
}

/**
 * Captures one database into the draft: inventory, dump, gate. Returns only what passed the gate; on any failure it throws and the caller discards the
 * draft. No session is open while the dump runs: an idle one would be ended by many servers, and some allow one connection only.
 */
export async function captureDatabase(
  shell: RemoteShell,
  draft: BackupDraft,
  request: CaptureRequest,
  secrets: SecretStore,
  clock: Clock,
  job: JobContext,
): Promise<CapturedDatabase> {
  const { site, source, kind } = request;
  const { signal } = job;

  job.step(`Reading what ${source.database} holds`);
  const credentials = await resolveCredentials(shell, site, source, secrets, signal);
  const { database } = credentials;
  const withSession = async <T>(work: (session: DatabaseSession) => Promise<T>): Promise<T> => {
    await using session = await openDatabaseSession(shell, credentials, signal);
    return await work(session);
  };
  const live = await withSession((session) => readLiveInventory(session, database));
  const tool = await findDumpTool(shell, live.isMariaDb, signal);
  const compression = chooseCompression(request.compression, tool.compressions, readableHere());
  const plan = planDump(live, tool, database, kind);
  job.log(`${database}: server ${live.serverVersion}, ${tool.path} ${tool.version}, ${compression}`);
  job.log(`${database}: flags ${plan.flags.join(' ')}`);
  for (const warning of plan.warnings) job.log(`${database}: ${warning.text}`);
  const weak = live.tables.filter((table) => !table.transactional).map(({ name }) => name);
  if (weak.length > 0) job.log(`${database}: no transactions in ${weak.join(', ')}: consistent each for itself, not with the rest`);

  job.step(`Dumping ${database}`, request.expectedBytes(compression));
  const capturedFrom = instantOf(clock);
  const file = artifactFileName(database, `.sql${FILE_ENDING[compression]}`, request.takenFiles);
  const dump = await streamDump(shell, draft, { file, credentials, tool, plan, compression }, job);
  const capturedTo = instantOf(clock);

  job.step(`Comparing ${database} with the server`);
  const suspicious = suspiciouslyEmpty(plan, dump.index, live.tables);
  const withRows = new Set<string>();
  if (suspicious.length > 0) {
    await withSession(async (session) => {
      for (const table of suspicious) if (await hasRows(session, database, table, MANY_ROWS)) withRows.add(table);
    });
  }
  const difference = differences(plan, dump.index, withRows);
  if (difference.length > 0) throw new AppError('capture.inventory-differs', { detail: difference.join('\n') });

  const { inventory } = dump.index;
  const rows = inventory.tables.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  job.log(`${database}: ${inventory.tables.length} tables, ${rows} rows, ${inventory.views.length} views: all the server has`);
  return {
    warnings: plan.warnings,
    artifact: {
      id: ArtifactId.parse(crypto.randomUUID()),
      sourceId: source.id,
      part: 'database',
      database,
      kind,
      file,
      bytes: dump.bytes,
      sha256: dump.sha256,
      compression,
      uncompressedBytes: dump.index.uncompressedBytes,
      capturedFrom,
      capturedTo,
      serverVersion: live.serverVersion,
      dumpTool: { name: tool.path.split('/').at(-1) ?? tool.path, version: tool.version, flags: [...plan.flags] },
      schemaDefaults: live.schemaDefaults,
      characterSets: [...dump.index.characterSets],
      altersDatabase: dump.index.altersDatabase,
      nonTransactionalTables: weak,
      inventory,
    },
  };
}
