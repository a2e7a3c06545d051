import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { filesOf, type Artifact, type FileListFile } from '../../../shared/model/artifact.ts';
import type { Backup, BackupWarning } from '../../../shared/model/backup.ts';
import { ArtifactId, BackupId } from '../../../shared/model/ids.ts';
import { MANIFEST_VERSION, type Manifest } from '../../../shared/model/manifest.ts';
import type { Server } from '../../../shared/model/server.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { ServerBackupsSource, Source } from '../../../shared/model/source.ts';
import { writeFileList } from '../../archive/write-file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { COMPANION_FILES } from '../../manifest/companions.ts';
import type { BackupDraft, PlaceKeeper } from '../../places/place-keeper.ts';
import { artifactFileName, caseKey, isSafeFileName } from '../../places/safe-name.ts';
import { PRIVATE_FOLDER_MODE } from '../../support/durable-files.ts';
import { instantOf, type Clock } from '../../support/clock.ts';
import { checkArchive } from './check-archive.ts';
import { checkDump } from './check-dump.ts';
import { checkZip, type ZipPasswords } from './check-zip.ts';
import type { CheckedFile, Clues } from './checked-file.ts';
import { factsInFileName, stemOf } from './facts-in-name.ts';
import type { ListedBackup } from './list-adoptable.ts';
import { recognise } from './recognise.ts';
import type { SidecarFacts } from './sidecars.ts';

export interface AdoptRequest {
  readonly site: Site;
  readonly server: Server;
  readonly source: ServerBackupsSource;
  /** All of the site: the manifest names them. */
  readonly sources: readonly Source[];
  readonly file: ListedBackup;
  readonly beside: SidecarFacts;
  readonly appVersion: string;
}

export interface AdoptTools {
  readonly keeper: PlaceKeeper;
  readonly clock: Clock;
  /**
   * A folder on the disk of the keeper's place for files that arrive; made where it is missing. What a pause leaves in it is taken up by the next attempt.
   */
  readonly staging: string;
  /** Brings a file of the server to `target`, whole, fsynced and hashed (lower-case hex). Keeps what it needs to go on beside `target`. */
  readonly pull: (path: string, target: string) => Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** Asked only when a zip is encrypted. */
  readonly passwords: ZipPasswords;
}

export interface AdoptedBackup {
  readonly manifest: Manifest;
  /** Absolute folder of the finished backup. */
  readonly location: string;
}

/**
 * Makes a backup of a file the server made: pulled as it is, recognised by its content, read to its end and described like one of our own. It exists when this
 * resolves; when it rejects, nothing of it is left but what a paused pull needs. Nothing is changed on the server.
 *
 * Throws `adopt.not-readable`, `adopt.hash-differs`, `zip.password-missing`, `zip.password-wrong`, `place.*`, and what `pull` throws.
 */
export async function adoptFile(request: AdoptRequest, tools: AdoptTools, job: JobContext): Promise<AdoptedBackup> {
  const { site, file, beside } = request;
  await mkdir(tools.staging, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const target = join(tools.staging, stagingName(request));
  const pulled = await tools.pull(file.path, target);
  try {
    job.step(`Checking ${file.name}`, pulled.bytes === 0 ? null : pulled.bytes);
    await compareWithSidecar(target, pulled, beside, job.signal);
    const clues: Clues = { named: factsInFileName(file.path), beside, siteDatabases: databasesOf(request.sources) };
    const checked = await check(target, clues, tools, job);
    job.signal.throwIfAborted();

    const backupId = BackupId.parse(crypto.randomUUID());
    const { draft, folder } = await tools.keeper.beginBackup(site.name, `${file.at.slice(0, 19).replaceAll(':', '')}Z-adopted`);
    try {
      const name = artifactName(file.name);
      await draft.takeIn(target, name, pulled);
      const fileList = checked.list === null ? null : await keepList(draft, name, checked, job.signal);
      const artifact = checked.artifact(
        {
          id: ArtifactId.parse(crypto.randomUUID()),
          sourceId: request.source.id,
          backupId,
          file: name,
          bytes: pulled.bytes,
          sha256: pulled.sha256,
          at: file.at,
        },
        fileList,
      );
      const manifest = manifestOf(request, { artifact, checked, backupId, folder, completedAt: instantOf(tools.clock) });
      return { manifest, location: await draft.commit(manifest) };
    } catch (error) {
      await draft.discard();
      throw error;
    }
  } finally {
    // Moved into the backup, or of no use.
    await rm(target, { force: true });
  }
}

/** The same file of the same site is taken up where a pause left it; one that changed since is another one. */
function stagingName({ site, file }: AdoptRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([site.id, file.path, file.bytes, file.modifiedAt]))
    .digest('hex')
    .slice(0, 32);
}

async function check(path: string, clues: Clues, tools: AdoptTools, job: JobContext): Promise<CheckedFile> {
  const recognised = await recognise(path);
  switch (recognised.what) {
    case 'dump':
      return checkDump(path, recognised, clues, job);
    case 'tar':
      return checkArchive(path, recognised, clues, job);
    case 'zip':
      return checkZip(path, clues, tools.passwords, job);
  }
}

/** Throws `adopt.hash-differs` when the file is not the one its maker described. */
async function compareWithSidecar(
  path: string,
  pulled: { readonly bytes: number; readonly sha256: string },
  { hash, bytes }: SidecarFacts,
  signal: AbortSignal,
): Promise<void> {
  if (bytes !== null && bytes !== pulled.bytes)
    throw new AppError('adopt.hash-differs', { detail: `The description beside it names ${bytes} bytes; it has ${pulled.bytes}.` });
  if (hash === null) return;
  const found = hash.algorithm === 'sha256' ? pulled.sha256 : await hashOf(path, hash.algorithm, signal);
  if (found === hash.value) return;
  throw new AppError('adopt.hash-differs', { detail: `${hash.from} names ${hash.algorithm} ${hash.value}; the file has ${found}.` });
}

async function hashOf(path: string, algorithm: string, signal: AbortSignal): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}

/** As the server called it, unless some system cannot take that name. */
function artifactName(name: string): string {
  const companion = COMPANION_FILES.some((file) => caseKey(file) === caseKey(name));
  if (isSafeFileName(name) && !companion) return name;
  const stem = stemOf(name);
  return artifactFileName(stem, name.slice(stem.length).replaceAll(/[^A-Za-z0-9.]/g, ''));
}

async function keepList(draft: BackupDraft, name: string, { list }: CheckedFile, signal: AbortSignal): Promise<FileListFile> {
  const file = artifactFileName(stemOf(name), '.files.jsonl.gz', [name]);
  const writer = await draft.writeArtifact(file);
  await writeFileList(list ?? [], (chunk) => writer.write(chunk), signal);
  return { file, ...(await writer.finish()) };
}

interface Described {
  readonly artifact: Artifact;
  readonly checked: CheckedFile;
  readonly backupId: BackupId;
  readonly folder: string;
  readonly completedAt: string;
}

function manifestOf(request: AdoptRequest, { artifact, checked, backupId, folder, completedAt }: Described): Manifest {
  const { site, server, file, beside } = request;
  const backup: Backup = {
    id: backupId,
    siteId: site.id,
    serverId: server.id,
    trigger: 'adopted',
    label: factsInFileName(file.path).label,
    kind: checked.kind,
    folder,
    startedAt: file.at,
    completedAt,
    bytes: filesOf(artifact).reduce((sum, { bytes }) => sum + bytes, 0),
    warnings: [...checked.warnings, ...besideWarnings(beside)],
    artifacts: [artifact],
    adoptedFrom: { path: file.path, modifiedAt: file.modifiedAt, timeFrom: file.timeFrom },
  };
  return {
    format: 'holdfast-manifest',
    version: MANIFEST_VERSION,
    writtenBy: { app: 'holdfast', version: request.appVersion },
    backup,
    site,
    sources: [...request.sources],
    server,
  };
}

function besideWarnings({ unread }: SidecarFacts): readonly BackupWarning[] {
  return unread.map((name) => ({
    code: 'adopt.sidecar-unread',
    text: `${name}, which lies beside it, was not understood: what it says was not compared.`,
  }));
}

function databasesOf(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => (source.kind === 'database' ? [source.database] : []));
}
