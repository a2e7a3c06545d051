import { formatBytes } from '../../../shared/format/bytes.ts';
import type { CompressionAdvice } from '../../../shared/model/source.ts';
import type { FileEntry } from '../../archive/file-list.ts';

/** Sizes of the beginning of one file, in bytes; null where the server lacks the program. */
export interface SampledFile {
  readonly bytes: number;
  readonly gzip: number | null;
  readonly zstd: number | null;
}

export const SAMPLE_FILES = 16;
export const SAMPLE_BYTES = 256 * 1024;

/**
 * Less than this saved is not worth a compressor: `tar | gzip -1` takes five times as long as tar alone, and zstd, at a fraction of it, still costs a
 * processor of the server.
 */
const WORTH_SAVING = 0.05;
/** A file that keeps this much of its size is compressed already. */
const COMPRESSED_ALREADY = 0.95;

/**
 * Which compression the sample speaks for, and why, with the figures. zstd goes before gzip where both ends have it: as small, and many times faster.
 * `available`: what the server can write and this computer can read. Pure.
 */
export function adviseCompression(sample: readonly SampledFile[], available: ReadonlySet<'gzip' | 'zstd' | 'none'>): CompressionAdvice {
  const files = sample.filter(({ bytes }) => bytes > 0);
  const sampledFiles = files.length;
  if (sampledFiles === 0) return { proposed: 'none', why: 'There are no files with content to try it on.', sampledFiles, ratio: null };
  const method = (['zstd', 'gzip'] as const).find((name) => available.has(name) && files.every((file) => file[name] !== null));
  if (method === undefined)
    return { proposed: 'none', why: 'The server has no compression that this computer can read.', sampledFiles, ratio: null };
  const before = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const after = files.reduce((sum, file) => sum + (file[method] ?? file.bytes), 0);
  const ratio = after / before;
  const saved = Math.max(0, Math.round((1 - ratio) * 100));
  if (1 - ratio < WORTH_SAVING) {
    const already = files.filter((file) => (file[method] ?? file.bytes) >= file.bytes * COMPRESSED_ALREADY).length;
    const why = `${already} of ${sampledFiles} sampled files are compressed already: ${saved} % would be saved.`;
    return { proposed: 'none', why, sampledFiles, ratio };
  }
  const why = `${method} makes ${formatBytes(after)} of ${formatBytes(before)} from ${sampledFiles} sampled ${sampledFiles === 1 ? 'file' : 'files'}: ${saved} % saved.`;
  return { proposed: method, why, sampledFiles, ratio };
}

/**
 * Files for a sample: at even distances by bytes, so that what fills the archive speaks, not what is most numerous. The same listing gives the same files.
 */
export function pickSample<T extends FileEntry>(entries: readonly T[]): readonly T[] {
  const files = entries.filter(({ type, bytes }) => type === 'file' && bytes > 0);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const picked: T[] = [];
  let seen = 0;
  for (const file of files) {
    const before = Math.floor((seen / total) * SAMPLE_FILES);
    seen += file.bytes;
    if (Math.floor((seen / total) * SAMPLE_FILES) > before) picked.push(file);
  }
  return picked.slice(0, SAMPLE_FILES);
}
