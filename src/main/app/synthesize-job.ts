import { createHash } from 'node:crypto';
import { type Artifact, filesOf, isMedia, type MediaArtifact } from '../../shared/model/artifact.ts';
import type { Backup, Copy } from '../../shared/model/backup.ts';
import { ArtifactId, BackupId, type SourceId } from '../../shared/model/ids.ts';
import { MANIFEST_VERSION, type Manifest } from '../../shared/model/manifest.ts';
import { buildSyntheticFull, type ChainArchive } from '../archive/synthetic-full.ts';
import { writeFileList } from '../archive/write-file-list.ts';
import { bytesOf, folderName, withChainFiles } from '../capture/capture-backup.ts';
import { canCompress } from '../compression/compressed.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import type { BackupDraft } from '../places/place-keeper.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { instantOf } from '../support/clock.ts';
import { blameCopies } from './blame-copies.ts';
import { nearestFirst, openCopy, readFileListOf } from './file-lists.ts';
import type { SynthesizeParams } from './job-requests.ts';
import { keepBackup } from './keep-backup.ts';
import { needPlace, type Modules } from './modules.ts';
import { verifying } from './verifying.ts';

/**
 * Puts the end of a chain together as a full on this computer, without asking the server: the same recovery point again, with its dumps and settings, that
 * needs no other backup. Every file is checked against its hash on the way; what is not what it should be ends the job, and nothing is kept.
 * The copies that were read are checked then: a damaged one loses its proof, so that the next backup builds on another copy of it or reads everything.
 */
export async function runSynthesize(modules: Modules, { backupId }: SynthesizeParams, job: JobContext): Promise<JobOutcome> {
  const { catalog, clock, appVersion } = modules;
  const manifest = catalog.backups.manifestOf(backupId);
  if (manifest === null) throw new AppError('backup.not-found', { detail: backupId });
  const { backup, site, server, sources } = manifest;
  if (!backup.artifacts.some((artifact) => isMedia(artifact) && artifact.chain.length > 1)) {
    throw new AppError('synthesize.nothing-to-do', { detail: backup.folder });
  }
  const id = BackupId.parse(crypto.randomUUID());
  const keeper = openThisComputer(needPlace(modules));
  const { draft, folder } = await keeper.beginBackup(site.name, folderName(backup.startedAt, 'synthetic'));
  const read = new Map<BackupId, Copy>();
  let location: string;
  let made: Manifest;
  try {
    const artifacts: Artifact[] = [];
    for (const artifact of backup.artifacts) {
      const whole = isMedia(artifact)
        ? await builtFull(modules, backup, artifact, draft, read, job)
        : await copied(modules, backup, artifact, draft, read, job);
      artifacts.push(isMedia(whole) ? withChainFiles({ ...whole, chain: [id] }, null, folder) : whole);
    }
    job.step('Writing the manifest');
    job.signal.throwIfAborted();
    const fresh: Backup = {
      ...backup,
      id,
      trigger: 'synthetic',
      label: null,
      kind: 'full',
      folder,
      completedAt: instantOf(clock),
      bytes: bytesOf(artifacts),
      artifacts,
    };
    made = {
      format: 'holdfast-manifest',
      version: MANIFEST_VERSION,
      writtenBy: { app: 'holdfast', version: appVersion },
      backup: fresh,
      site,
      sources,
      server,
    };
    location = await draft.commit(made);
  } catch (error) {
    await draft.discard();
    throw await blameCopies(verifying(modules), error, [...read.values()], job);
  }
  return keepBackup(modules, made, location, true, job);
}

async function builtFull(
  modules: Modules,
  backup: Backup,
  artifact: MediaArtifact,
  draft: BackupDraft,
  read: Map<BackupId, Copy>,
  job: JobContext,
): Promise<MediaArtifact> {
  const links = artifact.chain.map((needed) => linkOf(modules, needed, artifact.sourceId));
  job.step(`Reading what ${artifact.folders.join(', ')} held`);
  const list = await readFileListOf(modules, backup.id, artifact, job.signal);
  const archives = await Promise.all(links.map(async (link) => archiveOf(modules, link, read, job.signal)));
  const compression = canCompress(artifact.compression) ? artifact.compression : 'gzip';
  job.step(
    `Putting ${artifact.folders.join(', ')} together`,
    Math.max(
      1,
      links.reduce((sum, link) => sum + link.artifact.bytes, 0),
    ),
  );
  const writer = await draft.writeArtifact(artifact.file);
  const full = await buildSyntheticFull({
    list,
    archives,
    compression,
    write: (chunk) => writer.write(chunk),
    signal: job.signal,
    onBytes: (bytes) => job.advance(bytes),
  });
  const written = await writer.finish();
  const listWriter = await draft.writeArtifact(artifact.fileList.file);
  await writeFileList(full.list, (chunk) => listWriter.write(chunk), job.signal);
  return {
    ...artifact,
    id: ArtifactId.parse(crypto.randomUUID()),
    kind: 'full',
    ...written,
    compression,
    uncompressedBytes: full.uncompressedBytes,
    fileList: { file: artifact.fileList.file, ...(await listWriter.finish()) },
    counts: { ...artifact.counts, added: 0, changed: 0, removed: 0, touched: 0 },
    synthetic: true,
  };
}

interface Link {
  readonly backupId: BackupId;
  readonly artifact: MediaArtifact;
}

function linkOf({ catalog }: Modules, backupId: BackupId, sourceId: SourceId): Link {
  const artifact = catalog.backups
    .find(backupId)
    ?.artifacts.filter(isMedia)
    .find((each) => each.sourceId === sourceId);
  if (artifact === undefined) throw new AppError('backup.not-found', { detail: `${backupId}, which the chain needs` });
  return { backupId, artifact };
}

async function archiveOf(
  modules: Modules,
  { backupId, artifact }: Link,
  read: Map<BackupId, Copy>,
  signal: AbortSignal,
): Promise<ChainArchive> {
  const { store, location } = await nearestCopy(modules, backupId, read);
  return { compression: artifact.compression, open: () => store.read(location, artifact.file, 0, signal) };
}

/** The copy that is read is put into `read`. */
async function nearestCopy(modules: Modules, backupId: BackupId, read: Map<BackupId, Copy>) {
  const { catalog } = modules;
  const faults: string[] = [];
  for (const copy of nearestFirst(catalog.places, catalog.backups.copiesOf(backupId))) {
    try {
      const opened = await openCopy(modules, copy);
      read.set(backupId, copy);
      return opened;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      faults.push(error.message);
    }
  }
  throw new AppError('copy.no-source', { detail: [backupId, ...faults].join('\n') });
}

/** A dump or sealed settings, byte for byte, checked on the way. */
async function copied(
  modules: Modules,
  { id, folder }: Backup,
  artifact: Artifact,
  draft: BackupDraft,
  read: Map<BackupId, Copy>,
  job: JobContext,
): Promise<Artifact> {
  const { store, location } = await nearestCopy(modules, id, read);
  for (const { file, bytes, sha256 } of filesOf(artifact)) {
    job.step(`Copying ${file}`, Math.max(1, bytes));
    const writer = await draft.writeArtifact(file);
    const hash = createHash('sha256');
    let done = 0;
    for await (const chunk of store.read(location, file, 0, job.signal)) {
      hash.update(chunk);
      done += chunk.length;
      await writer.write(chunk);
      job.advance(done);
    }
    await writer.finish();
    if (hash.digest('hex') !== sha256) throw new AppError('verify.hash-differs', { detail: `${folder}: ${file}` });
  }
  return { ...artifact, id: ArtifactId.parse(crypto.randomUUID()) };
}
