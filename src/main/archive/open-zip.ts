import { open } from 'node:fs/promises';
import { configure, type Entry, type EntryGetDataOptions, type FileEntry as ZipFile, type Reader, ZipReader } from '@zip.js/zip.js';
import { AppError } from '../errors/app-error.ts';
import { EntryFinder } from './entry-finder.ts';
import { LocalFileReader } from './local-file-reader.ts';
import { StreamReader, type ZipBytes } from './stream-reader.ts';
import { type ZipEntry, zipEntryOf } from './zip-entry.ts';
import { zipProblem } from './zip-problem.ts';

export type { ZipBytes } from './stream-reader.ts';
export { lastOfEach, type ZipEntry } from './zip-entry.ts';

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
const LONGEST_TARGET = 4096;

/**
 * Opens a zip on this computer, by its path, or wherever its bytes can be read from any of them on: deflated or stored, of any size, plain or encrypted by AES or
 * the old ZipCrypto. Nothing of it is held in memory but the names and sizes of its table of contents. Rejects with `zip.damaged`, with `zip.password-wrong` when a password is given and
 * entries are encrypted by another, and with the error of the file system or of whoever gives the bytes.
 */
export async function openZip(from: string | ZipBytes, password: string | null): Promise<OpenZip> {
  configure({ useWebWorkers: false, chunkSize: CHUNK_BYTES });
  const bytes = typeof from === 'string' ? await localBytes(from) : streamedBytes(from);
  try {
    return await opened(bytes, password);
  } catch (error) {
    await bytes.close();
    throw zipProblem(error);
  }
}

interface OpenBytes {
  readonly reader: Reader<unknown>;
  readonly close: () => Promise<void>;
}

async function localBytes(path: string): Promise<OpenBytes> {
  const file = await open(path);
  const { size } = await file.stat();
  return { reader: new LocalFileReader(file, size), close: () => file.close() };
}

function streamedBytes(bytes: ZipBytes): OpenBytes {
  const reader = new StreamReader(bytes);
  return { reader, close: () => reader.close() };
}

async function opened({ reader, close }: OpenBytes, password: string | null): Promise<OpenZip> {
  const zip = new ZipReader(reader);
  const finder = new EntryFinder(() => new ZipReader(reader).getEntriesGenerator());
  const places = new Map<ZipEntry, number>();
  const options: EntryGetDataOptions = { checkCrc32: true, checkAuthenticationCode: true, ...(password !== null && { password }) };
  let encryptedFiles = 0;
  let encrypted = false;
  for await (const source of zip.getEntriesGenerator()) {
    encrypted ||= source.encrypted;
    if (isEncryptedFile(source) && password !== null && (encryptedFiles += 1) <= PASSWORD_TESTS)
      await source.getData(new WritableStream<Uint8Array>(), { ...options, checkPasswordOnly: true });
    const isReadable = !source.encrypted || password !== null;
    const target = source.symlink && !source.directory ? (isReadable ? await targetOf(source, options) : Buffer.alloc(0)) : null;
    places.set(zipEntryOf(source, target), places.size);
    finder.keep(source);
  }
  return {
    entries: [...places.keys()],
    encrypted,
    async *read(entry, signal) {
      const place = places.get(entry);
      if (place === undefined) throw new TypeError('the entry is of another zip');
      const source = await finder.find(place).catch((error: unknown) => {
        throw zipProblem(error);
      });
      if (source.directory) return;
      if (source.encrypted && password === null) throw new AppError('zip.password-missing');
      signal?.throwIfAborted();
      yield* streamOf(source, { ...options, ...(signal !== undefined && { signal }) });
    },
    async [Symbol.asyncDispose]() {
      await zip.close();
      await close();
    },
  };
}

function isEncryptedFile(entry: Entry): entry is ZipFile {
  return entry.encrypted && !entry.directory;
}

/** Of a link. No system has longer ones. */
async function targetOf(source: ZipFile, options: EntryGetDataOptions): Promise<Buffer> {
  if (source.uncompressedSize > LONGEST_TARGET)
    throw new AppError('zip.damaged', { detail: `${source.filename}: a link of ${source.uncompressedSize} bytes` });
  const pieces: Buffer[] = [];
  for await (const piece of streamOf(source, options)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* streamOf(source: ZipFile, options: EntryGetDataOptions): AsyncGenerator<Buffer, void, undefined> {
  let control: TransformStreamDefaultController<Uint8Array> | null = null;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({ start: (controller) => void (control = controller) });
  const done = source.getData(writable, options).then(
    () => null,
    (error: unknown) => {
      // The library leaves the stream open when it fails before the first byte, and whoever reads would wait for ever.
      control?.error(error);
      return { error };
    },
  );
  try {
    let bytes = 0;
    for await (const piece of readable) {
      bytes += piece.byteLength;
      // Whoever reads has planned with the size that the table of contents says: a few bytes can hold the disk full of zeros.
      if (bytes > source.uncompressedSize)
        throw new AppError('zip.damaged', { detail: `${source.filename} is longer than the ${source.uncompressedSize} bytes it says` });
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
    if (bytes < source.uncompressedSize)
      throw new AppError('zip.damaged', {
        detail: `${source.filename}: ${bytes} bytes, its size is said to be ${source.uncompressedSize}`,
      });
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The library's own error says more than that of the stream it broke.
    const failure = await done;
    throw options.signal?.aborted === true ? options.signal.reason : zipProblem(failure === null ? error : failure.error);
  }
  const failure = await done;
  if (failure !== null) throw options.signal?.aborted === true ? options.signal.reason : zipProblem(failure.error);
}
