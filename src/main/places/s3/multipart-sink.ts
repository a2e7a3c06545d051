import { createHash, type Hash } from 'node:crypto';
import { type CompletedPart, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../errors/app-error.ts';
import { abortable } from '../../support/abortable.ts';
import type { PlannedFile } from '../copy-store.ts';
import { compareArrived } from './arrived.ts';
import type { Bucket } from './bucket.ts';
import { checksumOfParts, etagOfParts, type ListedPart, partBytesFor, partsToKeep, plainMd5, unquoted } from './part-plan.ts';
import { isNoSuchThing } from './s3-problem.ts';
import { metadataOf, type S3Sink } from './small-sink.ts';
import { abortUpload, findUpload, listParts, type OpenUpload } from './uploads.ts';

/** With the one that fills, four parts are in memory. */
const PARTS_UNDER_WAY = 3;

/**
 * Uploads a file in parts and takes up an upload that the service still holds: what it lists of it, without a gap, is not sent again. Each part
 * carries its MD5, so that one torn on the way is refused and sent again by the SDK.
 */
export async function openMultipartSink(
  bucket: Bucket,
  key: string,
  planned: PlannedFile,
  backupId: string,
  signal: AbortSignal,
): Promise<S3Sink> {
  const { client, place } = bucket;
  const partBytes = partBytesFor(planned.bytes);
  const found = await findUpload(bucket, key, signal);
  const kept = found === null ? [] : partsToKeep(await listParts(bucket, found, signal), planned.bytes);
  // One without a usable part is given up: whatever it was begun with, the settings of today count.
  if (found !== null && kept.length === 0) await abortUpload(bucket, found, signal);
  const upload = found !== null && kept.length > 0 ? found : await createUpload(bucket, key, planned, backupId, signal);

  const parts: ListedPart[] = [...kept];
  const offset = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();
  const recheck = recheckOf(kept);
  let failure: unknown = null;
  let written = offset;
  let filling: Buffer | null = null;
  let filled = 0;

  async function sendPart(number: number, bytes: Buffer): Promise<void> {
    const ContentMD5 = createHash('md5').update(bytes).digest('base64');
    const checksum = place.checksums === 'sdk' ? { ChecksumSHA256: createHash('sha256').update(bytes).digest('base64') } : {};
    const where = { Bucket: place.bucket, Key: key, UploadId: upload.uploadId, PartNumber: number };
    const input = { ...where, Body: bytes, ContentLength: bytes.length, ContentMD5, ...checksum };
    const answer = await bucket.send(`${key}, part ${number}`, stop.signal, (how) => client.send(new UploadPartCommand(input), how));
    parts.push({ number, bytes: bytes.length, etag: answer.ETag ?? '', checksumSha256: answer.ChecksumSHA256 ?? null });
  }

  /** Waits until there is room for another part, then lets this one go its way. */
  async function sendFilled(): Promise<void> {
    const bytes = filling?.subarray(0, filled);
    if (bytes === undefined || bytes.length === 0) return;
    const number = Math.ceil(written / partBytes);
    filling = null;
    filled = 0;
    while (underWay.size >= PARTS_UNDER_WAY) await abortable(Promise.race(underWay), signal, () => {});
    throwFailure();
    const sending = sendPart(number, bytes)
      .catch((error: unknown) => {
        // A rule of the bucket, or whoever tidies it, has ended the upload: nothing of it is there any more.
        failure ??= isNoSuchThing(error)
          ? new AppError('copy.arrived-different', { detail: `${key}: the service gave the upload up`, cause: error })
          : error;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  }

  function throwFailure(): void {
    if (failure !== null) throw failure as Error;
  }

  async function write(chunk: Buffer): Promise<void> {
    throwFailure();
    if (written + chunk.length > planned.bytes) {
      throw new AppError('copy.arrived-different', { detail: `${planned.file}: more than ${planned.bytes} bytes came.` });
    }
    for (let from = 0; from < chunk.length;) {
      filling ??= Buffer.allocUnsafeSlow(Math.min(partBytes, planned.bytes - written));
      const taken = chunk.copy(filling, filled, from);
      from += taken;
      filled += taken;
      written += taken;
      if (filled === filling.length) await sendFilled();
    }
  }

  async function finish(): Promise<void> {
    await abortable(Promise.all(underWay), signal, () => {});
    throwFailure();
    if (written !== planned.bytes)
      throw new AppError('copy.arrived-different', { detail: `${planned.file}: ${written} bytes came, not ${planned.bytes}.` });
    if (!recheck.isSame()) {
      await abortUpload(bucket, upload, signal);
      throw new AppError('copy.arrived-different', { detail: `${key}: a part from an earlier attempt is not what the source has.` });
    }
    const inOrder = parts.toSorted((one, other) => one.number - other.number);
    const MultipartUpload = { Parts: inOrder.map(completedPart) };
    const input = { Bucket: place.bucket, Key: key, UploadId: upload.uploadId, MultipartUpload };
    try {
      await bucket.send(key, signal, (how) => client.send(new CompleteMultipartUploadCommand(input), how));
    } catch (error) {
      if (!isNoSuchThing(error)) throw error;
      // An answer that was lost on the way is asked for again, and some services know no upload by then that they have put together: the next attempt sees
      // what lies there.
      throw new AppError('place.unreachable', {
        detail: `${key}: the service does not say whether it put the parts together`,
        cause: error,
      });
    }
    const expected = {
      etag: etagOfParts(inOrder.map(({ etag }) => etag)),
      checksumSha256: checksumOfParts(inOrder.map((part) => part.checksumSha256)),
    };
    await compareArrived(bucket, key, planned, expected, signal);
  }

  /** Parts that are nearly there may arrive: each one that does need not be sent again. */
  async function abandon(graceMs: number): Promise<void> {
    filling = null;
    const timer = setTimeout(() => stop.abort(new Error('the copy was given up')), graceMs);
    await Promise.allSettled(underWay);
    clearTimeout(timer);
  }

  return {
    offset,
    prefix: offset === 0 ? createHash('sha256') : null,
    ...(offset === 0 ? {} : { recheck: recheck.take }),
    write,
    finish,
    abandon,
  };
}

async function createUpload(bucket: Bucket, key: string, planned: PlannedFile, backupId: string, signal: AbortSignal): Promise<OpenUpload> {
  const checksum = bucket.place.checksums === 'sdk' ? { ChecksumAlgorithm: 'SHA256' as const } : {};
  const input = {
    Bucket: bucket.place.bucket,
    Key: key,
    ...checksum,
    ...bucket.writeSettings({ metadata: metadataOf(planned, backupId) }),
  };
  const { UploadId } = await bucket.send(key, signal, (how) => bucket.client.send(new CreateMultipartUploadCommand(input), how));
  if (UploadId === undefined) throw new AppError('place.write-failed', { detail: `${key}: the service began an upload without a name.` });
  return { key, uploadId: UploadId, begunMs: 0 };
}

function completedPart({ number, etag, checksumSha256 }: ListedPart): CompletedPart {
  return { PartNumber: number, ETag: etag, ...(checksumSha256 === null ? {} : { ChecksumSHA256: checksumSha256 }) };
}

interface Recheck {
  readonly take: (chunk: Buffer) => void;
  /** False when bytes were given and are not those of the parts. */
  readonly isSame: () => boolean;
}

/** Compares the source with the SHA-256 of parts that lie there, else with their MD5. Nothing given, nothing said. */
function recheckOf(kept: readonly ListedPart[]): Recheck {
  let part = 0;
  let inPart = 0;
  let sum: Hash | null = null;
  let same = true;
  const take = (chunk: Buffer): void => {
    for (let from = 0; from < chunk.length;) {
      const current = kept[part];
      if (current === undefined) return;
      sum ??= createHash(current.checksumSha256 === null ? 'md5' : 'sha256');
      const piece = chunk.subarray(from, from + current.bytes - inPart);
      sum.update(piece);
      from += piece.length;
      inPart += piece.length;
      if (inPart < current.bytes) return;
      same &&= isPart(current, sum);
      part += 1;
      inPart = 0;
      sum = null;
    }
  };
  return { take, isSame: () => same };
}

function isPart(part: ListedPart, sum: Hash): boolean {
  if (part.checksumSha256 !== null) return sum.digest('base64') === part.checksumSha256;
  return plainMd5(part.etag) === null || sum.digest('hex') === unquoted(part.etag);
}
