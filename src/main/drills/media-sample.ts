import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compression } from '../../shared/model/preflight.ts';
import { displayName } from '../archive/display-name.ts';
import type { ListedFile } from '../archive/file-list.ts';
import { tarEvents } from '../archive/tar-events.ts';
import { decompressed } from '../compression/decompressed.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';

/** An archive of a chain, wherever it lies. */
export interface SampleArchive {
  readonly name: string;
  readonly compression: Compression;
  readonly open: () => AsyncIterable<Buffer>;
}

export interface SampleResult {
  readonly sampled: number;
  readonly bytes: number;
  /** One sentence each. */
  readonly differences: readonly string[];
}

export interface SampleOptions {
  readonly files: readonly ListedFile[];
  /** Of the chain, oldest first: where `at` of a file points. */
  readonly archives: readonly SampleArchive[];
  /** Where the files are restored to; each is deleted when it was hashed. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onFile?: (done: number) => void;
}

/** So many files by chance; the same for the same seed. Pure. */
export function chooseSample(files: readonly ListedFile[], count: number, seed: string): readonly ListedFile[] {
  const regular = files.filter(({ type }) => type === 'file');
  if (regular.length <= count) return regular;
  const lots = regular.map((file) => ({ file, lot: createHash('sha256').update(seed).update(file.path).digest('hex') }));
  return lots
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, count)
    .map(({ file }) => file);
}

/** Takes files out of the archives of a chain, writes each to the disk, reads it back and compares its hash. Throws what the source throws. */
export async function restoreSample({ files, archives, folder, signal, onFile }: SampleOptions): Promise<SampleResult> {
  const differences: string[] = [];
  let done = 0;
  let bytes = 0;
  const byArchive = Map.groupBy(files, ({ at }) => at);
  for (const [at, wanted] of byArchive) {
    const archive = archives[at];
    if (archive === undefined) {
      differences.push(...wanted.map((file) => `${displayName(file.path)}: lies in archive ${at + 1} of ${archives.length}`));
      continue;
    }
    const open = new Map(wanted.map((file) => [keyOf(file.path), file]));
    const take = async (file: ListedFile, path: string) => {
      open.delete(keyOf(file.path));
      const difference = await differenceOf(file, path, signal);
      if (difference !== null) differences.push(difference);
      bytes += file.bytes;
      done += 1;
      onFile?.(done);
    };
    try {
      await extract(archive, open, folder, signal, take);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      differences.push(`${archive.name}: ${error.message}`);
    }
    for (const file of open.values()) differences.push(`${displayName(file.path)}: could not be taken out of ${archive.name}`);
  }
  return { sampled: files.length, bytes, differences };
}

type Take = (file: ListedFile, path: string) => Promise<void>;

/** A hard link has no bytes of its own: those of the name it shares them with are read in another pass. */
async function extract(
  archive: SampleArchive,
  wanted: Map<string, ListedFile>,
  folder: string,
  signal: AbortSignal,
  take: Take,
): Promise<void> {
  const links = await pass(archive, new Map([...wanted].map(([key, file]) => [key, [file]])), folder, signal, take);
  if (links.size > 0) await pass(archive, links, folder, signal, take);
}

/** Reads no further than to the last of them. Returns those that are links, by the name whose bytes they share. */
async function pass(
  archive: SampleArchive,
  wanted: Map<string, readonly ListedFile[]>,
  folder: string,
  signal: AbortSignal,
  take: Take,
): Promise<Map<string, readonly ListedFile[]>> {
  const links = new Map<string, readonly ListedFile[]>();
  const path = join(folder, 'restored-file');
  let current: { readonly files: readonly ListedFile[]; readonly handle: FileHandle } | null = null;
  try {
    for await (const events of tarEvents(decompressed(archive.open(), archive.compression))) {
      for (const event of events) {
        signal.throwIfAborted();
        switch (event.kind) {
          case 'begin': {
            const key = keyOf(event.entry.path);
            const files = wanted.get(key);
            if (files === undefined || event.entry.type !== 'file') break;
            wanted.delete(key);
            if (event.entry.linkedTo === null) current = { files, handle: await open(path, 'w', 0o600) };
            else links.set(keyOf(event.entry.linkedTo), [...(links.get(keyOf(event.entry.linkedTo)) ?? []), ...files]);
            break;
          }
          case 'data':
            if (current !== null) await writeAll(current.handle, event.data);
            break;
          case 'end':
            if (current === null) break;
            await current.handle.close();
            for (const file of current.files) await take(file, path);
            current = null;
        }
      }
      if (current === null && wanted.size === 0) break;
    }
  } finally {
    await current?.handle.close().catch(() => {});
    await rm(path, { force: true });
  }
  return links;
}

async function writeAll(handle: FileHandle, data: Buffer): Promise<void> {
  for (let at = 0; at < data.length;) at += (await handle.write(data, at)).bytesWritten;
}

/** Reads a restored file back. Null: it is the one of the list. */
export async function differenceOf(file: ListedFile, path: string, signal: AbortSignal): Promise<string | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  if (bytes !== file.bytes) return `${displayName(file.path)}: ${bytes} bytes, the list says ${file.bytes}`;
  return hash.digest('hex') === file.sha256 ? null : `${displayName(file.path)}: other bytes than the list says`;
}

function keyOf(path: Buffer): string {
  return path.toString('latin1');
}
