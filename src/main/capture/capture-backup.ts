import type { Artifact, ConfigArtifact, DatabaseKind, MediaArtifact } from '../../shared/model/artifact.ts';
import { filesOf } from '../../shared/model/artifact.ts';
import type { Backup, BackupKind, BackupWarning, Trigger } from '../../shared/model/backup.ts';
import { BackupId } from '../../shared/model/ids.ts';
import { MANIFEST_VERSION, type Manifest } from '../../shared/model/manifest.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { ConfigSource, DatabaseSource, MediaSource, Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { BackupDraft, PlaceKeeper } from '../places/place-keeper.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import { instantOf, type Clock } from '../support/clock.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { captureConfig } from './config/capture-config.ts';
import { captureDatabase } from './database/capture-database.ts';
import { captureMedia, type PreviousMedia } from './media/capture-media.ts';

/** How the files of a source are to be taken. */
export type MediaChoice = { readonly kind: 'full' } | { readonly kind: 'incremental'; readonly previous: PreviousMedia };

export interface BackupRequest {
  readonly site: Site;
  readonly server: Server;
  /** What to capture; server-made backups are not among them. */
  readonly sources: readonly Source[];
  readonly kind: BackupKind;
  /** Of database dumps. */
  readonly compression: Compression | null;
  readonly label: string | null;
  readonly trigger: Trigger;
  readonly appVersion: string;
  /** Bytes of the last artifact of this source and kind with this compression; null when there is none. */
  readonly expectedBytes: (source: Source, kind: Artifact['kind'], compression: Compression) => number | null;
  readonly chooseMedia: (source: MediaSource) => Promise<MediaChoice>;
  /** The settings as they were sealed last; null: never. */
  readonly previousConfig: (source: ConfigSource) => ConfigArtifact | null;
  /** Public key that settings are sealed for. Throws `sealing.*`. */
  readonly recipient: () => Promise<string>;
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

interface Captured {
  readonly artifact: Artifact;
  readonly warnings: readonly BackupWarning[];
}

/**
 * Makes one backup of a site in one place, all its parts together. It exists when this resolves; when it rejects, nothing of it is left.
 *
 * Settings come first: they are quick, and a missing key shows before hours of transfer. Then the databases, then the files: whatever file a row names was
 * there when the row was read, so it is in the archive unless it was deleted since.
 */
export async function captureBackup(request: BackupRequest, tools: CaptureTools, job: JobContext): Promise<CapturedBackup> {
  const { site, server, kind } = request;
  const sources = inOrder(request);
  if (sources.length === 0) throw new AppError('site.has-no-source', { detail: site.name });
  const backupId = BackupId.parse(crypto.randomUUID());
  const startedAt = instantOf(tools.clock);
  const { draft, folder } = await tools.keeper.beginBackup(site.name, folderName(startedAt, kind));
  try {
    job.step(`Connecting to ${server.name}`);
    const captured: Captured[] = [];
    for (const source of sources) {
      const taken = captured.flatMap(({ artifact }) => filesOf(artifact).map(({ file }) => file));
      captured.push(await captureSource(source, { request, tools, job, draft, backupId, folder, taken }));
    }

    job.step('Writing the manifest');
    job.signal.throwIfAborted();
    const artifacts = captured.map(({ artifact }) => artifact);
    const backup: Backup = {
      id: backupId,
      siteId: site.id,
      serverId: server.id,
      trigger: request.trigger,
      label: request.label,
      kind,
      folder,
      startedAt,
      completedAt: instantOf(tools.clock),
      bytes: bytesOf(artifacts),
      warnings: captured.flatMap(({ warnings }) => warnings),
      artifacts,
    };
    const manifest: Manifest = {
      format: 'holdfast-manifest',
      version: MANIFEST_VERSION,
      writtenBy: { app: 'holdfast', version: request.appVersion },
      backup,
      site,
      sources: [...sources],
      server,
    };
    return { manifest, location: await draft.commit(manifest) };
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

const ORDER: readonly Source['kind'][] = ['config', 'database', 'media'];

/** Structure and data are kinds of dumps: nothing else is captured with them. */
function inOrder({ sources, kind }: BackupRequest): readonly Source[] {
  const wanted = kind === 'structure' || kind === 'data' ? ['database'] : ORDER;
  return sources.filter((source) => wanted.includes(source.kind)).toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

interface Part {
  readonly request: BackupRequest;
  readonly tools: CaptureTools;
  readonly job: JobContext;
  readonly draft: BackupDraft;
  readonly backupId: BackupId;
  readonly folder: string;
  /** File names the backup has already. */
  readonly taken: readonly string[];
}

function captureSource(source: Source, part: Part): Promise<Captured> {
  switch (source.kind) {
    case 'config':
      return capturedConfig(source, part);
    case 'database':
      return capturedDatabase(source, part);
    case 'media':
      return capturedMedia(source, part);
    case 'server-backups':
      throw new Error('backups made by the server are adopted, not captured');
  }
}

async function capturedConfig(source: ConfigSource, { request, tools, job, draft, taken }: Part): Promise<Captured> {
  const { site, server } = request;
  const recipient = await request.recipient();
  return tools.connections.withShell(server.id, job.signal, (shell) =>
    captureConfig(
      shell,
      draft,
      { site, source, recipients: [recipient], previous: request.previousConfig(source), takenFiles: taken },
      tools.clock,
      job,
    ),
  );
}

async function capturedDatabase(source: DatabaseSource, { request, tools, job, draft, taken }: Part): Promise<Captured> {
  const { site, server, compression } = request;
  const kind = databaseKind(request.kind);
  const expectedBytes = (chosen: Compression) => request.expectedBytes(source, kind, chosen);
  return tools.connections.withShell(server.id, job.signal, (shell) =>
    captureDatabase(shell, draft, { site, source, kind, compression, expectedBytes, takenFiles: taken }, tools.secrets, tools.clock, job),
  );
}

async function capturedMedia(source: MediaSource, { request, tools, job, draft, backupId, folder, taken }: Part): Promise<Captured> {
  const { site, server } = request;
  const choice = await request.chooseMedia(source);
  const previous = choice.kind === 'incremental' ? choice.previous : null;
  const expectedBytes = (compression: Compression) => request.expectedBytes(source, choice.kind, compression);
  const { artifact, warnings } = await captureMedia(
    { connections: tools.connections, serverId: server.id, draft, clock: tools.clock },
    { site, source, kind: choice.kind, previous, backupId, takenFiles: taken, expectedBytes },
    job,
  );
  return { artifact: withChainFiles(artifact, previous?.artifact ?? null, folder), warnings };
}

/** Where each archive of the chain lies beside this one, for those who restore by hand. */
export function withChainFiles(artifact: MediaArtifact, previous: MediaArtifact | null, folder: string): MediaArtifact {
  const own = { folder, file: artifact.file, compression: artifact.compression };
  if (previous === null || artifact.chain.length === 1) return { ...artifact, chainFiles: [own] };
  return { ...artifact, chainFiles: [...(previous.chainFiles ?? []), own] };
}

function databaseKind(kind: BackupKind): DatabaseKind {
  return kind === 'incremental' ? 'full' : kind;
}

/** Sum of all files of the artifacts, in bytes. */
export function bytesOf(artifacts: readonly Artifact[]): number {
  return artifacts.flatMap(filesOf).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `2026-11-21T020000Z-full`: sorts by time, and no character of it troubles a file system. */
export function folderName(startedAt: string, ending: BackupKind | 'adopted' | 'synthetic'): string {
  return `${startedAt.slice(0, 19).replaceAll(':', '')}Z-${ending}`;
}
