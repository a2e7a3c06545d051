import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import type { ListedPart } from './part-plan.ts';
import { isNoSuchThing } from './s3-problem.ts';

/** An upload in parts that was begun and neither completed nor aborted: the service itself remembers it, nothing is kept here. */
export interface OpenUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly begunMs: number;
}

/** Uploads of keys that begin with `prefix`; none at a service that cannot list them, which has to clean up by itself. */
export async function* listUploads(bucket: Bucket, prefix: string, signal: AbortSignal): AsyncGenerator<OpenUpload> {
  const { client, place } = bucket;
  for (let marker: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
    const input = { Bucket: place.bucket, Prefix: prefix, ...marker };
    const page = await bucket
      .send(prefix, signal, (how) => client.send(new ListMultipartUploadsCommand(input), how))
      .catch((error: unknown) => {
        if (isNotAbleTo(error)) return null;
        throw error;
      });
    if (page === null) return;
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      // Some services ignore the prefix.
      if (Key?.startsWith(prefix) === true && UploadId !== undefined)
        yield { key: Key, uploadId: UploadId, begunMs: Initiated?.getTime() ?? 0 };
    }
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
    if (IsTruncated !== true || NextKeyMarker === undefined) return;
    marker = { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }) };
  }
}

/** The newest upload of this very key; null when there is none, or the service cannot list them. */
export async function findUpload(bucket: Bucket, key: string, signal: AbortSignal): Promise<OpenUpload | null> {
  let newest: OpenUpload | null = null;
  for await (const upload of listUploads(bucket, key, signal)) {
    if (upload.key === key && (newest === null || upload.begunMs >= newest.begunMs)) newest = upload;
  }
  return newest;
}

export async function listParts(bucket: Bucket, upload: OpenUpload, signal: AbortSignal): Promise<readonly ListedPart[]> {
  const parts: ListedPart[] = [];
  const { client, place } = bucket;
  try {
    for (let marker: string | undefined; ;) {
      const input = {
        Bucket: place.bucket,
        Key: upload.key,
        UploadId: upload.uploadId,
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      };
      const page = await bucket.send(upload.key, signal, (how) => client.send(new ListPartsCommand(input), how));
      for (const { PartNumber, Size, ETag, ChecksumSHA256 } of page.Parts ?? []) {
        if (PartNumber === undefined || Size === undefined || ETag === undefined) continue;
        parts.push({ number: PartNumber, bytes: Size, etag: ETag, checksumSha256: ChecksumSHA256 ?? null });
      }
      if (page.IsTruncated !== true || page.NextPartNumberMarker === undefined) return parts;
      marker = page.NextPartNumberMarker;
    }
  } catch (error) {
    if (isNoSuchThing(error) || isNotAbleTo(error)) return [];
    throw error;
  }
}

/** Services that do not know this call answer 501, or something that is no answer to it. Then an upload begins anew, and nothing is lost but time. */
function isNotAbleTo(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause !== 'object' || cause === null || !('$metadata' in cause)) return false;
  const { httpStatusCode } = cause.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode === 501 || httpStatusCode === 405 || ('name' in cause && cause.name === 'NotImplemented');
}

/** What was sent of it is deleted. One that is gone already is no problem. */
export async function abortUpload(bucket: Bucket, { key, uploadId }: OpenUpload, signal: AbortSignal): Promise<void> {
  const input = { Bucket: bucket.place.bucket, Key: key, UploadId: uploadId };
  try {
    await bucket.send(key, signal, (how) => bucket.client.send(new AbortMultipartUploadCommand(input), how));
  } catch (error) {
    if (!isNoSuchThing(error)) throw error;
  }
}
