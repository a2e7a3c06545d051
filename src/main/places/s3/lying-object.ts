import { createHash, type Hash } from 'node:crypto';
import { AppError } from '../../errors/app-error.ts';
import type { PlannedFile } from '../copy-store.ts';
import type { ObjectHead } from './bucket.ts';
import { checksumOfParts, etagOfParts, partBytesFor, unquoted } from './part-plan.ts';
import type { S3Sink } from './small-sink.ts';

/** Whether what lies there may be this file: its size, our own words on it, and no SHA-256 of the service over the whole that says otherwise. */
export function maySuffice(head: ObjectHead, planned: PlannedFile): boolean {
  if (head.bytes !== planned.bytes || head.sha256 !== planned.sha256) return false;
  const whole = wholeChecksumOf(head);
  return whole === null || whole === base64Of(planned);
}

/**
 * A sink for an object that lies there already: nothing is written. Size and metadata alone say nothing about its bytes, so what the service computed
 * over them is compared with the source while the caller hashes that. Where the service computed nothing that can be compared, the object is believed.
 */
export function lyingSink(planned: PlannedFile, head: ObjectHead): S3Sink {
  const sums = sumsFor(planned, head);
  return {
    offset: planned.bytes,
    prefix: null,
    recheck: sums.take,
    isBelieved: () => wholeChecksumOf(head) !== base64Of(planned) && !sums.isSame(),
    write: async () => {
      throw new AppError('copy.arrived-different', { detail: `${planned.file} is whole already.` });
    },
    finish: async () => {},
    abandon: async () => {},
  };
}

/** Over all bytes; null where the service has none, or one over parts. */
function wholeChecksumOf({ checksumSha256 }: ObjectHead): string | null {
  return checksumSha256 === null || checksumSha256.includes('-') ? null : checksumSha256;
}

function base64Of({ sha256 }: PlannedFile): string {
  return Buffer.from(sha256, 'hex').toString('base64');
}

interface Sums {
  readonly take: (chunk: Buffer) => void;
  /** Every byte was taken, and the service has the same. */
  readonly isSame: () => boolean;
}

/** SHA-256 over the parts where the service has that, else the MD5 in its ETag, over parts or the whole. Parts are those this app sends. */
function sumsFor(planned: PlannedFile, { etag, etagIsMd5, checksumSha256 }: ObjectHead): Sums {
  const theirs = checksumSha256?.includes('-') === true ? checksumSha256 : etagIsMd5 && etag !== null ? unquoted(etag) : null;
  const bySha256 = theirs !== null && theirs === checksumSha256;
  const overParts = theirs?.includes('-') === true;
  const partBytes = overParts ? partBytesFor(planned.bytes) : planned.bytes;
  const digests: Buffer[] = [];
  let sum: Hash = createHash(bySha256 ? 'sha256' : 'md5');
  let taken = 0;
  const endPart = (): void => {
    digests.push(sum.digest());
    sum = createHash(bySha256 ? 'sha256' : 'md5');
  };
  const take = (chunk: Buffer): void => {
    for (let from = 0; theirs !== null && from < chunk.length;) {
      const piece = chunk.subarray(from, from + partBytes - (taken % partBytes));
      sum.update(piece);
      from += piece.length;
      taken += piece.length;
      if (taken === planned.bytes || taken % partBytes === 0) endPart();
    }
  };
  const isSame = (): boolean => {
    if (taken !== planned.bytes || digests.length === 0) return false;
    if (bySha256) return checksumOfParts(digests.map((digest) => digest.toString('base64'))) === theirs;
    const hex = digests.map((digest) => digest.toString('hex'));
    return (overParts ? etagOfParts(hex) : hex[0]) === theirs;
  };
  return { take, isSame };
}
