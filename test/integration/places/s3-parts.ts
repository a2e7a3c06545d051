import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import type { S3Place } from '../../../src/shared/model/place.ts';
import { waitFor } from '../../lab/tools.ts';
import { s3Client } from './s3-place.ts';

/** What the keeper takes for a file of the tests. */
export const PART_BYTES = 8 * 1024 * 1024;

/** Waits until the service lists so many parts of the one upload in this bucket. */
export async function partsArrived(place: S3Place, secretAccessKey: string, parts: number, endpoint = place.endpoint ?? ''): Promise<void> {
  const client = s3Client({ endpoint, keys: { accessKeyId: place.accessKeyId, secretAccessKey } });
  try {
    await waitFor(`${parts} parts to arrive`, 30_000, async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket }));
      const [upload] = Uploads;
      if (upload?.UploadId === undefined) return undefined;
      const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket: place.bucket, Key: upload.Key, UploadId: upload.UploadId }));
      return Parts.length >= parts ? true : undefined;
    });
  } finally {
    client.destroy();
  }
}

/** What a rule of the bucket does with uploads that take too long. */
export async function giveUpUploads(place: S3Place, secretAccessKey: string, endpoint = place.endpoint ?? ''): Promise<void> {
  const client = s3Client({ endpoint, keys: { accessKeyId: place.accessKeyId, secretAccessKey } });
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket }));
    for (const { Key, UploadId } of Uploads) await client.send(new AbortMultipartUploadCommand({ Bucket: place.bucket, Key, UploadId }));
  } finally {
    client.destroy();
  }
}
