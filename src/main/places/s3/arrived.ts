import { PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../errors/app-error.ts';
import type { PlannedFile } from '../copy-store.ts';
import type { Bucket, ObjectHead } from './bucket.ts';
import { unquoted } from './part-plan.ts';

/** What the service must have computed; null where it cannot be known. */
export interface Expected {
  /** Without quotes. */
  readonly etag: string | null;
  /** Base64, with `-N` when over parts. */
  readonly checksumSha256: string | null;
}

/**
 * Asks the service what it has: size, our own hash in the metadata, and what it computed itself over the bytes (the MD5 in the ETag where its
 * encryption allows, SHA-256 where it does those). An object that is not what was sent is deleted. Throws `copy.arrived-different`.
 */
export async function compareArrived(
  bucket: Bucket,
  key: string,
  planned: PlannedFile,
  expected: Expected,
  signal: AbortSignal,
): Promise<void> {
  const head = await bucket.head(key, signal);
  const difference = head === null ? 'it is not there' : differenceOf(head, planned, expected);
  if (difference === null) {
    if (bucket.place.objectLock !== null && head?.isLocked !== true) await lock(bucket, key, signal);
    return;
  }
  await bucket.delete(key, signal).catch(() => {});
  throw new AppError('copy.arrived-different', { detail: `${key}: ${difference}.` });
}

function differenceOf(head: ObjectHead, planned: PlannedFile, expected: Expected): string | null {
  if (head.bytes !== planned.bytes) return `${head.bytes} bytes arrived, ${planned.bytes} were sent`;
  if (head.sha256 !== planned.sha256) return 'the service did not keep the hash that was sent along';
  if (
    expected.etag !== null &&
    head.etag !== null &&
    head.etagIsMd5 &&
    isAlike(head.etag, expected.etag) &&
    unquoted(head.etag) !== expected.etag
  ) {
    return `the service has the MD5 ${unquoted(head.etag)}, sent was ${expected.etag}`;
  }
  if (expected.checksumSha256 !== null && head.checksumSha256 !== null && head.checksumSha256 !== expected.checksumSha256) {
    return `the service has the SHA-256 ${head.checksumSha256}, sent was ${expected.checksumSha256}`;
  }
  return null;
}

/** Some services have an MD5 over the whole where others have one over the parts: those two say nothing about each other. */
function isAlike(one: string, other: string): boolean {
  return one.includes('-') === other.includes('-');
}

/** Some services forget the retention that an upload in parts began with. Nothing may lie here unlocked that was to be locked. */
async function lock(bucket: Bucket, key: string, signal: AbortSignal): Promise<void> {
  const { ObjectLockMode: Mode, ObjectLockRetainUntilDate: RetainUntilDate } = bucket.writeSettings();
  if (Mode === undefined || RetainUntilDate === undefined) return;
  const input = { Bucket: bucket.place.bucket, Key: key, Retention: { Mode, RetainUntilDate } };
  await bucket.send(key, signal, (how) => bucket.client.send(new PutObjectRetentionCommand(input), how));
}
