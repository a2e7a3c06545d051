import type { DatabaseArtifact, DatabaseKind } from '../../shared/model/artifact.ts';
import type { Backup, BackupWarning, Trigger } from '../../shared/model/backup.ts';
import { BackupId } from '../../shared/model/ids.ts';
import { MANIFEST_VERSION, type Manifest } from '../../shared/model/manifest.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { PlaceKeeper } from '../places/place-keeper.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import { instantOf, type Clock } from '../support/clock.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { captureDatabase } from './database/capture-database.ts';

export interface BackupRequest {
  readonly site: Site;
  readonly server: Server;
  readonly sources: readonly Source[];
  readonly kind: DatabaseKind;
  readonly compression: Compression | null;
  readonly label: string | null;
  readonly appVersion: string;
  /** Bytes of the last artifact of this source and kind with this compression; null when there is none. */
  readonly expectedBytes: (source: Source, compression: Compression) => number | null;
}

export interface CaptureTools {
  readonly connections: ServerConnections;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly keeper: PlaceKeeper;
}

export interface CapturedBackup {
  readonly manifest: Manifest;
  /** Absolute folder of the finished backup. */
  readonly location: string;
}

/** Makes one backup of a site in one place. It exists when this resolves; when it rejects, nothing of it is left. */
export async function captureBackup(request: BackupRequest, tools: CaptureTools, job: JobContext): Promise<CapturedBackup> {
  const { site, server, kind } = request;
  if (request.sources.length === 0) throw new AppError('site.has-no-database', { detail: site.name });
  const startedAt = instantOf(tools.clock);
  const { draft, folder } = await tools.keeper.beginBackup(site.name, folderName(startedAt, kind));
  try {
    job.step(`Connecting to ${server.name}`);
    const captured = await tools.connections.withShell(server.id, job.signal, async (shell) => {
      const artifacts: DatabaseArtifact[] = [];
      const warnings: BackupWarning[] = [];
      for (const source of request.sources) {
        const { artifact, warnings: more } = await captureDatabase(
          shell,
          draft,
          {
            site,
            source,
            kind,
            compression: request.compression,
            expectedBytes: (compression) => request.expectedBytes(source, compression),
            takenFiles: artifacts.map(({ file }) => file),
          },
          tools.secrets,
          tools.clock,
          job,
        );
        artifacts.push(artifact);
        warnings.push(...more);
      }
      return { artifacts, warnings };
    });

    job.step('Writing the manifest');
    job.signal.throwIfAborted();
    const backup: Backup = {
      id: BackupId.parse(crypto.randomUUID()),
      siteId: site.id,
      serverId: server.id,
      trigger: triggerOf(request.label),
      label: request.label,
      kind,
      folder,
      startedAt,
      completedAt: instantOf(tools.clock),
      bytes: captured.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0),
      warnings: captured.warnings,
      artifacts: captured.artifacts,
    };
    const manifest: Manifest = {
      format: 'holdfast-manifest',
      version: MANIFEST_VERSION,
      writtenBy: { app: 'holdfast', version: request.appVersion },
      backup,
      site,
      sources: [...request.sources],
      server,
    };
    return { manifest, location: await draft.commit(manifest) };
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

function triggerOf(label: string | null): Trigger {
  return label === null ? 'manual' : 'checkpoint';
}

/** `2026-11-21T020000Z-full`: sorts by time, and no character of it troubles a file system. */
export function folderName(startedAt: string, kind: DatabaseKind): string {
  return `${startedAt.slice(0, 19).replaceAll(':', '')}Z-${kind}`;
}
