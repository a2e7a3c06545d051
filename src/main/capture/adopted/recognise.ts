import { createReadStream } from 'node:fs';
import type { Compression } from '../../../shared/model/preflight.ts';
import { decompressed } from '../../compression/decompressed.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import { AppError } from '../../errors/app-error.ts';

/** What a file is by its content. `head`: the first bytes of what is in it, decompressed. */
export interface Recognised {
  readonly what: 'dump' | 'tar' | 'zip';
  readonly compression: Compression;
  readonly head: Buffer;
}

/** Enough for a header of tar, and for the comments at the beginning of a dump. */
const HEAD_BYTES = 16 * 1024;

/** Looks into a file: its name may say anything. Throws `adopt.not-readable` with what it is instead. */
export async function recognise(path: string): Promise<Recognised> {
  const outer = await headOf(createReadStream(path, { highWaterMark: HEAD_BYTES }));
  if (outer.length === 0) throw refused('The file is empty.');
  if (isZip(outer)) return { what: 'zip', compression: 'none', head: outer };
  const compression = compressionOf(outer);
  const head = compression === 'none' ? outer : await innerHead(path, compression);
  if (isTar(head)) return { what: 'tar', compression, head };
  const words = foreignWords(head);
  if (words !== null) throw refused(compression === 'none' ? words : `Compressed with ${compression}: ${words}`);
  return { what: 'dump', compression, head };
}

/** In words what a head is that is no SQL of MySQL or MariaDB; null when it is. */
function foreignWords(head: Buffer): string | null {
  for (const [magic, words] of FOREIGN) if (head.subarray(0, magic.length).equals(magic)) return words;
  const text = head.toString('latin1');
  if (/PostgreSQL database dump/.test(text)) return 'A dump of PostgreSQL, which cannot be checked here.';
  if (/^PRAGMA foreign_keys/m.test(text)) return 'A dump of SQLite, which cannot be checked here.';
  if (!SQL_START.test(text.replace(/^\xef\xbb\xbf/, ''))) return 'Neither SQL nor a tar or zip archive.';
  return null;
}

const SQL_START = /^(?:\s|;)*(?:--|\/\*|#|(?:CREATE|INSERT|SET|DROP|USE|BEGIN|START|LOCK|ALTER|DELIMITER|REPLACE|TRUNCATE)\b)/iu;

const FOREIGN: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), 'Compressed with xz, which cannot be opened here.'],
  [Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 'A 7z archive, which cannot be opened here.'],
  [Buffer.from('Rar!'), 'A RAR archive, which cannot be opened here.'],
  [Buffer.from('PGDMP'), 'A dump of PostgreSQL, which cannot be checked here.'],
  [Buffer.from('SQLite format 3\0'), 'A database of SQLite, which cannot be checked here.'],
  [Buffer.from('age-encryption.org/'), 'Sealed with age: nobody but the holder of its key can check it.'],
  [Buffer.from('Salted__'), 'Encrypted with openssl: it cannot be checked without its password.'],
  [Buffer.from([0x1f, 0x8b]), 'Compressed twice.'],
];

/** By the first bytes. */
export function compressionOf(head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))) return 'zstd';
  return /^BZh[1-9]1AY&SY/.test(head.toString('latin1', 0, 10)) ? 'bzip2' : 'none';
}

function isZip(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, 4);
  return magic === 'PK\x03\x04' || magic === 'PK\x05\x06';
}

function isTar(head: Buffer): boolean {
  return head.length >= 512 && head.toString('latin1', 257, 262) === 'ustar';
}

async function innerHead(path: string, compression: Compression): Promise<Buffer> {
  try {
    return await headOf(decompressed(createReadStream(path) as AsyncIterable<Buffer>, compression));
  } catch (error) {
    if (error instanceof UnreadableError) throw refused(error.message, error);
    throw error;
  }
}

/** The first bytes of what comes, at most 16 kB; the rest is not read. */
export async function headOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

function refused(detail: string, cause?: unknown): AppError {
  return new AppError('adopt.not-readable', { detail, cause });
}
