import { createHash } from 'node:crypto';

const MIB = 1024 * 1024;
/** Smaller ones cost a request each; S3 refuses parts below 5 MiB. */
const SMALLEST_PART_BYTES = 8 * MIB;
/** S3 takes 10,000 parts; some are left for services that count differently. */
const MOST_PARTS = 9_000;

/** Follows from the size of the file alone, so that a later attempt continues with the same parts. Whole MiB. */
export function partBytesFor(fileBytes: number): number {
  return Math.max(SMALLEST_PART_BYTES, Math.ceil(fileBytes / MOST_PARTS / MIB) * MIB);
}

/** A file of one part needs no upload in parts. */
export function isSmall(fileBytes: number): boolean {
  return fileBytes <= SMALLEST_PART_BYTES;
}

/** A part that lies there, as the service lists it. */
export interface ListedPart {
  readonly number: number;
  readonly bytes: number;
  readonly etag: string;
  /** Base64; null where the service computed none. */
  readonly checksumSha256: string | null;
}

/** The parts to go on from: from the first one without a gap, each of its full size. What lies behind a gap is sent again. */
export function partsToKeep(listed: readonly ListedPart[], fileBytes: number): readonly ListedPart[] {
  const partBytes = partBytesFor(fileBytes);
  const byNumber = new Map(listed.map((part) => [part.number, part]));
  const kept: ListedPart[] = [];
  for (let number = 1, from = 0; from < fileBytes; number += 1, from += partBytes) {
    const part = byNumber.get(number);
    if (part === undefined || part.bytes !== Math.min(partBytes, fileBytes - from)) break;
    kept.push(part);
  }
  return kept;
}

/** What the service must have as ETag after all parts: MD5 over the MD5s of the parts, and their number. Null when a part's ETag is no MD5 (KMS). */
export function etagOfParts(etags: readonly string[]): string | null {
  const sums = etags.map(plainMd5);
  if (sums.some((sum) => sum === null)) return null;
  const whole = createHash('md5');
  for (const sum of sums) whole.update(Buffer.from(sum ?? '', 'hex'));
  return `${whole.digest('hex')}-${etags.length}`;
}

/** The same for SHA-256 checksums, base64. */
export function checksumOfParts(checksums: readonly (string | null)[]): string | null {
  if (checksums.some((checksum) => checksum === null)) return null;
  const whole = createHash('sha256');
  for (const checksum of checksums) whole.update(Buffer.from(checksum ?? '', 'base64'));
  return `${whole.digest('base64')}-${checksums.length}`;
}

/** Lower-case hex; null when it is no MD5 of the bytes. */
export function plainMd5(etag: string): string | null {
  const plain = unquoted(etag);
  return /^[0-9a-f]{32}$/u.test(plain) ? plain : null;
}

export function unquoted(etag: string): string {
  return etag.replaceAll('"', '').toLowerCase();
}
