import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import {
  type Artifact,
  type DatabaseArtifact,
  type FileListFile,
  filesOf,
  type MediaArtifact,
} from '../../../src/shared/model/artifact.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import { sampleArtifact, sampleManifest, sampleSource } from '../../unit/model-samples.ts';
import { NOW, register, type Registered } from '../places/place-folder.ts';

export interface Made {
  readonly manifest: Manifest;
  readonly location: string;
}

/** A place in a folder of its own, as the app claims one. */
export async function placeIn(folder: string): Promise<CopyStore> {
  await mkdir(folder, { recursive: true });
  return openFolderStore(await claimFolder(folder, NOW));
}

export interface BackupOptions {
  readonly folder?: string;
  /** Makes it an incremental of media that needs the archives of these, oldest first. */
  readonly needs?: readonly BackupId[];
}

/** A backup of random bytes in a folder place, written as a capture writes it: one artifact of each size. */
export async function backupIn(
  store: CopyStore,
  sizes: readonly number[],
  registered: Registered = register(),
  options: BackupOptions = {},
): Promise<Made> {
  const { place } = store;
  if (place.kind !== 'this-computer') throw new Error('captures are written on this computer');
  const { server, site } = registered;
  const source = sampleSource(site);
  const id = BackupId.parse(randomUUID());
  const { draft, folder } = await openThisComputer(place).beginBackup(site.name, options.folder ?? '2026-11-21T110000Z-full');
  const write = async (file: string, content: Buffer) => {
    const writer = await draft.writeArtifact(file);
    await writer.write(content);
    return { file, ...(await writer.finish()) };
  };
  const artifacts: Artifact[] = [];
  for (const [n, size] of sizes.entries()) {
    const dump = sampleArtifact(source, await write(`part-${n}.sql.gz`, randomBytes(size)));
    if (options.needs === undefined) artifacts.push(dump);
    else artifacts.push(mediaOf(dump, await write(`part-${n}.files.jsonl.gz`, randomBytes(500)), [...options.needs, id]));
  }
  const bytes = artifacts.flatMap(filesOf).reduce((sum, one) => sum + one.bytes, 0);
  const startedAt = folder.replace(/^(.{13})(..)(..)Z.*$/, '$1:$2:$3.000Z');
  const manifest = sampleManifest(site, server, [source], { id, folder, artifacts, bytes, startedAt });
  return { manifest, location: await draft.commit(manifest) };
}

function mediaOf(dump: DatabaseArtifact, fileList: FileListFile, chain: readonly BackupId[]): MediaArtifact {
  const { id, sourceId, file, bytes, sha256, uncompressedBytes, capturedFrom, capturedTo } = dump;
  const none = { files: 0, bytes: 0, folders: 0, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: 0 };
  return {
    id,
    sourceId,
    file,
    bytes,
    sha256,
    uncompressedBytes,
    capturedFrom,
    capturedTo,
    part: 'media',
    kind: chain.length === 1 ? 'full' : 'incremental',
    compression: 'gzip',
    folders: ['storage/app'],
    archiveTool: null,
    fileList,
    counts: none,
    chain: [...chain],
    synthetic: false,
    resumed: 0,
  };
}

/** Whether the folder holds every artifact of the manifest, byte for byte. */
export function holds(location: string, manifest: Manifest): boolean {
  return manifest.backup.artifacts.flatMap(filesOf).every(
    ({ file, sha256 }) =>
      createHash('sha256')
        .update(readFileSync(join(location, file)))
        .digest('hex') === sha256,
  );
}

export interface WatchedJob extends JobContext {
  readonly lines: string[];
  readonly steps: { readonly title: string; readonly total: number | null }[];
  readonly done: number[];
  readonly stop: AbortController;
}

/** A job that keeps what it was told. `onAdvance` may stop it. */
export function watchedJob(onAdvance: (done: number, job: WatchedJob) => void = () => {}): WatchedJob {
  const stop = new AbortController();
  const job: WatchedJob = {
    jobId: 'job',
    signal: stop.signal,
    stop,
    lines: [],
    steps: [],
    done: [],
    step: (title, total = null) => void job.steps.push({ title, total }),
    advance(done) {
      job.done.push(done);
      onAdvance(done, job);
    },
    log: (line) => void job.lines.push(line),
  };
  return job;
}

/** The same store over a line that is lost after so many bytes read, again and again, `times` in all. `readFrom`: where each reading began. */
export function overBadLine(store: CopyStore, afterBytes: number, times: number): CopyStore & { readonly readFrom: readonly number[] } {
  let left = times;
  const readFrom: number[] = [];
  return {
    ...store,
    readFrom,
    async *read(location, file, from, signal) {
      readFrom.push(from);
      let seen = 0;
      for await (const chunk of store.read(location, file, from, signal)) {
        if (left > 0 && seen + chunk.length > afterBytes) {
          left -= 1;
          yield chunk.subarray(0, afterBytes - seen);
          throw new AppError('place.unreachable', { detail: 'read ECONNRESET' });
        }
        seen += chunk.length;
        yield chunk;
      }
    },
  };
}
