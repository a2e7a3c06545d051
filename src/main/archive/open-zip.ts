import { type FileHandle, open } from 'node:fs/promises';
import { configure, type Entry, type EntryGetDataOptions, type FileEntry as ZipFile, ZipReader } from '@zip.js/zip.js';
import { AppError } from '../errors/app-error.ts';
import { LocalFileReader } from './local-file-reader.ts';
import { type ZipEntry, zipEntryOf } from './zip-entry.ts';
import { zipProblem } from './zip-problem.ts';

export type { ZipEntry } from './zip-entry.ts';

export interface OpenZip extends AsyncDisposable {
  readonly entries: readonly ZipEntry[];
  /** Some entry is encrypted. Names never are. */
  readonly encrypted: boolean;
  /**
   * The bytes of an entry of this zip, decrypted, decompressed and checked against its checksum (or, sealed with AES, its authentication code); only
   * when the iteration ends by itself are they all and right. Throws `zip.password-missing`, `zip.password-wrong`, `zip.damaged` and the reason of `signal`.
   */
  read(entry: ZipEntry, signal?: AbortSignal): AsyncGenerator<Buffer, void, undefined>;
}

const CHUNK_BYTES = 256 * 1024;
/** A wrong password passes the old encryption's test once in 256 times; so often it is asked. */
const PASSWORD_TESTS = 4;

/**
 * Opens a zip on this computer: deflated or stored, of any size, plain or encrypted by AES or the old ZipCrypto. Nothing of it is held in memory but its table of
 * contents. Rejects with `zip.damaged`, with `zip.password-wrong` when a password is given and entries are encrypted by another, and with the error of the
 * file system.
 */
export async function openZip(path: string, password: string | null): Promise<OpenZip> {
  configure({ useWebWorkers: false, chunkSize: CHUNK_BYTES });
  const file = await open(path);
  try {
    return await opened(file, password);
  } catch (error) {
    await file.close();
    throw zipProblem(error);
  }
}

async function opened(file: FileHandle, password: string | null): Promise<OpenZip> {
  const { size } = await file.stat();
  const zip = new ZipReader(new LocalFileReader(file, size));
  const sources = new Map<ZipEntry, Entry>();
  const options: EntryGetDataOptions = { checkCrc32: true, checkAuthenticationCode: true, ...(password !== null && { password }) };
  const found = await zip.getEntries();
  if (password !== null) await testPassword(found, options);
  for (const source of found) {
    const isReadable = !source.encrypted || password !== null;
    const target = source.symlink && !source.directory ? (isReadable ? await contentOf(source, options) : Buffer.alloc(0)) : null;
    sources.set(zipEntryOf(source, target), source);
  }
  return {
    entries: [...sources.keys()],
    encrypted: found.some((entry) => entry.encrypted),
    async *read(entry, signal) {
      const source = sources.get(entry);
      if (source === undefined) throw new TypeError('the entry is of another zip');
      if (source.directory) return;
      if (source.encrypted && password === null) throw new AppError('zip.password-missing');
      signal?.throwIfAborted();
      yield* streamOf(source, { ...options, ...(signal !== undefined && { signal }) });
    },
    async [Symbol.asyncDispose]() {
      await zip.close();
      await file.close();
    },
  };
}

async function testPassword(entries: readonly Entry[], options: EntryGetDataOptions): Promise<void> {
  for (const entry of entries.filter(isEncryptedFile).slice(0, PASSWORD_TESTS)) {
    await entry.getData(new WritableStream<Uint8Array>(), { ...options, checkPasswordOnly: true });
  }
}

function isEncryptedFile(entry: Entry): entry is ZipFile {
  return entry.encrypted && !entry.directory;
}

async function contentOf(source: ZipFile, options: EntryGetDataOptions): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of streamOf(source, options)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* streamOf(source: ZipFile, options: EntryGetDataOptions): AsyncGenerator<Buffer, void, undefined> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const done = source.getData(writable, options).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  try {
    for await (const piece of readable) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  } catch (error) {
    // The library's own error says more than that of the stream it broke.
    const failure = await done;
    throw options.signal?.aborted === true ? options.signal.reason : zipProblem(failure === null ? error : failure.error);
  }
  const failure = await done;
  if (failure !== null) throw options.signal?.aborted === true ? options.signal.reason : zipProblem(failure.error);
}
