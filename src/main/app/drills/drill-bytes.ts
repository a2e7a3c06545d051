import { createHash } from 'node:crypto';
import { type FileListFile, isMedia, type MediaArtifact } from '../../../shared/model/artifact.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { readFileList } from '../../archive/read-file-list.ts';
import { unlockZip } from '../../archive/unlock-zip.ts';
import type { SampleArchive } from '../../drills/media-sample.ts';
import type { DrillWork } from '../../drills/run-drill.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { assertPlaceAnswers, pathInPlace, readFailure } from '../../places/look-at-copy.ts';
import { copySource } from '../../restore/import/dump-source.ts';
import { checkConfig } from '../../verification/check-config.ts';
import { nearestFirst, openCopy } from '../file-lists.ts';
import type { Modules } from '../modules.ts';
import { verifying } from '../verifying.ts';
import type { ChosenCopy } from './drill-copy.ts';

type Bytes = Pick<DrillWork, 'sourceOf' | 'listOf' | 'archivesOf' | 'openZip' | 'checkSettings'>;
type Using = Pick<Modules, 'catalog' | 'clock' | 'stores' | 'keys' | 'secrets'>;

/** The ways to the bytes of the copy that is tried. What cannot be read of it is told from a place that does not answer any more. */
export function drillBytes(modules: Using, chosen: ChosenCopy, job: JobContext): Bytes {
  const { store, location } = chosen;
  return {
    sourceOf(artifact) {
      const source = copySource(chosen, artifact);
      return { ...source, read: (from, signal) => blamed(chosen, artifact.file, source.read(from, signal), signal) };
    },
    async listOf({ fileList }, signal) {
      const files: ListedFile[] = [];
      const read = blamed(chosen, fileList.file, store.read(location, fileList.file, 0, signal), signal);
      for await (const file of readFileList(checked(read, fileList))) files.push(file);
      return files;
    },
    archivesOf: (artifact) => Promise.all(artifact.chain.map((backupId) => archiveIn(modules, chosen, backupId, artifact, job.signal))),
    openZip: ({ file, bytes, sourceId }) =>
      unlockZip(
        { size: bytes, read: (from) => blamed(chosen, file, store.read(location, file, from, job.signal), job.signal) },
        () => chosen.passwords?.(sourceId, job.signal) ?? [],
      ),
    async checkSettings(artifact) {
      const openSealed = await verifying(modules).openSealed();
      let opened = false;
      const noticed =
        openSealed === null
          ? null
          : async function* (chunks: AsyncIterable<Buffer>) {
              for await (const piece of openSealed(chunks)) {
                opened = true;
                yield piece;
              }
            };
      const problem = await checkConfig({ store, location }, artifact, noticed, job);
      return { opened, problem };
    },
  };
}

/** The archives of a chain lie in the place of the copy that is tried; one that does not is read from wherever it is nearest. */
async function archiveIn(
  modules: Using,
  { copy, store, location }: ChosenCopy,
  backupId: MediaArtifact['chain'][number],
  { sourceId }: MediaArtifact,
  signal: AbortSignal,
): Promise<SampleArchive> {
  const { catalog } = modules;
  const artifact = catalog.backups
    .find(backupId)
    ?.artifacts.filter(isMedia)
    .find((each) => each.sourceId === sourceId);
  if (artifact === undefined) throw new AppError('backup.not-found', { detail: `${backupId}, which the chain needs` });
  const archiveAt = (at: Pick<ChosenCopy, 'store' | 'location'>): SampleArchive => ({
    name: pathInPlace(at.store.place, at.location, artifact.file),
    compression: artifact.compression,
    open: () => blamed(at, artifact.file, at.store.read(at.location, artifact.file, 0, signal), signal),
  });
  if (backupId === copy.backupId) return archiveAt({ store, location });
  const copies = nearestFirst(catalog.places, catalog.backups.copiesOf(backupId));
  const beside = copies.find(({ placeId }) => placeId === copy.placeId) ?? copies[0];
  if (beside === undefined) throw new AppError('drill.no-backup', { detail: `No copy holds of ${backupId}, which the files need.` });
  return archiveAt(await openCopy(modules, beside));
}

/** A file that is gone or cannot be read speaks against the copy, unless its place does not answer at all. */
async function* blamed(
  { store, location }: Pick<ChosenCopy, 'store' | 'location'>,
  file: string,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    signal.throwIfAborted();
    await assertPlaceAnswers(store, signal);
    throw readFailure(pathInPlace(store.place, location, file), error);
  }
}

/** Throws at the end when the bytes are not those that were recorded. */
async function* checked(chunks: AsyncIterable<Buffer>, { file, sha256 }: FileListFile): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new AppError('verify.hash-differs', { detail: file });
}
